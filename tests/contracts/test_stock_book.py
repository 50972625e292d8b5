"""What does every database know of the stock, and how often does it tell of it?"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.demand import Candidate, Digest, OpenNeed, StockNews, StockState
from bot.errors import StoreUnavailable
from bot.model import WITHDRAWAL, Consent, LeadRequest, Ticket
from bot.stores.sql.database import open_database
from bot.stores.sql.demand_tables import digests, stock_looks
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.retention import LIMITS, SqlRetention
from bot.stores.sql.stock_book import SqlStockBook
from bot.stores.sql.tables import leads

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEK = timedelta(days=7)
PHONE, NAME = "13800138000", "王建国"


@pytest.fixture
def stock(engine) -> SqlStockBook:
    return SqlStockBook(engine)


@pytest.fixture
def register(engine, cipher):
    book = SqlLeadBook(engine, cipher)

    def one(number: int, queue: str = "sales", **fields: object) -> str:
        known = {"district": ["嘉定区"], "area_m2": 2000, "phone": PHONE, "contact": NAME, "exclusions": ["顶楼"]}
        consent = Consent("v1", "联系", NOW, f"c{number}")
        request = LeadRequest(f"k{number}", f"v{number}", {**known, **fields}, {}, queue=queue, consent=consent)
        return book.register(request, (), NOW).number

    return one


@pytest.fixture
def waiting(engine, cipher):
    return lambda: SqlOutbox(engine, cipher).claim(100, 0, NOW + WEEK)


def digest_of(*numbers: str, left_out: int = 0) -> Digest:
    candidates = tuple(Candidate(OpenNeed(number, {}), "层高", "0.4 m") for number in numbers)
    return Digest((StockNews("l-1", "示例厂房", True, candidates),), left_out)


def set_stage(engine, number: str, stage: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(leads).where(leads.c.number == number).values(stage=stage, owner_name="嘉定组"))


def test_nothing_is_known_before_the_first_look(stock):
    assert stock.read_state() == StockState(0, {})


def test_look_remembers_the_stock_and_forgets_what_is_gone(stock):
    assert stock.record_look(StockState(), {"a": "1", "b": "2"}, None, (), NOW)
    first = stock.read_state()
    assert stock.record_look(first, {"b": "3", "c": "4"}, None, (), NOW + WEEK)

    assert first == StockState(1, {"a": "1", "b": "2"})
    assert stock.read_state() == StockState(2, {"b": "3", "c": "4"})


def test_second_of_two_lookers_changes_and_tells_nothing(stock, waiting):
    before = stock.read_state()

    assert stock.record_look(before, {"a": "1"}, digest_of(), ("log",), NOW)
    assert not stock.record_look(before, {"a": "other"}, digest_of(), ("log",), NOW)

    assert stock.read_state() == StockState(1, {"a": "1"})
    assert len(waiting()) == 1


def test_of_many_lookers_at_once_exactly_one_tells(stock, waiting):
    before, ready = stock.read_state(), threading.Barrier(4)

    def look(_: int) -> bool:
        ready.wait()
        return stock.record_look(before, {"a": "1"}, digest_of(), ("log",), NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(look, range(4))) == [False, False, False, True]
    assert len(waiting()) == 1


def test_stock_is_not_noted_when_the_digest_cannot_be_queued(stock, waiting):
    with pytest.raises(StoreUnavailable):
        stock.record_look(StockState(), {"a": "1"}, digest_of(), ("log", "x" * 100, None), NOW)
    stock.record_look(StockState(), {"a": "1"}, digest_of(), ("log",), NOW)

    assert [notice.number for notice in waiting()] == ["D261123-001"]


def test_ten_thousand_listings_are_noted_within_a_transaction(stock):
    many = {f"listing-{number}": f"{number:064d}" for number in range(10_000)}

    assert stock.record_look(StockState(), many, None, (), NOW)
    assert stock.record_look(stock.read_state(), {}, None, (), NOW)
    assert stock.read_state() == StockState(2, {})


def test_only_the_last_look_is_kept(stock, engine):
    for mark in "abc":
        stock.record_look(stock.read_state(), {"a": mark}, None, (), NOW)

    with engine.connect() as connection:
        assert connection.scalars(select(stock_looks.c.id)).all() == [3]


def test_open_needs_are_the_newest_first_and_name_nobody(stock, register):
    older, newer = register(1), register(2, area_m2=[3000, None])

    needs = stock.list_open_needs(10)

    assert [need.number for need in needs] == [newer, older]
    assert needs[0].fields == {"district": ["嘉定区"], "area_m2": [3000, None]}
    assert [need.number for need in stock.list_open_needs(1)] == [newer]


@pytest.mark.parametrize("stage", ["lost", "invalid", "moved_in"])
def test_need_of_a_lead_that_has_ended_is_not_open(stock, register, engine, stage):
    set_stage(engine, register(1), stage)

    assert stock.list_open_needs(10) == ()


def test_need_keeps_open_while_staff_work_on_it(stock, register, engine):
    number = register(1)
    set_stage(engine, number, "negotiating")

    assert [(need.number, need.owner) for need in stock.list_open_needs(10)] == [(number, "嘉定组")]


def test_who_offers_space_or_told_us_to_stop_or_was_forgotten_has_no_need(stock, register, engine, cipher):
    register(1, queue="supply")
    register(2)
    register(3)
    book = SqlLeadBook(engine, cipher)
    book.withdraw_consent(Ticket("m", WITHDRAWAL, "v2", ""), (), NOW)
    book.erase_visitor("v3", NOW)

    assert stock.list_open_needs(10) == ()


def test_digest_comes_back_with_what_its_leads_look_for_now(stock, register, waiting, engine):
    number = register(1)
    set_stage(engine, number, "contacted")
    stock.record_look(StockState(), {"l-1": "1"}, digest_of(number, left_out=3), ("log",), NOW)

    (notice,) = waiting()
    assert (notice.kind, notice.number) == ("digest", "D261123-001")
    need = OpenNeed(number, {"district": ["嘉定区"], "area_m2": 2000}, "嘉定组")
    candidate = Candidate(need, "层高", "0.4 m")
    assert notice.news == Digest((StockNews("l-1", "示例厂房", True, (candidate,)),), 3)


def test_lead_that_may_not_be_used_any_more_is_left_out_of_a_waiting_digest(stock, register, waiting, engine, cipher):
    forgotten, withdrawn, lost = (register(number) for number in (1, 2, 3))
    stock.record_look(StockState(), {"l-1": "1"}, digest_of(forgotten, withdrawn, lost), ("log",), NOW)
    book = SqlLeadBook(engine, cipher)
    book.erase_visitor("v1", NOW)
    book.withdraw_consent(Ticket("m", WITHDRAWAL, "v2", ""), (), NOW)
    set_stage(engine, lost, "lost")

    (notice,) = (one for one in waiting() if one.kind == "digest")
    assert notice.news == Digest(())


def test_digest_names_leads_by_number_only(stock, register, engine):
    number = register(1)
    stock.record_look(StockState(), {"l-1": "1"}, digest_of(number), ("log",), NOW)

    with engine.connect() as connection:
        body = connection.scalar(select(digests.c.body))
    assert number in body
    assert not any(secret in body for secret in (PHONE, NAME, "嘉定", "v1"))


def test_retention_removes_digests_once_they_are_told(stock, waiting, engine, cipher):
    stock.record_look(StockState(), {"l-1": "1"}, digest_of(), ("log",), NOW)
    retention, limits = SqlRetention(engine, cipher), dict.fromkeys(LIMITS, WEEK)
    assert retention.run(limits, NOW + WEEK)["notices"] == 0
    (notice,) = waiting()
    SqlOutbox(engine, cipher).delivered(notice.id, NOW)

    assert retention.run(limits, NOW + WEEK)["notices"] == 2


def test_absent_database_is_unavailable(tmp_path):
    away = SqlStockBook(open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}"))

    with pytest.raises(StoreUnavailable):
        away.read_state()
    with pytest.raises(StoreUnavailable):
        away.record_look(StockState(), {"a": "1"}, None, (), NOW)
