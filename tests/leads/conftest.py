from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.leads.rules import LeadRules, load_lead_rules
from bot.model import Json, Lead, LeadRequest

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def rules() -> LeadRules:
    return load_lead_rules(SAMPLES)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """Monday is 2026-11-23; Thursday and Friday are holidays, Saturday is worked like a Tuesday."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def request_of() -> Callable[..., LeadRequest]:
    def make(visitor: str = "v1", key: str = "", queue: str = "sales", **fields: Json) -> LeadRequest:
        raw = {slot: value for slot, value in fields.items() if isinstance(value, str)}
        return LeadRequest(key or f"{visitor}:draft", visitor, fields, raw, queue)

    return make


@pytest.fixture
def lead_of(request_of: Callable[..., LeadRequest], at: Callable[[str], datetime]) -> Callable[..., Lead]:
    def make(number: str, visitor: str, *, day: str = "2026-11-01", stage: str = "new", **fields: Json) -> Lead:
        moment = at(f"{day}T10:00")
        return Lead(1, number, request_of(visitor, number, **fields), moment, moment, 1, stage)

    return make


@pytest.fixture
def hours() -> Mapping[str, list[str]]:
    workday = ["9:00-12:00", "13:00-18:00"]
    return {**dict.fromkeys(("mon", "wed", "thu", "fri"), workday), "tue": ["10:00-16:00"], "sat": [], "sun": []}
