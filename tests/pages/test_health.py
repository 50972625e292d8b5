"""What do operators see of an installation's health?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from bot.errors import StoreUnavailable
from bot.model import LeadRequest
from bot.pages.health import create_health
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.pipeline import SqlPipeline


@pytest.fixture
def cipher() -> Cipher:
    return Cipher.from_keys(Fernet.generate_key().decode(), b"secret")


@pytest.fixture
def database():
    made = open_database("sqlite://")
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def ask(database, cipher, installation_clock):
    """Returns a function that asks /readyz, of another database or with Redis away on wish."""

    def get(*, of=None, ping=lambda: None):
        flask = Flask("bot")
        outbox, pipeline = SqlOutbox(of or database, cipher), SqlPipeline(of or database, cipher)
        flask.register_blueprint(create_health("v1", ping, outbox, pipeline, installation_clock))
        return flask.test_client().get("/readyz")

    return get


def test_overdue_promises_are_counted_and_fail_nothing(ask, database, cipher, installation_clock):
    book, now = SqlLeadBook(database, cipher), installation_clock.now()
    request = LeadRequest("k", "v1", {}, {})
    for number, minutes in enumerate((-30, -1, 30)):
        verdict = {"owner_id": "a", "due_at": (now + timedelta(minutes=minutes)).isoformat()}
        book.register(replace(request, key=f"k{number}", assessment=verdict), ("log",), now - timedelta(minutes=40))

    answer = ask()

    assert answer.status_code == 200
    assert answer.json == {
        "knowledge": "v1", "redis": "ok", "sql": "ok", "outbox_lag_seconds": 2400.0, "overdue_promises": 2,
    }  # fmt: skip


def test_without_sql_nothing_is_ready_and_nothing_is_counted(ask):
    answer = ask(of=open_database("sqlite:///file:/nowhere/at/all?mode=ro&uri=true"))

    assert answer.status_code == 503
    assert (answer.json["sql"], answer.json["outbox_lag_seconds"], answer.json["overdue_promises"]) == (
        "away",
        None,
        None,
    )


def test_without_redis_it_is_ready_still(ask):
    def refuse():
        raise StoreUnavailable("redis: refused")

    answer = ask(ping=refuse)

    assert (answer.status_code, answer.json["redis"], answer.json["overdue_promises"]) == (200, "away", 0)
