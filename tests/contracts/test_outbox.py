"""What does every outbox promise to the relay?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model import LeadRequest
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def outbox(engine, cipher) -> SqlOutbox:
    return SqlOutbox(engine, cipher)


@pytest.fixture
def register(engine, cipher):
    book = SqlLeadBook(engine, cipher)

    def one(number: int, now: datetime = NOW):
        return book.register(LeadRequest(f"k{number}", f"v{number}", {"phone": "13800138000"}, {}), ("log",), now)

    return one


def test_notice_carries_its_lead_decrypted(outbox, register):
    lead = register(1)

    (notice,) = outbox.claim(10, 60, NOW)

    assert (notice.channel, notice.kind, notice.number) == ("log", "lead_registered", lead.number)
    assert (notice.lead, notice.ticket, notice.attempts, notice.created_at) == (lead, None, 0, NOW)


def test_oldest_notices_come_first_and_no_more_than_asked(outbox, register):
    for number in (1, 2, 3):
        register(number, NOW - number * MINUTE)

    assert [notice.lead.request.key for notice in outbox.claim(2, 60, NOW)] == ["k3", "k2"]


def test_claimed_notice_belongs_to_one_relay_until_the_lease_ends(outbox, register):
    register(1)
    first = outbox.claim(10, 60, NOW)

    assert outbox.claim(10, 60, NOW + timedelta(seconds=59)) == ()
    assert outbox.claim(10, 60, NOW + MINUTE) == first


def test_delivered_notice_never_comes_again(outbox, register):
    register(1)
    (notice,) = outbox.claim(10, 60, NOW)

    outbox.delivered(notice.id, NOW)

    assert outbox.claim(10, 60, NOW + timedelta(days=1)) == ()
    assert outbox.lag_seconds(NOW + MINUTE) == 0


def test_postponed_notice_comes_when_due_with_its_attempts(outbox, register):
    register(1)
    (notice,) = outbox.claim(10, 600, NOW)

    outbox.postpone(notice.id, NOW + MINUTE, "errcode 45009")

    assert outbox.claim(10, 60, NOW + timedelta(seconds=59)) == ()
    assert [again.attempts for again in outbox.claim(10, 60, NOW + MINUTE)] == [1]


def test_given_up_notice_stays_but_is_not_tried(outbox, register):
    register(1)
    (notice,) = outbox.claim(10, 60, NOW)

    outbox.give_up(notice.id, "errcode 93000", NOW)

    assert outbox.claim(10, 60, NOW + timedelta(days=1)) == ()
    assert outbox.lag_seconds(NOW + MINUTE) == 0


def test_lag_is_the_age_of_the_oldest_waiting_notice(outbox, register):
    register(1, NOW - 3 * MINUTE)
    register(2)

    assert outbox.lag_seconds(NOW) == 180


def test_cancelled_notice_stays_cancelled_when_its_relay_comes_back(outbox, register, engine, cipher):
    register(1)
    (notice,) = outbox.claim(10, 60, NOW)
    SqlLeadBook(engine, cipher).erase_visitor("v1", NOW)

    outbox.postpone(notice.id, NOW, "time-out")

    assert outbox.claim(10, 60, NOW + timedelta(days=1)) == ()


def test_relays_at_the_same_time_never_share_a_notice(outbox, register):
    for number in range(20):
        register(number)

    with ThreadPoolExecutor(4) as pool:
        claims = pool.map(lambda _: outbox.claim(3, 60, NOW), range(12))
    ids = [notice.id for claim in claims for notice in claim]

    assert len(ids) == len(set(ids)) == 20
