"""What does the core need to know and to write down of the work of staff on leads?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Lead
from bot.progress import Change, LeadEvent, OpenPromise


class Pipeline(Protocol):
    """Leads as staff work on them; each method is one transaction."""

    def change(self, lead: Lead, change: Change, channels: Sequence[str], now: datetime) -> Lead:
        """Write a change with its line of history, and its notices in place of those of earlier steps.

        Raises:
            LeadChanged: the lead is not any more as it was read.
            KeyError: no lead has that number.
        """

    def history(self, number: str) -> Sequence[LeadEvent]:
        """Return what happened to a lead, oldest first.

        Raises:
            KeyError: no lead has that number.
        """

    def find(
        self, limit: int, *, stage: str = "", owner_id: str = "", overdue_at: datetime | None = None
    ) -> Sequence[Lead]:
        """Return the newest leads of a stage, an owner, or whose promise has passed at that time."""

    def find_promises(self, limit: int, last_step: str) -> Sequence[OpenPromise]:
        """Return promises that nobody has kept and whose escalation has not come to its last step, soonest first."""

    def count_overdue(self, now: datetime) -> int:
        """Return how many promises, of leads and of tickets, have passed without an answer."""

    def find_late_tickets(self, limit: int, now: datetime) -> Sequence[str]:
        """Return the numbers of tickets whose promised time has come and of which nobody has been told."""

    def escalate_ticket(self, number: str, channels: Sequence[str], now: datetime) -> bool:
        """Tell staff of a late ticket, once, and return whether it was now."""

    def claim_ticket(self, number: str, who: str, now: datetime) -> str:
        """Note who looks after a ticket, and return who does: whoever was first.

        Raises:
            KeyError: no ticket has that number.
        """
