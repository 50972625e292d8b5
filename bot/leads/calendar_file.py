"""How must config/holidays.yaml be written, and how far can it be trusted?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Name, Record, Text
from bot.catalog.strict_yaml import Document
from bot.errors import Fault
from bot.leads.staff_file import WEEKDAYS, Days, Weekday

_LONGEST_DAYS = 31
_NEXT_YEAR_IS_DUE = 12
"""Month; the State Council announces the next year's days off in November."""


class Holiday(Days):
    """One stretch of days off."""

    name: Name

    @model_validator(mode="after")
    def _not_endless(self) -> Self:
        if (self.last - self.first).days >= _LONGEST_DAYS:
            raise ValueError(f"假期最多 {_LONGEST_DAYS} 天，请检查日期")
        return self


class YearFile(Record):
    """The days off and the make-up working days of one year."""

    year: Annotated[int, Field(ge=2020, le=2100)]
    verified: bool
    """Whether somebody compared it with the official arrangement."""
    source: Text
    holidays: Annotated[tuple[Holiday, ...], Field(min_length=1)]
    make_up: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        # New Year's holiday may begin in the last days of the year before.
        start, end = date(self.year - 1, 12, 25), date(self.year, 12, 31)
        days = [day for holiday in self.holidays for day in (holiday.first, holiday.last)]
        outside = [str(day) for day in (*days, *self.make_up) if not start <= day <= end]
        if outside:
            raise ValueError(f"{'、'.join(outside)} 不在 {self.year} 年")
        both = [str(day) for day in self.make_up if any(holiday.holds(day) for holiday in self.holidays)]
        if both:
            raise ValueError(f"{'、'.join(both)} 又放假又调休上班，请删掉一处")
        return self


class HolidayFile(Record):
    """The whole of holidays.yaml."""

    make_up_as: Weekday
    """A make-up working day has the hours and the roster of this weekday."""
    years: tuple[YearFile, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up working days."""

    days_off: frozenset[date]
    make_up: frozenset[date]
    make_up_as: Weekday
    verified: Mapping[int, bool]
    """By year that the calendar knows."""
    lines: Mapping[int, int]
    """Where each year begins in the file."""

    def roster_day(self, day: date) -> Weekday | None:
        """Return the weekday whose hours and roster a day has, None on a day off."""
        if day in self.make_up:
            return self.make_up_as
        return None if day in self.days_off else WEEKDAYS[day.weekday()]

    def find_doubts(self, today: date) -> Sequence[Fault]:
        """Return what staff should look up before they trust the calendar; none of it stops the bot."""
        return tuple(_doubts(self, today))


def build_calendar(document: Document, file: HolidayFile) -> Calendar:
    """Return the calendar of a checked file."""
    holidays = [holiday for year in file.years for holiday in year.holidays]
    return Calendar(
        days_off=frozenset(day for holiday in holidays for day in _days_of(holiday)),
        make_up=frozenset(day for year in file.years for day in year.make_up),
        make_up_as=file.make_up_as,
        verified={year.year: year.verified for year in file.years},
        lines={year.year: document.line_of(("years", index)) for index, year in enumerate(file.years)},
    )


def find_calendar_faults(document: Document, file: HolidayFile) -> Iterator[Fault]:
    """Yield years that are written twice."""
    seen: set[int] = set()
    for index, year in enumerate(file.years):
        if year.year in seen:
            yield document.fault(("years", index), f"{year.year} 年写了两次", "合成一段")
        seen.add(year.year)


def _days_of(holiday: Holiday) -> Iterator[date]:
    count = (holiday.last - holiday.first).days + 1
    return (holiday.first + timedelta(days=offset) for offset in range(count))


def _doubts(calendar: Calendar, today: date) -> Iterator[Fault]:
    wanted = [today.year] + [today.year + 1] * (today.month >= _NEXT_YEAR_IS_DUE)
    for year in wanted:
        if year not in calendar.verified:
            yield Fault("holidays.yaml", 0, f"没有 {year} 年的节假日", "按国务院办公厅的放假通知补上")
    for year, verified in calendar.verified.items():
        if not verified and year >= today.year:
            what = f"{year} 年的放假安排还没有核对，调休上班日可能不准"
            yield Fault(
                "holidays.yaml", calendar.lines[year], what, "对照国务院办公厅的放假通知改好，再写 verified: true"
            )
