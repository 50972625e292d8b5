from __future__ import annotations

import resource
import struct
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.importers.rules import SheetLimits
from bot.catalog.importers.sheets import read_table
from bot.errors import SourceRefused

LIMITS = SheetLimits(
    most_bytes=2_000_000, most_unpacked_bytes=5_000_000, most_rows=50, most_columns=20, most_cell_characters=100
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes, sheet: str | None = None, header_row: int = 1, limits: SheetLimits = LIMITS):
        path = tmp_path / "table"
        path.write_bytes(content)
        return read_table(path, limits, sheet, header_row)

    return read_bytes


def workbook(fill, name: str = "台账") -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book.add_worksheet(name), book)
    return out.getvalue()


def plain_book() -> bytes:
    return workbook(
        lambda sheet, _: [sheet.write_row(n, 0, row) for n, row in enumerate([["编号", "面积"], ["A1", 1]])]
    )


def repacked(content: bytes, **parts: bytes) -> bytes:
    """Put other contents into a real workbook."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, parts.pop(info.filename.replace("/", "__"), None) or old.read(info))
        for name, body in parts.items():
            new.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def old_book(rows: list[list[str | float]], far: tuple[str, int, int] | None = None) -> bytes:
    """Write the binary format of Excel 97 by hand: a container of 512-byte sectors around one stream of records."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def cell(row: int, column: int, value: str | float) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        return record(0x0203, place + struct.pack("<d", value))

    begin, end = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0x41, 0x06), record(0x000A, b"")
    name = struct.pack("<BB", 2, 1) + "台账".encode("utf-16-le")
    sheet_at = 4 + len(begin) + 4 + 6 + len(name) + len(end)
    stream = record(0x0809, begin) + record(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + name) + end
    stream += record(0x0809, begin[:2] + struct.pack("<H", 0x10) + begin[4:])
    stream += b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    stream += (cell(far[1], far[2], far[0]) if far else b"") + end
    stream = stream.ljust(4096, b"\0")
    free, last, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [fat, last, *range(3, 10), last]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0, 0)
    header += struct.pack("<108I", *[free] * 108)

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, last, 0) + entry("Workbook", 2, free, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table, *[free] * (128 - len(table))) + folder + stream


def test_workbook_of_the_old_format_is_read_too(read):
    table = read(old_book([["编号", "面积"], ["A1", 1200.0]]))

    assert (table.header, [row.cells for row in table.rows]) == (("编号", "面积"), [("A1", "1200")])


def test_old_workbook_with_one_cell_far_out_is_refused_before_it_takes_memory(read):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    with pytest.raises(SourceRefused):
        read(old_book([["编号"]], far=("x", 65_535, 255)))

    assert max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) < 800_000


def test_cells_of_a_workbook_come_as_they_are_shown(read):
    def fill(sheet, book):
        sheet.write_row(0, 0, ["编号", "面积", "层高", "交付", "牛腿", "合计", "错误", "空"])
        sheet.write_row(2, 0, ["A1", 1200, 4.2])
        sheet.write_datetime(2, 3, date(2026, 1, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(2, 4, True)
        sheet.write_formula(2, 5, "=1+1", None, 2)
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")

    table = read(workbook(fill))

    assert table.header == ("编号", "面积", "层高", "交付", "牛腿", "合计", "错误", "空")
    (row,) = table.rows
    assert row.number == 3
    assert row.cells == ("A1", "1200", "4.2", "2026-01-05", "是", "2", "", "")


def test_sheet_is_chosen_by_name_and_header_by_row(read):
    content = workbook(lambda sheet, _: [sheet.write(n, 0, text) for n, text in enumerate(["说明", "编号", "A1"])])

    assert read(content, "台账", 2).rows[0].cells == ("A1",)
    with pytest.raises(SourceRefused, match="可以是：台账"):
        read(content, "另一张")
    with pytest.raises(SourceRefused, match="找不到表头"):
        read(content, None, 9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_of_every_usual_encoding_and_separator_is_read(read, encoding, separator):
    text = f"编号{separator}地址\nA1{separator}恒永路1号\n".encode(encoding)

    assert read(text).rows[0].cells == ("A1", "恒永路1号")


def test_quoted_cells_of_a_csv_keep_their_marks(read):
    assert read('编号,面积\nA1,"3,200\n平"\n'.encode()).rows[0].cells == ("A1", "3,200\n平")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("编号,面积\nA1,\x00\n".encode(), "NUL"),
        ("编号\nA1\n".encode("utf-16-le"), "NUL"),
        (b"\xff\xff\xff\x81", "编码"),
        ('编号\n"A1\n'.encode(), "引号"),
        (b"PK\x03\x04 not a zip", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a book", "损坏"),
        (b"", "表头"),
        (b"x" * 2_000_001, "MB"),
        (("a\n" * 60).encode(), "50 行"),
        (("a," * 30).encode(), "20 列"),
    ],
    ids=[
        "nul",
        "utf-16 without mark",
        "no text",
        "open quote",
        "no zip",
        "no xls",
        "empty",
        "large",
        "rows",
        "columns",
    ],
)
def test_file_that_is_no_sound_table_is_refused_with_the_reason(read, content, words):
    with pytest.raises(SourceRefused, match=words):
        read(content)


def test_zip_that_is_no_workbook_is_refused(read):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "x")

    with pytest.raises(SourceRefused, match=r"不是 \.xlsx"):
        read(out.getvalue())


def test_workbook_that_unpacks_to_too_much_is_refused(read):
    bomb = repacked(plain_book(), xl__media__x=b"0" * 6_000_000)

    assert len(bomb) < 50_000
    with pytest.raises(SourceRefused, match="解压后太大"):
        read(bomb)


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c><v>1</v></c></row>",
        b'<x:row r="1"><x:c t="n" r="XFD1"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_one_cell_far_out_is_refused_before_it_takes_memory(read, cell):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    bomb = repacked(plain_book(), **{SHEET.replace("/", "__"): sheet + cell + b"</sheetData></worksheet>"})
    begun = time.monotonic()

    with pytest.raises(SourceRefused, match="超出了范围"):
        read(bomb)

    assert time.monotonic() - begun < 5


def test_empty_formatted_cells_far_down_do_no_harm(read):
    def fill(sheet, book):
        sheet.write_row(0, 0, ["编号"])
        sheet.write(1, 0, "A1")
        sheet.write_blank(1_000_000, 0, None, book.add_format({"bold": True}))

    assert [row.cells for row in read(workbook(fill)).rows] == [("A1",)]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_damaged_workbook_is_read_or_refused(tmp_path_factory, data):
    content = bytearray(BOOK)
    for place in data.draw(st.lists(st.integers(4, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("book") / "table"
    path.write_bytes(content)

    try:
        table = read_table(path, LIMITS, None, 1)
    except SourceRefused:
        return
    assert table.header is not None


BOOK = plain_book()


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match="读不了"):
        read_table(tmp_path / "none", LIMITS, None, 1)
