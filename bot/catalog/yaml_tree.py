"""How does the text of a YAML file become plain values, and on which line stands each?

Works on the parser's events with a stack of its own: no recursion that deep nesting could exhaust,
and no anchors, aliases or tags, which can blow a small file up or hide content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml
from yaml import events

from bot.errors import Fault, KnowledgeError
from bot.model import Json

Location: TypeAlias = tuple[int | str, ...]
Event: TypeAlias = Json
"""A parser event; its kinds share no typed fields."""

DEEPEST = 20
"""Levels of nesting; no knowledge file needs half of them."""
UNKNOWN = frozenset({"", "null", "~", "Null", "NULL"})
"""Unquoted words for no value."""
_FULL_WIDTH_KEY = re.compile(r"^\s*(?:(?:- )*[a-z_0-9]+|[\w一-鿿]{1,8})：(?!/)")


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    location: Location
    content: dict[str, Json] | list[Json]
    key: str | None = None


@dataclass(slots=True)
class Tree:
    """Builds plain values from parser events, noting lines and faults."""

    name: str
    source_lines: Sequence[str]
    lines: dict[Location, int] = field(default_factory=lambda: {(): 1})
    faults: list[Fault] = field(default_factory=list)
    data: Json = None
    _stack: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: Event) -> None:
        """Add one event; events that carry no content are passed over.

        Raises:
            KnowledgeError: reading on makes no sense.
        """
        act = _ACTS.get(type(event))
        if act:
            act(self, event)

    def start_document(self, event: Event) -> None:
        """Refuse a second document in the same file."""
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "一个文件里有两段内容（多了一行 ---）", "请删掉 ---，或拆成两个文件")

    def alias(self, event: Event) -> None:
        """Refuse `*name`."""
        self._refuse(event, "用了星号开头的引用（*名称）", "请把内容直接写出来；文字以 * 开头时请加引号")

    def open(self, event: Event) -> None:
        """Begin a mapping or a list."""
        self._check_marks(event)
        if len(self._stack) >= DEEPEST:
            self._refuse(event, f"嵌套超过 {DEEPEST} 层", "请检查缩进和括号")
        content: dict[str, Json] | list[Json] = {} if isinstance(event, events.MappingStartEvent) else []
        if self._stack and isinstance(self._stack[-1].content, dict) and self._stack[-1].key is None:
            self._refuse(event, "名称的位置写了列表或括号", "请写成「名称: 内容」；内容以 { 或 [ 开头时请加引号")
        location = self._place(event, content)
        self._stack.append(_Open(location, content))

    def close(self, _event: Event) -> None:
        """End the innermost mapping or list."""
        self._stack.pop()

    def scalar(self, event: Event) -> None:
        """Add a piece of text, as a key or as content."""
        self._check_marks(event)
        plain = not event.style
        if plain and "：" in event.value:
            self._check_full_width_colon(event)
        top = self._stack[-1] if self._stack else None
        if top and isinstance(top.content, dict) and top.key is None:
            self._take_key(top, event)
            return
        self._place(event, None if plain and event.value in UNKNOWN else event.value)

    def _take_key(self, top: _Open, event: Event) -> None:
        key, line = str(event.value), event.start_mark.line + 1
        if key in top.content:
            self.faults.append(Fault(self.name, line, f"「{key}」写了两次", "请删掉一处"))
        top.key = key
        self.lines[*top.location, key] = line

    def _place(self, event: Event, value: Json) -> Location:
        if not self._stack:
            self.data, self.lines[()] = value, event.start_mark.line + 1
            return ()
        top = self._stack[-1]
        if isinstance(top.content, list):
            location: Location = (*top.location, len(top.content))
            top.content.append(value)
            self.lines[location] = event.start_mark.line + 1
            return location
        key, top.key = str(top.key), None
        top.content[key] = value
        return (*top.location, key)

    def _check_marks(self, event: Event) -> None:
        if event.anchor:
            self._refuse(event, "用了 & 开头的标记", "请删掉标记；文字以 & 开头时请加引号")
        if event.tag:
            self._refuse(event, "用了 ! 开头的标记", "请删掉标记；文字以 ! 开头时请加引号")

    def has_full_width_key(self, number: int) -> bool:
        """Say whether a line, counted from 1, looks like a key with a full-width colon."""
        line = self.source_lines[number - 1] if 0 < number <= len(self.source_lines) else ""
        return bool(_FULL_WIDTH_KEY.match(line)) and ": " not in line

    def full_width_fault(self, number: int) -> Fault:
        """Return the fault of such a line."""
        return Fault(self.name, number, "冒号是全角的「：」", "请改成英文冒号加一个空格「: 」")

    def _check_full_width_colon(self, event: Event) -> None:
        first, last = event.start_mark.line, event.end_mark.line
        for index in range(first, min(last + 1, len(self.source_lines))):
            begins_line = index > first or not self.source_lines[index][: event.start_mark.column].strip(" -")
            if begins_line and self.has_full_width_key(index + 1):
                self.faults.append(self.full_width_fault(index + 1))

    def _refuse(self, event: Event, what: str, remedy: str) -> None:
        raise KnowledgeError([*self.faults, Fault(self.name, event.start_mark.line + 1, what, remedy)])


def read_events(text: str) -> Iterator[Event]:
    """Yield the parser's events.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


_ACTS: Mapping[type, Callable[[Tree, Event], None]] = {
    events.DocumentStartEvent: Tree.start_document,
    events.AliasEvent: Tree.alias,
    events.MappingStartEvent: Tree.open,
    events.SequenceStartEvent: Tree.open,
    events.MappingEndEvent: Tree.close,
    events.SequenceEndEvent: Tree.close,
    events.ScalarEvent: Tree.scalar,
}
