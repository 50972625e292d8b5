"""How old is what we know of a record?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.catalog.schema.pieces import Verification


class Level(StrEnum):
    """Age of the last check by staff."""

    FRESH = "fresh"
    AGEING = "ageing"
    OLD = "old"
    STALE = "stale"
    """Older than 30 days: hide it from lists or mark it, and check again."""
    UNKNOWN = "unknown"
    """Never checked."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The level with the days behind it."""

    level: Level
    days: int | None
    """Days since the check; None when there was none."""


_LIMITS = ((7, Level.FRESH), (15, Level.AGEING), (30, Level.OLD))


def freshness(verification: Verification, today: date) -> Freshness:
    """Return how fresh a record is on a day; a check dated later than that day counts as today's."""
    if verification.checked is None:
        return Freshness(Level.UNKNOWN, None)
    days = max(0, (today - verification.checked).days)
    level = next((level for limit, level in _LIMITS if days <= limit), Level.STALE)
    return Freshness(level, days)
