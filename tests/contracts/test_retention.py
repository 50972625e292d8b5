"""What does every database do with data that are past their time?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.model import WITHDRAWAL, Consent, LeadRequest, Ticket
from bot.stores.sql.audit import SqlAudit
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.retention import LIMITS, SqlRetention
from bot.stores.sql.tables import audit, consents, erasures, leads, outbox, scans, tickets, unanswered

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE, NAME, VISITOR = "13800138000", "王建国", "openid-1"
DAYS = {
    "leads": 365, "withdrawn": 15, "words": 90, "tickets": 180, "notices": 90, "scans": 180, "unanswered": 180,
    "questions": 120, "gaps": 60, "audit": 1095, "evidence": 1095,
}  # fmt: skip
KEEP = {name: timedelta(days=days) for name, days in DAYS.items()}
REQUEST = LeadRequest(
    "draft-1", VISITOR, {"area_m2": [1000, None], "phone": PHONE, "contact": NAME}, {"phone": "幺三八"},
    consent=Consent("v1", "联系看房", NOW, "message-1"), transcript=("访客:我姓王",),
)  # fmt: skip


@pytest.fixture
def book(engine, cipher) -> SqlLeadBook:
    return SqlLeadBook(engine, cipher)


@pytest.fixture
def retention(engine, cipher) -> SqlRetention:
    return SqlRetention(engine, cipher)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def count(engine, table, *conditions) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*conditions))


def test_every_kind_of_data_has_a_limit():
    assert set(LIMITS) == set(DAYS)


def test_nothing_is_due_before_its_time(book, retention):
    book.register(REQUEST, ("log",), NOW)
    book.record_scan(VISITOR, "gate", NOW)

    assert set(retention.run(KEEP, days(89)).values()) == {0}
    assert book.get("L261123-001").request == REQUEST


def test_words_go_before_the_lead_and_its_values_stay(book, retention, engine):
    lead = book.register(REQUEST, (), NOW)

    assert retention.run(KEEP, days(90))["words"] == 2

    kept = book.get(lead.number)
    assert (kept.request.raw, kept.request.transcript) == ({}, ())
    assert kept.request.fields == REQUEST.fields
    assert kept.updated_at == NOW
    assert retention.run(KEEP, days(91))["words"] == 0


def test_lead_past_its_time_is_made_anonymous(book, retention):
    lead = book.register(REQUEST, ("log",), NOW)

    assert retention.run(KEEP, days(365))["leads"] == 1

    kept = book.get(lead.number)
    assert (kept.stage, kept.request.visitor, kept.request.fields) == ("erased", "", {"area_m2": [1000, None]})
    assert book.find_by_visitor(VISITOR) == book.find_by_phone(PHONE) == ()


def test_lead_that_was_corrected_later_lives_longer(book, retention):
    lead = book.register(REQUEST, (), NOW)
    book.amend(lead.number, replace(REQUEST, fields={"phone": "13900139000"}), (), days(300))

    assert retention.run(KEEP, days(365))["leads"] == 0
    assert retention.run(KEEP, days(665))["leads"] == 1


def test_withdrawn_lead_is_deleted_without_being_asked(book, retention):
    lead = book.register(REQUEST, (), NOW)
    book.withdraw_consent(Ticket("m", WITHDRAWAL, VISITOR, ""), (), days(1))

    assert retention.run(KEEP, days(15.9))["withdrawn"] == 0
    assert retention.run(KEEP, days(16))["withdrawn"] == 1
    assert book.get(lead.number).stage == "erased"


def test_ticket_keeps_number_and_kind_only(book, retention, engine):
    book.open_ticket(Ticket("m", "human", VISITOR, "我是王建国"), ("log",), NOW)

    assert retention.run(KEEP, days(180))["tickets"] == 1
    assert count(engine, tickets, tickets.c.sealed.is_(None), tickets.c.visitor_digest.is_(None)) == 1


def test_finished_notices_are_deleted_and_waiting_ones_stay(book, retention, engine, cipher):
    book.register(replace(REQUEST, key="a"), ("log",), NOW)
    book.register(replace(REQUEST, key="b"), ("log",), NOW)
    relay = SqlOutbox(engine, cipher)
    relay.delivered(relay.claim(1, 60, NOW)[0].id, NOW)

    assert retention.run(KEEP, days(91))["notices"] == 1
    assert count(engine, outbox) == 1


def test_scans_are_counted_on_without_the_visitor(book, retention, engine):
    book.record_scan(VISITOR, "gate", NOW)

    assert retention.run(KEEP, days(180))["scans"] == 1
    assert count(engine, scans, scans.c.visitor_digest.is_(None)) == 1


def test_unanswered_and_audit_are_deleted(book, retention, engine, cipher):
    book.record_unanswered("这个呢", "help", NOW)
    SqlAudit(engine, cipher).record("cli:ops", "show_full", NOW, numbers=("L1", "L2"))

    counts = retention.run(KEEP, days(1095))

    assert (counts["unanswered"], counts["audit"]) == (1, 2)
    assert count(engine, unanswered) == count(engine, audit) == 0


def test_evidence_outlives_its_lead_and_goes_after_three_years(book, retention, engine):
    book.register(REQUEST, (), NOW)
    book.erase_visitor(VISITOR, days(1))

    assert retention.run(KEEP, days(1095))["evidence"] == 0
    assert retention.run(KEEP, days(1096))["evidence"] == 2
    assert count(engine, consents) == count(engine, erasures) == 0


def test_evidence_of_a_living_lead_is_kept_however_old(book, retention):
    lead = book.register(REQUEST, (), NOW)
    book.amend(lead.number, replace(REQUEST, fields={"phone": PHONE, "deal": "rent"}), (), days(1090))

    assert retention.run(KEEP, days(1200))["evidence"] == 0


def test_counting_is_the_same_as_running_and_changes_nothing(book, retention):
    book.register(REQUEST, (), NOW)
    book.record_scan(VISITOR, "gate", NOW)
    book.open_ticket(Ticket("m", "human", VISITOR, "人工"), (), NOW)

    counted = retention.count(KEEP, days(200))

    assert book.get("L261123-001").request == REQUEST
    assert retention.count(KEEP, days(200)) == counted == retention.run(KEEP, days(200))
    assert set(retention.run(KEEP, days(200)).values()) == {0}


def test_many_leads_are_settled_in_batches(book, retention, engine):
    for number in range(230):
        book.register(replace(REQUEST, key=f"k{number}", transcript=(), raw={}), (), NOW)

    assert retention.run(KEEP, days(366))["leads"] == 230
    assert count(engine, leads, leads.c.sealed.is_not(None)) == 0
