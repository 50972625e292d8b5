"""What does every lead book promise?"""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from bot.errors import StoreUnavailable
from bot.model import Consent, LeadRequest, Ticket
from bot.ports import LeadBook
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.tables import metadata

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800138000"
CHANNELS = ("wecom", "mail")
_LONGEST = 60.0
"""Seconds that a child process may take, so that a dead one fails the test instead of hanging it."""
TICKET = Ticket("message-1", "wants_person", "openid-1", "我要投诉, 电话 138****8000", "gate", ("客:人工",))
REQUEST = LeadRequest(
    key="openid-1:draft-1",
    visitor="openid-1",
    fields={"area_m2": [1000, None], "district": ["嘉定"], "phone": PHONE, "contact": "王先生", "need": "要有行车"},
    raw={"phone": "幺三八零零幺三八零零零"},
    scene="gate",
    consent=Consent("v1", "联系看房", NOW, "message-9"),
    transcript=("客:我要厂房", "答:多大?"),
    missing=("税收",),
)


@pytest.fixture
def book(engine, cipher) -> LeadBook:
    return SqlLeadBook(engine, cipher)


@pytest.fixture
def outbox(engine, cipher) -> SqlOutbox:
    return SqlOutbox(engine, cipher)


def _request(number: int) -> LeadRequest:
    return replace(REQUEST, key=f"key-{number}", visitor=f"openid-{number}")


def test_registered_lead_is_read_back_whole(book):
    lead = book.register(REQUEST, CHANNELS, NOW)

    assert (lead.number, lead.version, lead.stage) == ("L261123-001", 1, "new")
    assert lead.request == REQUEST
    assert lead.created_at == lead.updated_at == NOW
    assert book.get("L261123-001") == lead
    assert book.find_by_visitor("openid-1") == (lead,)
    assert book.find_by_phone(PHONE) == (lead,)


def test_leads_of_one_company_are_found_by_its_key_alone(book):
    assessed = replace(REQUEST, assessment={"company_key": "锦程五金"})
    lead = book.register(assessed, CHANNELS, NOW)

    assert book.find_by_company("锦程五金") == (lead,)
    assert book.find_by_company("锦诚五金") == book.find_by_company("") == ()


def test_registering_twice_gives_the_same_lead_and_no_new_notices(book, outbox):
    first = book.register(REQUEST, CHANNELS, NOW)

    assert book.register(REQUEST, CHANNELS, NOW + timedelta(minutes=1)) == first
    assert len(outbox.claim(10, 60, NOW)) == 2


def test_one_key_under_eight_threads_is_one_lead(book, outbox):
    with ThreadPoolExecutor(8) as pool:
        leads = list(pool.map(lambda _: book.register(REQUEST, CHANNELS, NOW), range(24)))

    assert {lead.number for lead in leads} == {"L261123-001"}
    assert len(outbox.claim(100, 60, NOW)) == 2


def test_numbers_are_unique_and_consecutive_under_threads(book):
    with ThreadPoolExecutor(8) as pool:
        leads = list(pool.map(lambda number: book.register(_request(number), (), NOW), range(24)))

    assert sorted(lead.number for lead in leads) == [f"L261123-{number:03d}" for number in range(1, 25)]


def test_numbers_start_again_on_the_next_day_of_shanghai(book):
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=ZoneInfo("UTC"))
    book.register(_request(1), (), before_midnight)

    assert book.register(_request(2), (), before_midnight + timedelta(minutes=2)).number == "L261124-001"


def test_unknown_number_is_a_key_error(book):
    with pytest.raises(KeyError):
        book.get("L261123-999")
    with pytest.raises(KeyError):
        book.amend("L261123-999", REQUEST, CHANNELS, NOW)


def test_correction_makes_a_new_version_and_tells_staff(book, outbox):
    book.register(REQUEST, ("wecom",), NOW)
    corrected = replace(REQUEST, fields={**REQUEST.fields, "area_m2": [2000, None]})

    lead = book.amend("L261123-001", corrected, ("wecom",), NOW + timedelta(hours=1))

    assert (lead.version, lead.request.fields["area_m2"]) == (2, [2000, None])
    assert (lead.created_at, lead.updated_at) == (NOW, NOW + timedelta(hours=1))
    assert [notice.kind for notice in outbox.claim(9, 60, NOW + timedelta(hours=2))] == [
        "lead_registered",
        "lead_updated",
    ]


def test_correction_that_changes_nothing_is_no_news(book, outbox):
    lead = book.register(REQUEST, ("wecom",), NOW)
    same = replace(REQUEST, fields=dict(reversed(REQUEST.fields.items())), transcript=("客:确认",))

    assert book.amend(lead.number, same, ("wecom",), NOW + timedelta(hours=1)) == lead
    assert len(outbox.claim(9, 60, NOW + timedelta(hours=2))) == 1


def test_corrected_lead_is_still_found_by_its_first_key(book):
    book.register(REQUEST, (), NOW)
    book.amend("L261123-001", replace(REQUEST, key="another", fields={"phone": "13900139000"}), (), NOW)

    assert book.register(REQUEST, (), NOW).version == 2
    assert [lead.number for lead in book.find_by_phone("13900139000")] == ["L261123-001"]


def test_newest_leads_come_first(book):
    for number in range(3):
        book.register(_request(number), (), NOW)

    assert [lead.number for lead in book.list_recent(2)] == ["L261123-003", "L261123-002"]


