"""How far are staff with a lead: who has it, what was promised, and what has been done?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

UNANSWERED = ("new", "assigned")
"""Stages in which the visitor still waits for the promised answer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a lead stands with staff, beside its stage."""

    owner_id: str = ""
    """Empty in the pool, or when no rule has given it to anybody."""
    owner_name: str = ""
    due_at: datetime | None = None
    """The answer that the visitor was promised; None when none was, or once it is given."""
    claimed_at: datetime | None = None
    """When somebody said that they take it; None until then."""
    next_contact: date | None = None
    step: str = ""
    """The last step of the escalation that was taken."""
    changes: int = 0
    """Counts every change of stage or owner, so that nobody overwrites what they have not seen."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done with a lead, allowed by the rules, for the book to write down."""

    kind: str
    """moved, claimed, assigned or escalated."""
    who: str
    stage: str
    """Where the lead is afterwards."""
    progress: Progress
    reason: str = ""
    forced: bool = False
    notice: str = ""
    """Kind of the notice for staff; empty when nobody needs to be told."""


@dataclass(frozen=True, slots=True)
class LeadEvent:
    """One line of a lead's history."""

    kind: str
    """registered, amended, withdrawn, erased, or the kind of a change."""
    at: datetime
    before: str = ""
    after: str = ""
    who: str = ""
    owner_name: str = ""
    reason: str = ""
    forced: bool = False
    next_contact: date | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """An answer that a visitor still waits for."""

    number: str
    made_at: datetime
    due_at: datetime
    step: str = ""
    claimed_at: datetime | None = None
