from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.understanding.extract import Extraction, Extractor
from bot.understanding.text import normalise

NOW = datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
OWN_NUMBERS = frozenset({"400 0123 021", "13900009999"})

Read = Callable[..., Extraction]


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor(OWN_NUMBERS)


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Read:
    """Read a raw message as the bot does, at ten o'clock on Tuesday 2026-03-10 unless told otherwise."""

    def _read(say: str, expect: str | None = None, now: datetime = NOW) -> Extraction:
        return extractor.extract(normalise(say).cased, expect, now)

    return _read


@pytest.fixture(scope="session")
def said(read: Read) -> Callable[..., dict[str, Any]]:
    """Read a message into {slot: value}: "-slot" is not wanted, "@slot" is what they have, "?" asks back."""

    def _said(say: str, expect: str | None = None, now: datetime = NOW) -> dict[str, Any]:
        found = read(say, expect, now)
        values = {f"{'-' if c.excluded else '@' if c.current else ''}{c.slot}": c.value for c in found.claims}
        return values | ({"?": found.unclear[-1].reason} if found.unclear else {})

    return _said
