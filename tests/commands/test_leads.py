from __future__ import annotations

import csv
import io
import json
import sqlite3
import unicodedata
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.commands.leads import _COLUMNS, _SLOTS, _as_csv, _as_xlsx, as_cell
from bot.model import Ticket

PHONE, NAME, VISITOR = "13800138000", "王建国", "oVisitorOne"
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "\u200b=1",
)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

hostile = st.one_of(
    st.text(max_size=80),
    st.builds(
        str.__add__, st.sampled_from(["", " ", "\t", "\u3000", "\ufeff", "\u200b", "\0"]), st.sampled_from(FORMULAS)
    ),
)


def test_list_hides_name_and_phone(parkbot, filled):
    result = parkbot("leads", "list")

    assert result.exit_code == 0
    assert filled in result.output
    assert "138****8000" in result.output
    assert PHONE not in result.output
    assert NAME not in result.output


def test_show_hides_and_writes_no_audit_without_full(parkbot, filled, stores):
    result = parkbot("leads", "show", filled)

    assert "138****8000" in result.output
    assert PHONE not in result.output
    assert "同意联系" in result.output
    with stores() as opened:
        assert opened.records.audit.list_recent(9) == ()


def test_show_in_full_is_audited_with_who_and_which(parkbot, filled, stores):
    result = parkbot("leads", "show", filled, "--full")

    assert PHONE in result.output
    assert NAME in result.output
    with stores() as opened:
        (entry,) = opened.records.audit.list_recent(9)
    assert (entry.what, entry.lead_number) == ("show_full", filled)
    assert entry.who.startswith("cli:")


def test_unknown_number_is_said_with_a_remedy(parkbot, filled):
    result = parkbot("leads", "show", "L000000-001", "--full")

    assert result.exit_code == 1
    assert "parkbot leads list" in result.output


def test_lead_of_a_visitor_who_withdrew_is_not_shown_in_full(parkbot, filled, stores, now):
    with stores() as opened:
        opened.book.withdraw_consent(Ticket("m-9", "consent_withdrawn", VISITOR, "撤回"), ("log",), now)

    shown = parkbot("leads", "show", filled, "--full")
    exported = parkbot("leads", "export", "--format", "jsonl", "--full")

    assert "不要再联系" in shown.output
    assert PHONE not in shown.output + exported.output
    assert NAME not in shown.output + exported.output


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_export_to_the_screen_is_masked(parkbot, filled, form):
    result = parkbot("leads", "export", "--format", form)

    assert "138****8000" in result.output
    assert PHONE not in result.output
    assert NAME not in result.output


def test_jsonl_has_one_object_a_lead(parkbot, filled):
    result = parkbot("leads", "export", "--format", "jsonl", "--full")

    (lead,) = [json.loads(line) for line in result.output.splitlines()]
    assert (lead["number"], lead["phone"], lead["contact"], lead["area_m2"]) == (filled, PHONE, NAME, "2000–3000㎡")


def test_export_in_full_notes_every_lead(parkbot, filled, stores, request_of, now):
    with stores() as opened:
        second = opened.book.register(request_of("two", now, "oOther"), (), now).number
    parkbot("leads", "export", "--format", "csv", "--full")

    with stores() as opened:
        entries = opened.records.audit.list_recent(9)
    assert {(entry.what, entry.lead_number) for entry in entries} == {("export_full", filled), ("export_full", second)}


def test_nothing_is_shown_in_full_when_it_cannot_be_noted(parkbot, filled, folder):
    lock = sqlite3.connect(folder / "parkbot.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        result = parkbot("leads", "show", filled, "--full")
    finally:
        lock.rollback()
        lock.close()

    assert result.exit_code == 1
    assert PHONE not in result.output


def test_csv_file_opens_in_excel_and_nobody_else_may_read_it(parkbot, filled, folder):
    target = folder / "leads.csv"
    result = parkbot("leads", "export", "--format", "csv", "--output", str(target))

    content = target.read_bytes()
    assert "已导出 1 条" in result.output
    assert content.startswith(b"\xef\xbb\xbf")
    assert target.stat().st_mode & 0o077 == 0


def test_xlsx_file_holds_only_strings(parkbot, stores, request_of, now, folder):
    with stores() as opened:
        opened.book.register(request_of("x", now, company='=HYPERLINK("http://e.com")', usage="=1+1"), (), now)
    target = folder / "leads.xlsx"
    parkbot("leads", "export", "--output", str(target))

    types, texts = _read_sheet(target.read_bytes())
    assert types == {"s"}
    assert '\'=HYPERLINK("http://e.com")' in texts
    assert "138****8000" in texts


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_becomes_text(text):
    assert as_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["王先生", "2000–3000㎡", "", "1.2元/㎡/天", "'=1"])
def test_ordinary_text_stays(text):
    assert as_cell(text) == text


@given(hostile)
@example("\ud800=1")
@example("=" * 40_000)
def test_no_cell_ever_begins_like_a_formula(text):
    cell = as_cell(text)

    visible = (c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c)[0] not in "ZC")
    assert next(visible, "") not in tuple("=+-@")
    assert cell[:1] not in tuple("\t\r\n")
    assert len(cell) <= 32_767


@settings(max_examples=60, deadline=None)
@given(st.lists(hostile, min_size=1, max_size=5))
def test_files_keep_every_cell_a_string_whatever_visitors_type(texts):
    columns = (*_COLUMNS, *_SLOTS)
    rows = [dict.fromkeys(columns, text) for text in texts]

    types, _ = _read_sheet(_as_xlsx(rows))
    lines = list(csv.reader(io.StringIO(_as_csv(rows), newline="")))

    assert types <= {"s"}
    assert [len(line) for line in lines] == [len(columns)] * (len(texts) + 1)
    assert [line[0] for line in lines[1:]] == [as_cell(text) for text in texts]


def _read_sheet(content: bytes) -> tuple[set[str], list[str]]:
    """Return the types of all cells that hold anything and the shared texts, read without any spreadsheet library."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = ET.fromstring(book.read("xl/sharedStrings.xml"))
        assert not any("externalLink" in name for name in book.namelist())
    assert not list(sheet.iter(f"{SHEET}f"))
    assert not list(sheet.iter(f"{SHEET}hyperlink"))
    cells = [cell for cell in sheet.iter(f"{SHEET}c") if len(cell)]
    return {cell.get("t", "number") for cell in cells}, ["".join(item.itertext()) for item in strings]
