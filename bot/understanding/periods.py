"""Which stretch of the past does a message speak of?"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.numerals import count_of

_NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,3}|半"
_MONTH = r"1[0-2]|0?[1-9]"
_YEAR_MONTH = re.compile(rf"(?<!\d)(?P<year>20\d\d)(?:年(?:(?P<month>{_MONTH})月)?|[./-](?P<short>{_MONTH})(?![\d]))")
_OF_YEAR = re.compile(r"(?P<year>今年|去年|前年|上一?年)(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)?")
_LAST = re.compile(rf"(?:最近|近|过去|这|上)(?P<count>{_NUMBER})?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)")
_YEARS_AGO = {"今年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "季度": 91, "年": 365}


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Say whether a day lies inside; an unknown day lies nowhere."""
        return day is not None and self.first <= day <= self.last


def find_period(text: str, today: date) -> Period | None:
    """Return the stretch of time that a message asks news of, None when it names none."""
    for pattern, read in _READERS:
        found = pattern.search(text)
        if found:
            return read(found, today)
    return None


def _read_year(found: re.Match[str], _today: date) -> Period:
    return _year_or_month(int(found["year"]), found["month"] or found["short"])


def _read_relative_year(found: re.Match[str], today: date) -> Period:
    return _year_or_month(today.year - _YEARS_AGO[found["year"]], found["month"])


def _read_last(found: re.Match[str], today: date) -> Period:
    if found[0].startswith("上") and found["unit"] == "月":
        last = today.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    if found[0].startswith("这") and found["unit"] == "月":
        return Period(today.replace(day=1), today)
    count = 0.5 if found["count"] == "半" else float(_count(found["count"]))
    return Period(today - timedelta(days=round(count * _DAYS[found["unit"]])), today)


def _year_or_month(year: int, month: str | None) -> Period:
    if not month:
        return Period(date(year, 1, 1), date(year, 12, 31))
    number = _count(month)
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def _count(words: str | None) -> int:
    if not words:
        return 1
    return int(words) if words.isdecimal() else count_of(words)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period]], ...] = (
    (_YEAR_MONTH, _read_year),
    (_OF_YEAR, _read_relative_year),
    (_LAST, _read_last),
)
