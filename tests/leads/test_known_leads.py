from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.leads.known_leads import assess_beside_known
from bot.leads.rules import load_lead_rules
from bot.model import Consent, LeadRequest
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RULES = load_lead_rules(Path(__file__).parents[2] / "config")
HOURS = {day: ["9:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
FIRST = LeadRequest(
    key="draft-1",
    visitor="visitor-1",
    fields={"deal": "rent", "district": ["嘉定区"], "company": "上海锦程五金制品有限公司", "phone": "13800138001"},
    raw={},
    consent=Consent("v1", "联系", NOW, "m1"),
)


@pytest.fixture
def book():
    engine = open_database("sqlite://")
    upgrade(engine)
    return SqlLeadBook(engine, Cipher.from_keys("A" * 43 + "=", b"test"))


def assessed(book, request):
    return assess_beside_known(request, book, RULES, HOURS, NOW)


def other(**fields) -> LeadRequest:
    return replace(FIRST, key="draft-2", visitor="visitor-2", fields={**FIRST.fields, **fields})


def test_company_of_another_visitor_is_flagged_however_it_is_written(book):
    number = book.register(assessed(book, FIRST), ["log"], NOW).number
    collisions = assessed(book, other(company="锦程五金制品", phone="13800138002")).assessment["collisions"]

    assert any("疑似同一公司" in text and number in text for text in collisions)


def test_phone_of_another_visitor_is_flagged(book):
    number = book.register(assessed(book, FIRST), ["log"], NOW).number
    collisions = assessed(book, other(company="别家包装厂")).assessment["collisions"]

    assert any("疑似同一人" in text and number in text for text in collisions)
    assert not any("疑似同一公司" in text for text in collisions)


def test_customer_of_a_colleague_is_flagged_inside_the_protection_period(book):
    number = book.register(assessed(book, FIRST), ["log"], NOW).number
    elsewhere = other(phone="13800138003", district=["昆山市"])
    collisions = assessed(book, elsewhere).assessment["collisions"]

    assert any("可能撞单" in text and number in text for text in collisions)


def test_stranger_of_another_company_is_nobody_known(book):
    book.register(assessed(book, FIRST), ["log"], NOW)

    assert assessed(book, other(company="别家包装厂", phone="13800138004")).assessment["collisions"] == ()


def test_forgotten_company_is_not_found_again(book):
    book.register(assessed(book, FIRST), ["log"], NOW)
    book.erase_visitor("visitor-1", NOW)

    assert assessed(book, other(phone="13800138005")).assessment["collisions"] == ()


def test_lead_does_not_collide_with_itself(book):
    request = assessed(book, FIRST)
    book.register(request, ["log"], NOW)

    assert assessed(book, FIRST).assessment["collisions"] == ()
