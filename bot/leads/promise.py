"""By when does who answer, and how is the visitor told?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.leads.rules import LeadRules
from bot.leads.score import find_grade
from bot.leads.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Promise:
    """What the visitor was promised."""

    due_at: datetime | None
    """None when the opening hours tell no time."""
    words: str


def find_due_time(grade: str, rules: LeadRules, hours: WorkingTime, now: datetime) -> datetime | None:
    """Return by when a lead of that grade is answered: within opening hours, rounded up where they allow it."""
    response = find_grade(grade, rules).response
    start = hours.opening_after(now, response.days) if response.days else now
    due = hours.add_working_time(start, response.minutes) if start else None
    return due and _round_up(due, rules.score.promise.round_to_minutes, hours)


def promise(grade: str, owner: str, rules: LeadRules, hours: WorkingTime, now: datetime) -> Promise:
    """Return a concrete promise in the name of the owner (as visitors read it)."""
    due = find_due_time(grade, rules, hours, now)
    return Promise(due, say_promise(due, owner, rules, now))


def say_promise(due: datetime | None, owner: str, rules: LeadRules, now: datetime) -> str:
    """Return the words for a due time, seen from now."""
    wording = rules.score.promise
    if due is None:
        return wording.unknown.format(owner=owner)
    days = (due.date() - now.date()).days
    is_morning = due.hour < wording.morning_ends
    template = {0: wording.today, 1: wording.tomorrow_morning if is_morning else wording.tomorrow}
    return template.get(days, wording.later).format(
        owner=owner,
        time=f"{due.hour}:{due.minute:02d}",
        month=due.month,
        day=due.day,
        weekday=wording.weekdays[due.weekday()],
    )


def _round_up(due: datetime, step: int, hours: WorkingTime) -> datetime:
    whole = due.replace(minute=due.minute // step * step, second=0, microsecond=0)
    if whole == due:
        return due
    rounded = whole + timedelta(minutes=step)
    return rounded if hours.is_open(rounded - timedelta(minutes=1)) else due
