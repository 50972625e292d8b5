"""Which day, month or half-year does a phrase mean, counted from now?"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

# First day of the lunar year; the trade plans around it (年前, 年后).
_SPRING_FESTIVALS = (
    date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
    date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
    date(2037, 2, 15), date(2038, 2, 4), date(2039, 1, 24), date(2040, 2, 12),
)  # fmt: skip
_BY_THE_MOON = {
    "端午": (
        (
            date(2026, 6, 19),
            date(2027, 6, 9),
            date(2028, 5, 28),
            date(2029, 6, 16),
            date(2030, 6, 5),
            date(2031, 6, 24),
        ),
        3,
    ),
    "中秋": (
        (
            date(2026, 9, 25),
            date(2027, 9, 15),
            date(2028, 10, 3),
            date(2029, 9, 22),
            date(2030, 9, 12),
            date(2031, 10, 1),
        ),
        3,
    ),
}
_HOLIDAYS = {
    "元旦": (1, 1, 3),
    "清明": (4, 5, 3),
    "五一": (5, 1, 5),
    "劳动节": (5, 1, 5),
    "国庆": (10, 1, 7),
    "十一": (10, 1, 7),
}
_MONTHS = 12
_WEEK = 7
_PARTS = {"初": 1, "上旬": 10, "中": 15, "中旬": 20}
_BACK_TO_WORK = timedelta(days=10)


def say_day(day: date) -> str:
    """Return YYYY-MM-DD."""
    return day.isoformat()


def say_month(day: date) -> str:
    """Return YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def make_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_day(today: date, month: int, day: int, year: int | None = None) -> date | None:
    """Return the day in the year said, else its next coming."""
    found = make_day(year or today.year, month, day)
    if found and year is None and found < today:
        return make_day(today.year + 1, month, day)
    return found


def next_month(today: date, month: int, year: int | None = None) -> date | None:
    """Return the first day of the month in the year said, else of its next coming."""
    if not 1 <= month <= _MONTHS:
        return None
    return make_day(year or today.year + (month < today.month), month, 1)


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the last of a shorter month."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def last_day(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def say_part(month: date, part: str) -> str:
    """Return the last day for an end of month, else the month."""
    return say_day(last_day(month)) if part in {"底", "末"} else say_month(month)


def find_weekday(today: date, weekday: int, week: str) -> date:
    """Return the day of this, the next or (unsaid) the coming such weekday; Monday is 0."""
    monday = today - timedelta(days=today.weekday())
    if week.startswith("下"):
        return monday + timedelta(days=_WEEK * week.count("下") + weekday)
    found = monday + timedelta(days=weekday)
    if not week and found <= today:
        return found + timedelta(days=_WEEK)
    return found


def find_spring_festival(today: date, year: int | None = None) -> date | None:
    """Return the coming spring festival, or that of a year; None outside the table."""
    return _coming(_SPRING_FESTIVALS, today, year)


def find_holiday(today: date, name: str, when: str, year: int | None = None) -> str | None:
    """Return what a holiday, or the time before or after it, means as a deadline; None if unknown."""
    if name in _HOLIDAYS:
        month, day, length = _HOLIDAYS[name]
        found = next_day(today, month, day, year)
        if found is None:
            return None
        return say_day(found + timedelta(days=length) if "后" in when else found)
    if name in _BY_THE_MOON:
        days, length = _BY_THE_MOON[name]
        found = _coming(days, today, year)
        return say_day(found + timedelta(days=length if "后" in when else 0)) if found else None
    festival = find_spring_festival(today, year)
    if festival is None:
        return None
    if "后" in when:
        return say_month(festival + _BACK_TO_WORK)
    return say_day(festival)


def _coming(days: Iterable[date], today: date, year: int | None) -> date | None:
    return next((day for day in days if (day.year == year if year else day >= today)), None)
