"""Which rows does a table file hold, if it is one that can be read safely?"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from bot.catalog.importers.decoding import decode
from bot.catalog.importers.rules import SheetLimits
from bot.catalog.importers.workbook import read_workbook
from bot.errors import SourceRefused

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_SEPARATORS = ",\t;"
_RESAVE = "请用 WPS 或 Excel 打开，另存为 .xlsx 再导入"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    number: int
    """As the spreadsheet counts, from 1."""
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is written in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, limits: SheetLimits, sheet: str | None, header_row: int) -> Table:
    """Read a table from xlsx, xls or CSV; which of them is told by the content, not by the name.

    Formulas are not run: what the spreadsheet computed last is taken.

    Args:
        path: the file.
        limits: how large it may be.
        sheet: name of the sheet, None for the first.
        header_row: number of the row with the headers, counted from 1.

    Raises:
        SourceRefused: it cannot be read, is too large or holds no table.
    """
    content = _read(path, limits)
    grid = _read_csv(content) if not content.startswith((_ZIP, _OLE)) else _read_book(content, limits, sheet)
    if len(grid) < header_row:
        raise SourceRefused(f"没有第 {header_row} 行，找不到表头", "请检查映射文件的 header_row 和 sheet")
    if len(grid) - header_row > limits.most_rows:
        raise SourceRefused(f"超过 {limits.most_rows} 行", "请分成几个文件，或调大 import.yaml 的 most_rows")
    header = tuple(" ".join(cell.split()) for cell in grid[header_row - 1])
    if len(header) > limits.most_columns:
        raise SourceRefused(f"超过 {limits.most_columns} 列", "请删掉多余的列，或调大 import.yaml 的 most_columns")
    rows = (Row(number, tuple(cells)) for number, cells in enumerate(grid[header_row:], header_row + 1))
    return Table(header, tuple(row for row in rows if not row.is_empty))


def _read(path: Path, limits: SheetLimits) -> bytes:
    try:
        if path.stat().st_size > limits.most_bytes:
            raise SourceRefused(f"文件超过 {limits.most_bytes // 1_000_000} MB", "请拆成几个文件再导入")
        return path.read_bytes()
    except OSError as fault:
        raise SourceRefused("读不了这个文件", "请检查文件是否存在、是否有读取权限") from fault


def _read_csv(content: bytes) -> list[list[str]]:
    text = decode(content)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as fault:
        raise SourceRefused(f"CSV 第 {reader.line_num} 行附近读不懂（引号不成对或一格太长）", _RESAVE) from fault


def _read_book(content: bytes, limits: SheetLimits, sheet: str | None) -> list[list[str]]:
    if content.startswith(_ZIP):
        _check_package(content, limits)
    return read_workbook(content, sheet, limits.most_rows * limits.most_columns)


def _check_package(content: bytes, limits: SheetLimits) -> None:
    """Refuse a package that unpacks to too much, or whose cells lie so far out that reading them takes all memory."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise SourceRefused("不是 .xlsx 表格", _RESAVE)
            left = limits.most_unpacked_bytes
            for info in package.infolist():
                left = _check_part(package, info, left, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise SourceRefused("表格文件损坏或有密码", _RESAVE) from fault


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, limits: SheetLimits) -> int:
    """Return how many bytes the other parts may still unpack to."""
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SourceRefused("表格的压缩方式不对", _RESAVE)
    row, rest = 0, b""
    with package.open(info) as part:
        while piece := part.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise SourceRefused("表格解压后太大", "请把有用的部分复制到新的表里再导入")
            # Cut before the last tag that may go on in the next piece.
            whole, mark, tail = (rest + piece).rpartition(b"<")
            rest = (mark + tail)[-_CHUNK:]
            row = _check_cells(whole, row, limits)
    _check_cells(rest, row, limits)
    return left


def _check_cells(chunk: bytes, row: int, limits: SheetLimits) -> int:
    """Return the row that the chunk ends in, after a look at where its filled cells lie."""
    for tag in _CELL.finditer(chunk):
        if tag.group(2).endswith(b"/"):
            continue
        place = _PLACE.search(tag.group(2))
        if tag.group(1) == b"row":
            row = int(place.group(2)) if place else row + 1
            continue
        at_row = int(place.group(2)) if place else row
        column = _column_number(place.group(1)) if place else 0
        if at_row > limits.most_rows * 2 or column > limits.most_columns:
            raise SourceRefused(
                f"第 {at_row} 行第 {column} 列还有内容，超出了范围", "请把有用的部分复制到新的表里再导入"
            )
    return row


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def join_cells(header: Sequence[str], row: Row) -> tuple[str, ...]:
    """Return a row's cells, as many as there are headers."""
    padded = (*row.cells, *("" for _ in header))
    return padded[: max(len(header), len(row.cells))]
