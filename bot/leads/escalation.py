"""What is to be done about a promise that nobody has kept yet?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from bot.leads.staff_file import Escalation
from bot.leads.working_time import WorkingTime
from bot.model import Lead
from bot.progress import UNANSWERED, OpenPromise


class Step(StrEnum):
    """One rung of the ladder, in order."""

    REMINDER = "reminder"
    """The owner is told that the time is near."""
    NEXT = "next"
    """The next person on duty takes the lead over."""
    SUPERVISOR = "supervisor"
    """The supervisor is told; nothing comes after that."""


LADDER = tuple(Step)
LAST_STEP = Step.SUPERVISOR


def find_step(promise: OpenPromise, plan: Escalation, hours: WorkingTime, now: datetime) -> Step | None:
    """Return the furthest step that is due and not taken; one that was missed is not made up for.

    Nobody is reminded once the time has passed, nor of a lead that came in after the time for reminding.
    A lead that somebody has taken stays with that person, but the supervisor hears of it.
    """
    times = find_times(promise.due_at, plan, hours)
    due = [step for step in LADDER if step in times and times[step] <= now and _fits(step, promise, times, now)]
    if not due or due[-1] in _taken(promise):
        return None
    return due[-1]


def is_overdue(lead: Lead, now: datetime) -> bool:
    """Say whether a visitor has waited for the answer longer than was promised."""
    due_at = lead.progress.due_at
    return lead.stage in UNANSWERED and lead.frozen_at is None and due_at is not None and due_at < now


def find_times(due_at: datetime, plan: Escalation, hours: WorkingTime) -> Mapping[Step, datetime]:
    """Return when each step is due; a step that the opening hours leave no time for is missing."""
    return dict(_times(due_at, plan, hours))


def _times(due_at: datetime, plan: Escalation, hours: WorkingTime) -> Iterator[tuple[Step, datetime]]:
    before, after = plan.remind_minutes_before, plan.next_after_minutes
    remind_at = hours.subtract_working_time(due_at, before) if before else None
    next_at = hours.add_working_time(due_at, after) if after else due_at
    if remind_at:
        yield Step.REMINDER, remind_at
    if next_at is None:
        return
    yield Step.NEXT, next_at
    supervisor_at = hours.add_working_time(next_at, plan.supervisor_after_minutes)
    if supervisor_at:
        yield Step.SUPERVISOR, supervisor_at


def _fits(step: Step, promise: OpenPromise, times: Mapping[Step, datetime], now: datetime) -> bool:
    if step is Step.REMINDER:
        return now < promise.due_at and promise.made_at < times[step]
    return step is not Step.NEXT or promise.claimed_at is None


def _taken(promise: OpenPromise) -> tuple[Step, ...]:
    return LADDER[: LADDER.index(Step(promise.step)) + 1] if promise.step else ()
