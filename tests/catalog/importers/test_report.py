from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.report import Outcome, ReportLine, to_csv


def line(value: str = "", *cells: str) -> ReportLine:
    return ReportLine(Outcome.REFUSED, "第 2 行", "层高", value, "太大", "请检查", cells)


def test_line_says_place_value_reason_and_remedy():
    assert str(line("30000")) == "拒收：第 2 行「层高」写的是「30000」，太大。请检查"
    assert str(ReportLine(Outcome.NOTE, "表头", "", "", "多一列", "可以不管")) == "提示：表头多一列。可以不管"


def test_original_cells_stand_behind_under_their_headers():
    rows = list(csv.reader(StringIO(to_csv([line("30000", "A-1", "30000")], ("编号", "层高")))))

    assert rows[0][-2:] == ["编号", "层高"]
    assert rows[1][-2:] == ["A-1", "30000"]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_of_the_report_is_a_formula(cell):
    rows = list(csv.reader(StringIO(to_csv([line(cell, cell)], (cell,)))))

    assert {row[-1] for row in rows} == {f"'{cell}"}


@pytest.mark.parametrize("cell", ["-2.5", "+3", "abc"])
def test_negative_numbers_and_words_stay_as_they_are(cell):
    assert list(csv.reader(StringIO(to_csv([line("", cell)], ("列",)))))[1][-1] == cell


@given(st.text(max_size=40))
def test_any_cell_survives_the_report(cell):
    rows = list(csv.reader(StringIO(to_csv([line("", cell)], ("列",)), newline="")))

    assert rows[1][-1].removeprefix("'") == cell.removeprefix("'")
