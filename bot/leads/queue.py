"""Who is a lead for: sales, the broker desk, the supply desk or the specialists?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.leads.conditions import Case, LeadFacts, holds
from bot.leads.rules import LeadRules
from bot.model import Json

DEFAULT = "sales"


@dataclass(frozen=True, slots=True)
class QueueChoice:
    """A queue and why, in words for staff."""

    queue: str
    reason: str


def choose_queue(fields: Mapping[str, Json], facts: LeadFacts, rules: LeadRules, now: datetime) -> QueueChoice:
    """Return the queue of a lead: the one that the talk has put it in, else that of the first row that holds."""
    if facts.queue != DEFAULT:
        return QueueChoice(facts.queue, rules.score.queue_kept)
    case = Case.of(fields, facts, now, rules.score.denials)
    for row in rules.score.queues:
        if holds(row.when, case):
            return QueueChoice(row.queue, row.label)
    return QueueChoice(DEFAULT, rules.score.queue_default)
