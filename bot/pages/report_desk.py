"""Whose report does a private link show, and what has it shown before?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import Lead
from bot.ports import LeadBook, ReportLinks


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Opens links to reports."""

    links: ReportLinks
    book: LeadBook

    def open(self, token: str, now: datetime) -> Lead | None:
        """Return the lead of a link, None when the link opens nothing or opens no more.

        Raises:
            StoreUnavailable: nobody can tell now.
        """
        number = self.links.open(token, now)
        try:
            return None if number is None else self.book.get(number)
        except KeyError:
            return None

    def remember(self, token: str, shown: Mapping[str, str]) -> Mapping[str, str]:
        """Note which listings a report shows, names by id, and return all that it has ever shown."""
        return self.links.remember(token, shown)
