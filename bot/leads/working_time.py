"""When does somebody work, holidays and make-up days counted?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from bot.errors import Fault, KnowledgeError
from bot.leads.calendar_file import Calendar

Span: TypeAlias = tuple[time, time]
Stretch: TypeAlias = tuple[datetime, datetime]

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", re.ASCII)
_LOOK_AHEAD = 400
"""Days; an office that is closed for longer makes no promises."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The opening hours of the office on real days."""

    spans: Mapping[str, tuple[Span, ...]]
    """By weekday mon to sun, in order and apart from each other."""
    calendar: Calendar

    @classmethod
    def of(cls, hours: Mapping[str, Sequence[str]], calendar: Calendar) -> WorkingTime:
        """Return the working time of hours like {"mon": ["9:00-12:00", "13:00-18:00"]}.

        Raises:
            KnowledgeError: a span cannot be read.
        """
        return cls({weekday: _merge(map(_read, spans)) for weekday, spans in hours.items()}, calendar)

    def is_open(self, now: datetime) -> bool:
        """Say whether somebody works at that moment; the minute of closing is closed."""
        return any(start <= now < end for start, end in self._on(now.date(), now))

    def next_opening(self, now: datetime) -> datetime | None:
        """Return now while open, else the next opening; None when none is in sight."""
        return next((max(start, now) for start, _ in self._ahead(now)), None)

    def opening_after(self, now: datetime, days: int) -> datetime | None:
        """Return the opening of the next working day after today, or of the second next and so on."""
        openings = (self._on(day, now)[0][0] for day in self._dates(now) if day > now.date() and self._on(day, now))
        return next((opening for count, opening in enumerate(openings, 1) if count == days), None)

    def add_working_time(self, start: datetime, minutes: int) -> datetime | None:
        """Return when so many minutes (above 0) of working time have passed; None when that is out of sight.

        The result lies inside a span or is its closing minute.
        """
        left = timedelta(minutes=minutes)
        for begin, end in self._ahead(start):
            begin_here = max(begin, start)
            if end - begin_here >= left:
                return begin_here + left
            left -= end - begin_here
        return None

    def subtract_working_time(self, end: datetime, minutes: int) -> datetime | None:
        """Return when so many minutes (above 0) of working time are left until then; None when out of sight.

        The result lies inside a span.
        """
        left = timedelta(minutes=minutes)
        for begin, close in self._behind(end):
            close_here = min(close, end)
            if close_here - begin >= left:
                return close_here - left
            left -= close_here - begin
        return None

    def _behind(self, now: datetime) -> Iterator[Stretch]:
        dates = (now.date() - timedelta(days=back) for back in range(_LOOK_AHEAD))
        return (stretch for day in dates for stretch in reversed(self._on(day, now)) if stretch[0] < now)

    def _ahead(self, now: datetime) -> Iterator[Stretch]:
        return (stretch for day in self._dates(now) for stretch in self._on(day, now) if stretch[1] > now)

    def _on(self, day: date, like: datetime) -> Sequence[Stretch]:
        roster_day = self.calendar.roster_day(day)
        spans = self.spans.get(roster_day, ()) if roster_day else ()
        return [(_at(day, start, like), _at(day, end, like)) for start, end in spans]

    def _dates(self, now: datetime) -> Iterator[date]:
        return (now.date() + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD))


def _at(day: date, edge: time, like: datetime) -> datetime:
    return datetime.combine(day, edge, like.tzinfo)


def _read(span: str) -> Span:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise _unreadable(span)
    hours = [int(part) for part in found.groups()]
    try:
        start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError as fault:
        raise _unreadable(span) from fault
    if start >= end:
        raise _unreadable(span)
    return start, end


def _unreadable(span: str) -> KnowledgeError:
    return KnowledgeError([Fault("routing.yaml", 0, f"上班时间「{span}」读不懂", "写成 9:00-18:00，结束晚于开始")])


def _merge(spans: Iterator[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
