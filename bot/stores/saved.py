"""What does one session store hand to another when it gives a visitor back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.ports import Clock

SECOND: Final = 1000
"""Milliseconds; stores count wall-clock time in them."""


@dataclass(frozen=True, slots=True)
class SavedVisitor:
    """Everything a store keeps of one visitor."""

    visitor: str
    session: str | None
    saved_at: int
    """Unix milliseconds of the last save; the newer session wins."""
    replies: Mapping[str, str]
    waiting: Mapping[str, str]
    """Payloads by message key, oldest first."""


def milliseconds(clock: Clock) -> int:
    """Return the wall-clock time as stores write it."""
    return to_milliseconds(clock.now())


def to_milliseconds(moment: datetime) -> int:
    """Return a moment as Unix milliseconds."""
    return int(moment.timestamp() * SECOND)
