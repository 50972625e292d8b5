"""On which day was a page posted, as far as it says?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_FULL = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_AGO = re.compile(r"(\d{1,4})\s*(秒|分钟|小时|天|周|个?月|年)前")
_MONTH_DAY = re.compile(r"[((](\d{1,2})-(\d{1,2})[))]")
_NAMED = {"刚刚": 0, "今天": 0, "昨天": 1, "前天": 2}
_DAYS = {"秒": 0, "分钟": 0, "小时": 0, "天": 1, "周": 7, "月": 30, "个月": 30, "年": 365}
_SLACK = 16
"""Days: themes count a month as 30 or as calendar months."""
_YEARS_BACK = 30


@dataclass(frozen=True, slots=True)
class Posted:
    """When a page was posted."""

    day: date | None
    raw: str = ""
    """The page's own words; empty when it says nothing."""
    seen_on: date | None = None
    """The day on which the page was read, when the day of posting follows from it."""


def find_posted(text: str, seen_on: date | None) -> Posted | None:
    """Return when a line says that the page was posted, None when it says nothing of the kind.

    Args:
        text: a short line such as 「admin8个月前 (10-31)」.
        seen_on: the day on which the page was read; without it nothing relative is resolved.
    """
    full = _FULL.search(text)
    if full:
        return Posted(_day(*map(int, full.groups())), full.group())
    ago, month_day = _AGO.search(text), _MONTH_DAY.search(text)
    if ago and month_day:
        raw = text[ago.start() : month_day.end()] if ago.start() < month_day.start() else month_day.group()
        day = _between(seen_on, ago, int(month_day.group(1)), int(month_day.group(2)))
        return Posted(day, raw, seen_on if day else None)
    if ago:
        day = _counted(seen_on, ago)
        return Posted(day, ago.group(), seen_on if day else None)
    if month_day:
        return Posted(None, month_day.group())
    return _named(text, seen_on)


def _named(text: str, seen_on: date | None) -> Posted | None:
    name = next((name for name in _NAMED if name in text), None)
    if name is None:
        return None
    day = seen_on - timedelta(days=_NAMED[name]) if seen_on else None
    return Posted(day, name, seen_on if day else None)


def _counted(seen_on: date | None, ago: re.Match[str]) -> date | None:
    """Return the day of 「3天前」; coarser units name no day."""
    days = _DAYS[ago.group(2)]
    if seen_on is None or days != 1:
        return None
    return seen_on - timedelta(days=int(ago.group(1)))


def _between(seen_on: date | None, ago: re.Match[str], month: int, day: int) -> date | None:
    """Return the only day with that month and day whose age fits the words; None when none or several fit."""
    if seen_on is None:
        return None
    count, unit = int(ago.group(1)), _DAYS[ago.group(2)]
    youngest, oldest = count * unit - _SLACK, (count + 1) * max(unit, 1) + _SLACK
    years = range(seen_on.year, max(seen_on.year - _YEARS_BACK, 1), -1)
    days = (_day(year, month, day) for year in years)
    fitting = [found for found in days if found and max(0, youngest) <= (seen_on - found).days <= oldest]
    return fitting[0] if len(fitting) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
