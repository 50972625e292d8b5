from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import StoreUnavailable
from bot.model import Consent, LeadRequest, Ticket
from bot.stores.spool import Spool
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REQUEST = LeadRequest(
    key="openid-1:1",
    visitor="openid-1",
    fields={"phone": "13800138000", "area_m2": 1000},
    raw={"phone": "13800138000"},
    consent=Consent("v1", "联系", NOW, "m1"),
    transcript=("客:你好",),
)
TICKET = Ticket("m2", "complaint", "openid-2", "投诉", "gate", ("客:投诉",), due_at=NOW)


@pytest.fixture
def spool(tmp_path, cipher) -> Spool:
    return Spool(tmp_path / "spool", cipher)


@pytest.fixture
def book(engine, cipher) -> SqlLeadBook:
    return SqlLeadBook(engine, cipher)


def test_kept_records_reach_the_book_with_their_notices(spool, book, engine, cipher):
    spool.keep(REQUEST, ("wecom",), NOW)
    spool.keep(TICKET, ("mail",), NOW)

    assert spool.replay(book) == 2

    lead = book.get("L261123-001")
    assert (lead.request, lead.created_at) == (REQUEST, NOW)
    notices = SqlOutbox(engine, cipher).claim(9, 60, NOW)
    assert sorted((notice.channel, notice.number) for notice in notices) == [
        ("mail", "T261123-001"),
        ("wecom", "L261123-001"),
    ]
    assert next(notice.ticket for notice in notices if notice.ticket) == TICKET
    assert (spool.count(), spool.replay(book)) == (0, 0)


def test_records_are_replayed_in_the_order_they_came(spool, book):
    for number in (3, 1, 2):
        spool.keep(replace(REQUEST, key=f"k{number}"), (), NOW + timedelta(seconds=number))
    spool.replay(book)

    assert [lead.request.key for lead in book.list_recent(9)] == ["k3", "k2", "k1"]


def test_record_kept_twice_becomes_one_lead(spool, book):
    spool.keep(REQUEST, ("wecom",), NOW)
    spool.keep(REQUEST, ("wecom",), NOW)
    book.register(REQUEST, ("wecom",), NOW)

    assert spool.replay(book) == 2
    assert len(book.list_recent(9)) == 1


def test_files_hold_nothing_readable_and_open_to_the_owner_only(spool, tmp_path):
    spool.keep(REQUEST, ("wecom",), NOW)
    (file,) = (tmp_path / "spool").iterdir()

    assert "13800138000" not in file.read_text()
    assert "openid" not in file.name + file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"gAAAAA"], ids=["empty", "plain", "binary", "cut"])
def test_broken_file_is_set_aside_and_stops_nobody(spool, book, tmp_path, content):
    spool.keep(REQUEST, (), NOW)
    (tmp_path / "spool" / "00000000000000000000-x.lead").write_bytes(content)

    assert spool.replay(book) == 1
    assert [path.suffix for path in (tmp_path / "spool").iterdir()] == [".bad"]


def test_record_of_another_form_is_set_aside(spool, book, cipher, tmp_path):
    spool.keep(REQUEST, (), NOW)
    (tmp_path / "spool" / "0-x.lead").write_text(cipher.seal({"type": "lead", "now": "never"}))

    assert spool.replay(book) == 1
    assert [path.suffix for path in (tmp_path / "spool").iterdir()] == [".bad"]


def test_records_stay_while_the_book_is_away(spool, cipher):
    spool.keep(REQUEST, (), NOW)

    with pytest.raises(StoreUnavailable):
        spool.replay(SqlLeadBook(open_database("sqlite://"), cipher))

    assert spool.count() == 1


def test_disk_that_takes_nothing_is_unavailable(tmp_path, cipher):
    (tmp_path / "file").write_text("")
    spool = Spool(tmp_path / "file" / "spool", cipher)

    with pytest.raises(StoreUnavailable):
        spool.keep(REQUEST, (), NOW)


def test_unfinished_files_are_not_replayed(spool, book, tmp_path):
    spool.keep(REQUEST, (), NOW)
    (tmp_path / "spool" / "0-x.part").write_text("half")

    assert spool.replay(book) == 1


def test_forgotten_visitor_leaves_no_file(spool):
    spool.keep(REQUEST, (), NOW)
    spool.keep(TICKET, (), NOW)

    assert spool.forget("openid-1") == 1
    assert spool.count() == 1


def test_spool_without_folder_is_empty(spool, book):
    assert (spool.count(), spool.replay(book), spool.forget("v")) == (0, 0, 0)
