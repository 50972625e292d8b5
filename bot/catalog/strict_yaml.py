"""What does a file written by operations people say, and on which line is it wrong?

Every scalar is text and the schema gives it a type, because YAML's own guesses bite:
18:30 becomes 1110, 0123 becomes 83, `no` becomes False.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.catalog.schema_faults import explain
from bot.catalog.yaml_plain import NotPlain, read_plain
from bot.catalog.yaml_tree import Location, Tree, read_events
from bot.errors import Fault, KnowledgeError
from bot.model import Json

Model = TypeVar("Model", bound=BaseModel)

_LARGEST_FILE = 5_000_000
"""Bytes; a larger knowledge file is a mistake (or an attack), not knowledge."""
_WRONG_INDENTS = {
    "\t": ("用了制表符(Tab)缩进", "请改成空格"),
    "\u3000": ("用了全角空格", "请改成普通空格"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Lines(Mapping[Location, int]):
    """The line of every entry of a sound text, found out when the first one is asked for."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text

    def __getitem__(self, location: Location) -> int:
        return self._found[location]

    def __iter__(self) -> Iterator[Location]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def _found(self) -> Mapping[Location, int]:
        return _read_carefully(self._name, self._text).lines


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one file, or of a part of it, with the line of every entry."""

    file: str
    """Path as operations people know it, relative to the folder they edit."""
    data: Json
    """None when the file holds nothing but comments."""
    lines: Mapping[Location, int]
    part: Location = ()
    """Where in the file the data stands."""

    def line_of(self, location: Location) -> int:
        """Return the line of an entry, or of the nearest one around it."""
        while location and (*self.part, *location) not in self.lines:
            location = location[:-1]
        return self.lines.get((*self.part, *location), 1)

    def fault(self, location: Location, what: str, remedy: str) -> Fault:
        """Return a fault that points at an entry."""
        return Fault(self.file, self.line_of(location), what, remedy)


def read_document(path: Path, root: Path | None = None) -> Document:
    """Read one YAML file strictly.

    Args:
        path: the file.
        root: folder that the file is named from in faults.

    Raises:
        KnowledgeError: the file cannot be read, is no YAML, has doubled keys, anchors, aliases or tags.
    """
    name = name_of(path, root) if root else path.name
    return read_text(_decode(read_bytes(path, name), name), name)


def name_of(path: Path, root: Path) -> str:
    """Return a file's path as seen from a folder, with slashes; the bare name when it lies elsewhere."""
    start, whole = f"{root}{os.sep}", str(path)
    return whole.removeprefix(start).replace(os.sep, "/") if whole.startswith(start) else path.name


def read_text(text: str, name: str) -> Document:
    """Read the text of a YAML file strictly; faults name it by the given name and are those of `read_document`."""
    try:
        return Document(name, read_plain(text), Lines(name, text))
    except NotPlain:
        tree = _read_carefully(name, text)
        return Document(name, tree.data, tree.lines)


def _read_carefully(name: str, text: str) -> Tree:
    faults = list(_find_wrong_marks(name, text))
    if faults:
        raise KnowledgeError(faults)
    tree = Tree(name, text.splitlines())
    try:
        for event in read_events(text):
            tree.take(event)
    except yaml.YAMLError as fault:
        raise KnowledgeError([*tree.faults, _syntax_fault(tree, fault)]) from fault
    if tree.faults:
        raise KnowledgeError(tree.faults)
    return tree


def parse(document: Document, model: type[Model]) -> Model:
    """Return the document as the schema's type.

    Raises:
        KnowledgeError: the content does not fit; every misfit is one fault.
    """
    if document.data is None:
        raise KnowledgeError([Fault(document.file, 0, "文件是空的，或只有注释", "请补上内容，或删掉这个文件")])
    try:
        return model.model_validate(document.data)
    except ValidationError as wrong:
        raise KnowledgeError(_schema_faults(document, wrong, model)) from wrong


def parse_list(document: Document, model: type[Model]) -> list[Model]:
    """Return a document that is a list of entries of one type; faults as in `parse`, an empty file is an empty list."""
    if document.data is None:
        return []
    try:
        return TypeAdapter(list[model]).validate_python(document.data)  # type: ignore[valid-type]
    except ValidationError as wrong:
        raise KnowledgeError(_schema_faults(document, wrong, model)) from wrong


def find_files(folder: Path) -> list[Path]:
    """Return the YAML files below a folder in a stable order; none when the folder is missing."""
    return [Path(path) for path in sorted(entry.path for entry in _entries_below(folder) if _is_yaml(entry))]


def _entries_below(folder: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [os.fspath(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry


def _is_yaml(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(".yaml") and not entry.name.startswith(".") and entry.is_file()


def read_bytes(path: Path, name: str) -> bytes:
    """Return a file's content; KnowledgeError when it cannot be read or is far too large."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise KnowledgeError([Fault(name, 0, "文件超过 5 MB", "请检查是否放错了文件，或拆成几个小文件")])
        return path.read_bytes()
    except OSError as fault:
        raise KnowledgeError([Fault(name, 0, "读不了这个文件", "请检查文件是否存在、是否有读取权限")]) from fault


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise KnowledgeError([Fault(name, line, f"不是 UTF-8 编码{_guess(content)}", "请用 UTF-8 编码另存")]) from fault


def _guess(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "（像是 UTF-16，记事本里叫 Unicode）"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "（像是 GBK，记事本里叫 ANSI）"


def _find_wrong_marks(name: str, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\ufeff" in line:
            yield Fault(name, number, "有看不见的 BOM 标记", "请另存为不带 BOM 的 UTF-8")
        if _CONTROL.search(line):
            yield Fault(name, number, "有看不见的控制字符", "请删掉这一行重新输入")
        for mark, (what, remedy) in _WRONG_INDENTS.items():
            if mark in indent.rstrip("\r"):
                yield Fault(name, number, what, remedy)


def _syntax_fault(tree: Tree, fault: yaml.YAMLError) -> Fault:
    mark = getattr(fault, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    # The parser stumbles on the line after a key that it could not recognise.
    for number in range(line, max(0, line - 3), -1):
        if tree.has_full_width_key(number):
            return tree.full_width_fault(number)
    remedy = "请检查缩进、冒号后的空格，以及以 { [ @ * & ! % 开头的内容是否加了引号"
    return Fault(tree.name, line, "格式不对，这一行附近读不懂", remedy)


def _schema_faults(document: Document, wrong: ValidationError, model: type[BaseModel]) -> list[Fault]:
    return [document.fault(tuple(error["loc"]), *explain(error, model)) for error in wrong.errors()]