def test_ticket_has_one_number_and_one_notice_a_channel(book, outbox):
    assert book.open_ticket(TICKET, CHANNELS, NOW) == "T261123-001"
    assert book.open_ticket(TICKET, CHANNELS, NOW) == "T261123-001"

    notices = outbox.claim(9, 60, NOW)
    assert [(notice.channel, notice.kind, notice.number) for notice in notices] == [
        ("wecom", "ticket_opened", "T261123-001"),
        ("mail", "ticket_opened", "T261123-001"),
    ]
    assert notices[0].ticket == TICKET


def test_personal_data_are_unreadable_in_the_database(book, engine):
    book.register(REQUEST, CHANNELS, NOW)
    book.amend("L261123-001", replace(REQUEST, fields={**REQUEST.fields, "deal": "rent"}), CHANNELS, NOW)
    book.open_ticket(TICKET, CHANNELS, NOW)
    book.record_scan("openid-1", "gate", NOW)

    content = _dump(engine)
    for secret in (PHONE, "王先生", "openid-1", "要有行车", "我要厂房", "幺三八", "我要投诉", "message-1"):
        assert secret not in content
    assert "嘉定" in content


def test_erased_visitor_leaves_needs_but_no_person(book, outbox, engine, cipher):
    book.register(REQUEST, CHANNELS, NOW)
    book.open_ticket(TICKET, CHANNELS, NOW)
    book.record_scan("openid-1", "gate", NOW)
    kept = book.register(_request(2), ("wecom",), NOW)

    assert book.erase_visitor("openid-1", NOW) == 1

    lead = book.get("L261123-001")
    assert (lead.stage, lead.request.visitor, dict(lead.request.raw), lead.request.transcript) == ("erased", "", {}, ())
    assert lead.request.fields == {"area_m2": [1000, None], "district": ["嘉定"]}
    assert book.find_by_visitor("openid-1") == book.find_by_phone("10000000000") == ()
    assert [notice.lead for notice in outbox.claim(9, 60, NOW)] == [kept]
    with engine.connect() as connection:
        sealed = connection.execute(text("SELECT count(*) FROM lead_events WHERE sealed IS NOT NULL")).scalar()
        stones = connection.scalars(text("SELECT visitor_digest FROM erasures")).all()
    assert sealed == 1
    assert stones == [cipher.digest_visitor("openid-1")]


def test_erasing_twice_touches_nothing_more(book):
    book.register(REQUEST, CHANNELS, NOW)
    book.erase_visitor("openid-1", NOW)

    assert book.erase_visitor("openid-1", NOW) == 0


def test_erased_lead_cannot_be_corrected_or_come_back(book, outbox):
    book.register(REQUEST, CHANNELS, NOW)
    book.erase_visitor("openid-1", NOW)

    with pytest.raises(KeyError):
        book.amend("L261123-001", REQUEST, CHANNELS, NOW)
    assert book.register(REQUEST, CHANNELS, NOW).stage == "erased"
    assert outbox.claim(9, 60, NOW) == ()


def test_copy_from_before_the_erasure_comes_in_without_the_person(book, outbox):
    book.erase_visitor("openid-1", NOW)

    late = book.register(REQUEST, CHANNELS, NOW - timedelta(minutes=5))
    book.open_ticket(TICKET, CHANNELS, NOW - timedelta(minutes=5))

    assert (late.stage, late.request.visitor, "phone" in late.request.fields) == ("erased", "", False)
    assert outbox.claim(9, 60, NOW) == ()


def test_forgotten_visitor_may_come_back_later(book):
    book.erase_visitor("openid-1", NOW)

    assert book.register(REQUEST, CHANNELS, NOW + timedelta(days=1)).request == REQUEST


def test_odd_text_is_stored_without_a_foreign_error(book):
    odd = "\0\ud800😀]]>'\"" + "长" * 500
    request = replace(REQUEST, key=odd, scene=odd, queue=odd, fields={"need": odd, "park": odd}, missing=(odd,))

    lead = book.register(request, ("wecom",), NOW)
    book.record_unanswered(odd, odd, NOW)
    book.record_scan(odd, odd, NOW)

    assert book.get(lead.number).request == request


def test_committed_lead_survives_kill_of_its_process(engine, cipher, book):
    here = multiprocessing.get_context("fork")

    def register_and_die() -> None:
        SqlLeadBook(open_database(engine.url.render_as_string(hide_password=False)), cipher).register(
            REQUEST, CHANNELS, NOW
        )
        os.kill(os.getpid(), signal.SIGKILL)

    child = here.Process(target=register_and_die)
    child.start()
    child.join(10)

    assert child.exitcode == -signal.SIGKILL
    assert book.get("L261123-001").request == REQUEST
    assert len(SqlOutbox(engine, cipher).claim(9, 60, NOW)) == 2


def test_two_processes_with_one_key_make_one_lead(engine, cipher, book):
    here = multiprocessing.get_context("fork")
    start, numbers = here.Barrier(2), here.SimpleQueue()

    def register() -> None:
        mine = SqlLeadBook(open_database(engine.url.render_as_string(hide_password=False)), cipher)
        start.wait(_LONGEST)
        for number in range(10):
            numbers.put((number, mine.register(_request(number), CHANNELS, NOW).number))

    children = [here.Process(target=register) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(_LONGEST)
        assert child.exitcode == 0
    got = {numbers.get() for _ in range(20)}

    assert sorted(name for _, name in got) == [f"L261123-{number:03d}" for number in range(1, 11)]
    assert len(SqlOutbox(engine, cipher).claim(99, 60, NOW)) == 20


def test_book_without_tables_is_unavailable(cipher):
    book = SqlLeadBook(open_database("sqlite://"), cipher)

    with pytest.raises(StoreUnavailable):
        book.register(REQUEST, CHANNELS, NOW)


def _dump(engine) -> str:
    with engine.connect() as connection:
        return str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
