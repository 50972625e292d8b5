"""Freshness after 7, 15 and 30 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.catalog.freshness import Level, freshness
from bot.catalog.schema.pieces import Verification

CHECKED = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (0, Level.FRESH),
        (7, Level.FRESH),
        (8, Level.AGEING),
        (15, Level.AGEING),
        (16, Level.OLD),
        (30, Level.OLD),
        (31, Level.STALE),
    ],
)
def test_level_follows_the_days_since_the_check(days: int, level: Level) -> None:
    found = freshness(Verification(status="phone", date=CHECKED), CHECKED + timedelta(days))

    assert (found.level, found.days) == (level, days)


def test_never_checked_is_unknown() -> None:
    assert freshness(Verification(), CHECKED).level is Level.UNKNOWN


def test_check_of_tomorrow_counts_as_today() -> None:
    assert freshness(Verification(status="onsite", date=CHECKED), CHECKED - timedelta(1)).days == 0
