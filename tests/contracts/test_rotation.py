"""Can an old key be dropped once everything was sealed anew, on every database?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from bot.errors import StoreUnavailable
from bot.model import LeadRequest, Ticket
from bot.stores.spool import Spool
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.rotation import SqlKeyRotation
from bot.stores.sql.sessions import SqlSessionStore

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REQUEST = LeadRequest("k", "openid-1", {"phone": "13800138000"}, {"phone": "138"})
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = b"secret"


def cipher_of(*keys: str) -> Cipher:
    return Cipher.from_keys(",".join(keys), SECRET)


@pytest.fixture
def filled(engine, clock) -> SqlLeadBook:
    old = cipher_of(OLD)
    book, sessions = SqlLeadBook(engine, old), SqlSessionStore(engine, old, clock, session_ttl=3600)
    book.register(REQUEST, ("log",), NOW)
    book.amend("L261123-001", LeadRequest("k", "openid-1", {"phone": "13900139000"}, {}), (), NOW)
    book.open_ticket(Ticket("m", "human", "openid-1", "人工"), ("log",), NOW)
    sessions.begin("openid-1", "m1", "payload", "h1")
    sessions.begin("openid-1", "m2", "payload", "h2")
    sessions.finish("openid-1", "h1", "session", {"m1": "reply"})
    return book


def test_everything_opens_with_the_new_key_alone(engine, filled, clock):
    outcome = SqlKeyRotation(engine, cipher_of(NEW, OLD)).run()

    assert (outcome.changed, outcome.unreadable) == (7, 0)
    new = cipher_of(NEW)
    lead = SqlLeadBook(engine, new).get("L261123-001")
    assert lead.request.fields == {"phone": "13900139000"}
    assert len(SqlOutbox(engine, new).claim(9, 60, NOW)) == 2
    sessions = SqlSessionStore(engine, new, clock, session_ttl=3600)
    assert sessions.read("openid-1") == "session"
    assert sessions.begin("openid-1", "m1", "payload", "h3").reply == "reply"
    with pytest.raises(StoreUnavailable):
        filled.get("L261123-001")


def test_rotating_again_changes_nothing(engine, filled):
    SqlKeyRotation(engine, cipher_of(NEW, OLD)).run()

    assert SqlKeyRotation(engine, cipher_of(NEW, OLD)).run().changed == 0


def test_rows_of_an_unlisted_key_are_counted_and_left_alone(engine, filled):
    outcome = SqlKeyRotation(engine, cipher_of(NEW)).run()

    assert (outcome.changed, outcome.unreadable) == (0, 7)
    assert filled.get("L261123-001").version == 2


def test_many_rows_are_sealed_anew_in_batches(engine):
    book = SqlLeadBook(engine, cipher_of(OLD))
    for number in range(220):
        book.register(LeadRequest(f"k{number}", "v", {}, {}), (), NOW)

    assert SqlKeyRotation(engine, cipher_of(NEW, OLD)).run().changed == 440


def test_records_on_disk_are_sealed_anew_too(engine, tmp_path):
    Spool(tmp_path / "spool", cipher_of(OLD)).keep(REQUEST, ("log",), NOW)

    assert Spool(tmp_path / "spool", cipher_of(NEW, OLD)).reseal() == (1, 0)
    assert Spool(tmp_path / "spool", cipher_of(NEW, OLD)).reseal() == (0, 0)
    assert Spool(tmp_path / "spool", cipher_of(Fernet.generate_key().decode())).reseal() == (0, 1)

    assert Spool(tmp_path / "spool", cipher_of(NEW)).replay(SqlLeadBook(engine, cipher_of(NEW))) == 1
