from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.errors import SettingsError, StoreUnavailable
from bot.model import LeadRequest
from bot.stores.sql.database import open_database, reading, storable, writing
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("url", ["", "leads.db", "mysql://h/d", "postgresql://h/d", "sqlite:////proc/no/leads.db"])
def test_address_that_cannot_work_is_a_fault_of_the_settings(url):
    with pytest.raises(SettingsError, match="PARKBOT_DATABASE_URL"):
        open_database(url)


def test_sqlite_is_set_up_for_durability(engine):
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert settings == ["wal", 2, 1, 1000]


def test_locked_database_is_unavailable_well_under_two_seconds(engine, cipher):
    book, start = SqlLeadBook(engine, cipher), time.monotonic()
    with engine.connect() as other:
        other.exec_driver_sql("SELECT 1")
        with pytest.raises(StoreUnavailable, match="locked"):
            book.register(LeadRequest("k", "v", {}, {}), (), NOW)

    assert time.monotonic() - start < 1.5
    assert book.register(LeadRequest("k", "v", {}, {}), (), NOW).number == "L261123-001"


def test_readers_do_not_wait_for_a_writer(engine):
    start = time.monotonic()
    with writing(engine), reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM leads")).scalar() == 0

    assert time.monotonic() - start < 0.5


def test_database_in_memory_is_one_for_all_connections():
    engine = open_database("sqlite://")
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO counters VALUES ('L', 1)"))

    with reading(engine) as connection:
        assert connection.execute(text("SELECT value FROM counters")).scalar() == 1
    engine.dispose()


def test_failed_block_leaves_nothing_behind(engine):
    def fail_halfway() -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO counters VALUES ('L', 1)"))
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_halfway()

    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM counters")).scalar() == 0


def test_fault_texts_hold_no_values(engine):
    with pytest.raises(StoreUnavailable) as caught, writing(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:phone)"), {"phone": "13800138000"})

    assert "13800138000" not in str(caught.value)


def test_full_disk_is_unavailable_and_keeps_what_was_there(engine, cipher):
    book = SqlLeadBook(engine, cipher)
    book.register(LeadRequest("k1", "v", {}, {}), (), NOW)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    with pytest.raises(StoreUnavailable, match="full"):
        book.register(LeadRequest("k2", "v", {"need": "x" * 100_000}, {}), (), NOW)

    assert [lead.request.key for lead in book.list_recent(9)] == ["k1"]


def test_text_becomes_fit_for_every_database():
    assert storable("a\0b\ud800", 3) == "ab?"
