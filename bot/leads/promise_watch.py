"""Who hears of it, and who takes over, when a promised answer is not given in time?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import LeadChanged
from bot.leads.assignment import assign
from bot.leads.escalation import LAST_STEP, Step, find_step
from bot.leads.rules import LeadRules
from bot.leads.working_time import WorkingTime
from bot.model import Lead
from bot.pipeline import Pipeline
from bot.ports import Clock, LeadBook
from bot.progress import UNANSWERED, Change, OpenPromise, Progress

_WHO = "promise_watch"
_AT_ONCE = 500
"""Promises looked at in one round, the soonest first."""
_EVERY_SECONDS = 5.0
_TICKETS = "sales"
"""Queue that hears of visitors who wait for a person."""


class PromiseWatch:
    """Walks the ladder of every open promise, each step once however many watches there are."""

    def __init__(
        self,
        book: LeadBook,
        pipeline: Pipeline,
        rules: LeadRules,
        hours: WorkingTime,
        channels_of: Callable[[str], Sequence[str]],
        clock: Clock,
    ) -> None:
        self._book = book
        self._pipeline = pipeline
        self._rules = rules
        self._hours = hours
        self._channels_of = channels_of
        self._clock = clock
        self._rests_until = clock.monotonic()

    def look(self) -> int:
        """Take the steps that are due and return how many, at most every few seconds.

        Raises:
            StoreUnavailable: the book is away; what is done stays done.
        """
        if self._clock.monotonic() < self._rests_until:
            return 0
        self._rests_until = self._clock.monotonic() + _EVERY_SECONDS
        now = self._clock.now()
        taken = sum(self._take(promise, now) for promise in self._pipeline.find_promises(_AT_ONCE, LAST_STEP))
        channels = self._channels_of(_TICKETS)
        late = self._pipeline.find_late_tickets(_AT_ONCE, now)
        return taken + sum(self._pipeline.escalate_ticket(number, channels, now) for number in late)

    def _take(self, promise: OpenPromise, now: datetime) -> bool:
        step = find_step(promise, self._rules.staff.escalation, self._hours, now)
        if step is None:
            return False
        lead = self._book.get(promise.number)
        if not _is_still_open(lead, promise):
            return False
        change = self._change(lead, step, now)
        try:
            self._pipeline.change(lead, change, self._channels_of(lead.request.queue), now)
        except LeadChanged:
            # Another watch was first, or somebody has just taken the lead.
            return False
        return True

    def _change(self, lead: Lead, step: Step, now: datetime) -> Change:
        progress = lead.progress
        if step is not Step.REMINDER and progress.claimed_at is None:
            progress = self._hand_on(lead, step, now)
            step = Step(progress.step)
        return Change("escalated", _WHO, lead.stage, replace(progress, step=step), notice=NOTICES[step])

    def _hand_on(self, lead: Lead, step: Step, now: datetime) -> Progress:
        """Return the progress with its next owner; when only the supervisor is left, that is the last step."""
        staff, progress = self._rules.staff, lead.progress
        had_turn = {progress.owner_id, str(lead.request.assessment.get("owner_id", ""))}
        if step is Step.NEXT:
            there_at = self._hours.next_opening(now) or now
            chosen = assign(lead.request.fields, lead.request.queue, self._rules, there_at, but=had_turn)
            if chosen.owner_id not in {staff.supervisor, progress.owner_id}:
                return replace(progress, owner_id=chosen.owner_id, owner_name=chosen.owner_name, step=step)
        supervisor = staff.get(staff.supervisor) or staff.people[0]
        return replace(progress, owner_id=supervisor.id, owner_name=supervisor.name, step=Step.SUPERVISOR)


def _is_still_open(lead: Lead, promise: OpenPromise) -> bool:
    """Say whether nothing has happened since the promise was looked up."""
    progress = lead.progress
    is_same = (progress.step, progress.claimed_at) == (promise.step, promise.claimed_at)
    return is_same and lead.stage in UNANSWERED and lead.frozen_at is None


NOTICES = {
    Step.REMINDER: "promise_reminder",
    Step.NEXT: "promise_overdue",
    Step.SUPERVISOR: "promise_escalated",
}
