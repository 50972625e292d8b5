"""What became of everything that was imported?"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO


class Outcome(StrEnum):
    """What a line of the report says."""

    REFUSED = "拒收"
    CONFLICT = "冲突"
    NOTE = "提示"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing that the operator should know."""

    outcome: Outcome
    where: str
    """Row of a table, or an article's title."""
    field: str
    """Column of a table, or field of a record; empty for the whole."""
    value: str
    reason: str
    remedy: str
    cells: tuple[str, ...] = ()
    """All original cells of a refused row, so that nothing is lost."""

    def __str__(self) -> str:
        place = f"{self.where}「{self.field}」" if self.field else self.where
        value = f"写的是「{self.value}」，" if self.value else ""
        return f"{self.outcome}：{place}{value}{self.reason}。{self.remedy}"


_HEADERS = ("结果", "位置", "列或字段", "原值", "原因", "怎么办")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def to_csv(lines: Iterable[ReportLine], header: Sequence[str] = ()) -> str:
    """Return the report as CSV, the original cells behind under their own headers.

    Cells that a spreadsheet would run as a formula get an apostrophe in front.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([*_HEADERS, *map(_harmless, header)])
    for line in lines:
        said = (line.outcome.value, line.where, line.field, line.value, line.reason, line.remedy)
        writer.writerow(map(_harmless, (*said, *line.cells)))
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
