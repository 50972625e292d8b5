"""What does every keeper of report links promise?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.errors import StoreUnavailable
from bot.model import WITHDRAWAL, Consent, LeadRequest, Ticket
from bot.ports import ReportLinks
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.reports import SqlReports
from bot.stores.sql.tables import reports

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTH = timedelta(days=30)
REQUEST = LeadRequest(
    key="openid-1:draft-1",
    visitor="openid-1",
    fields={"district": ["嘉定区"], "phone": "13800138000"},
    raw={},
    consent=Consent("v1", "联系看房", NOW, "message-9"),
)


@pytest.fixture
def book(engine, cipher) -> SqlLeadBook:
    return SqlLeadBook(engine, cipher)


@pytest.fixture
def links(engine, cipher) -> ReportLinks:
    return SqlReports(engine, cipher, MONTH)


@pytest.fixture
def number(book) -> str:
    return book.register(REQUEST, (), NOW).number


def test_token_opens_the_report_of_its_lead(book, links, number):
    other = book.register(replace(REQUEST, key="other", visitor="openid-2"), (), NOW).number
    one, two = links.issue(number, NOW), links.issue(other, NOW)

    assert links.open(one, NOW) == number
    assert links.open(two, NOW) == other


def test_every_token_is_new_and_cannot_be_guessed(links, number):
    tokens = {links.issue(number, NOW) for _ in range(20)}

    assert len(tokens) == 20
    assert min(len(token) for token in tokens) * 6 >= 128


def test_database_holds_no_token(engine, links, number):
    token = links.issue(number, NOW)
    with engine.connect() as connection:
        row = connection.execute(select(reports)).one()

    assert token not in str(row)


@pytest.mark.parametrize("token", ["", "unknown", "x" * 10_000, "\0", "\ud800", "' OR 1=1 --"])
def test_other_words_open_nothing(links, number, token):
    links.issue(number, NOW)

    assert links.open(token, NOW) is None


def test_link_ends_with_its_time(links, number):
    token = links.issue(number, NOW)

    assert links.open(token, NOW + MONTH - timedelta(seconds=1)) == number
    assert links.open(token, NOW + MONTH) is None


def test_expired_rows_go_when_the_next_link_is_made(engine, links, number):
    links.issue(number, NOW)
    links.issue(number, NOW + MONTH)

    with engine.connect() as connection:
        assert len(connection.execute(select(reports)).all()) == 1


def test_withdrawn_consent_ends_the_link_for_good(book, links, number):
    token = links.issue(number, NOW)
    later = NOW + timedelta(minutes=1)
    book.withdraw_consent(Ticket("message-10", WITHDRAWAL, REQUEST.visitor, ""), (), later)

    assert links.open(token, later) is None
    with pytest.raises(KeyError):
        links.issue(number, later)

    again = Consent("v1", "联系看房", later + timedelta(minutes=1), "message-11")
    book.amend(number, replace(REQUEST, consent=again), (), later + timedelta(minutes=2))
    assert links.open(token, later + timedelta(minutes=3)) is None
    assert links.open(links.issue(number, later), later) == number


def test_forgotten_visitor_has_no_report(engine, book, links, number):
    token = links.issue(number, NOW)
    book.erase_visitor(REQUEST.visitor, NOW)

    assert links.open(token, NOW) is None
    with pytest.raises(KeyError):
        links.issue(number, NOW)
    with engine.connect() as connection:
        assert connection.execute(select(reports)).all() == []


def test_revoked_links_open_no_more_and_others_stay(book, links, number):
    other = book.register(replace(REQUEST, key="other", visitor="openid-2"), (), NOW).number
    tokens, kept = [links.issue(number, NOW) for _ in range(2)], links.issue(other, NOW)

    assert links.revoke(number) == 2
    assert [links.open(token, NOW) for token in tokens] == [None, None]
    assert links.open(kept, NOW) == other
    assert links.revoke(number) == 0


def test_unknown_lead_has_no_link(links):
    with pytest.raises(KeyError):
        links.issue("L261123-404", NOW)


def test_report_remembers_every_listing_it_has_shown(links, number):
    token = links.issue(number, NOW)

    assert links.remember(token, {"a": "甲厂房"}) == {"a": "甲厂房"}
    assert links.remember(token, {"b": "乙厂房"}) == {"a": "甲厂房", "b": "乙厂房"}
    assert links.remember(token, {}) == {"a": "甲厂房", "b": "乙厂房"}
    assert links.remember("unknown", {"c": "丙厂房"}) == {"c": "丙厂房"}


def test_absent_database_is_unavailable(tmp_path, cipher):
    links = SqlReports(open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}"), cipher, MONTH)

    with pytest.raises(StoreUnavailable):
        links.open("token", NOW)
