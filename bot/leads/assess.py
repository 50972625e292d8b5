"""What do staff need to know of a new lead at once?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.leads.assignment import Assignment, assign
from bot.leads.collision import Collision, company_key, find_collisions
from bot.leads.conditions import LeadFacts
from bot.leads.fields import is_known
from bot.leads.promise import find_due_time, say_promise
from bot.leads.queue import QueueChoice, choose_queue
from bot.leads.rules import LeadRules
from bot.leads.score import Score, score
from bot.leads.working_time import WorkingTime
from bot.model import Json, Lead, LeadRequest


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict of the rules on one lead."""

    score: int
    grade: str
    parts: tuple[tuple[str, int], ...]
    queue: str
    queue_reason: str
    owner_id: str
    owner_name: str
    owner_reason: str
    due_at: datetime | None
    promise: str
    """For the visitor."""
    collisions: tuple[str, ...]
    """For staff."""
    company_key: str = ""
    """What tells the company apart, for looking up other leads of it; empty when it names none."""

    def to_values(self) -> dict[str, Json]:
        """Return it as JSON can hold it."""
        return {**asdict(self), "due_at": self.due_at.isoformat() if self.due_at else None}


def assess(
    request: LeadRequest,
    others: Sequence[Lead],
    rules: LeadRules,
    hours: Mapping[str, Sequence[str]],
    now: datetime,
    *,
    facts: LeadFacts | None = None,
    owners: Mapping[str, str] | None = None,
    wanted: str = "",
) -> Assessment:
    """Return score, queue, owner, promise and collisions of a lead.

    Args:
        request: the lead as it is registered.
        others: leads to look for collisions among.
        rules: score.yaml, staff.yaml and holidays.yaml.
        hours: opening hours by weekday, as in routing.yaml.
        now: the moment of registration.
        facts: what else is known; the request's queue and words are added.
        owners: id of the owner by number of the other leads.
        wanted: id of the person whose card brought the visitor.

    Raises:
        KnowledgeError: the opening hours cannot be read.
    """
    known = _facts_of(request, facts or LeadFacts())
    working_time = WorkingTime.of(hours, rules.calendar)
    queue = choose_queue(request.fields, known, rules, now)
    result = score(request.fields, replace(known, queue=queue.queue), rules, now)
    due = find_due_time(result.grade, rules, working_time, now)
    owner = assign(request.fields, queue.queue, rules, due or now, wanted=wanted)
    collisions = find_collisions(request, others, rules, now, owner_id=owner.owner_id, owners=owners)
    promise = say_promise(due, owner.owner_name, rules, now)
    company = company_key(request, rules.score.collision)
    return replace(_put_together(result, queue, owner, due, promise, collisions), company_key=company)


def _put_together(
    result: Score,
    queue: QueueChoice,
    owner: Assignment,
    due: datetime | None,
    promise: str,
    collisions: Sequence[Collision],
) -> Assessment:
    return Assessment(
        score=result.total,
        grade=result.grade,
        parts=result.parts,
        queue=queue.queue,
        queue_reason=queue.reason,
        owner_id=owner.owner_id,
        owner_name=owner.owner_name,
        owner_reason=owner.reason,
        due_at=due,
        promise=promise,
        collisions=tuple(collision.text for collision in collisions),
    )


def _facts_of(request: LeadRequest, facts: LeadFacts) -> LeadFacts:
    said = (*facts.said, *(text for text in request.raw.values() if isinstance(text, str)))
    asked_to_view = facts.asked_to_view or is_known(request.fields.get("visit_time"))
    return replace(facts, queue=request.queue, said=said, asked_to_view=asked_to_view)
