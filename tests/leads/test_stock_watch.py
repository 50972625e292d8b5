"""Who hears of new stock, how often, and what becomes of questions that it answers?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.catalog.catalog import load_catalog
from bot.demand import NO_NEED_STAGES, OFFERS, OpenNeed, OpenQuestion
from bot.leads.conditions import Queue
from bot.leads.stages import Stage
from bot.leads.stock_watch import StockWatch
from bot.leads.wake_up import match_needs
from bot.model import LeadRequest
from bot.rehearsal import StagedClock
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.questions import SqlQuestions
from bot.stores.sql.stock_book import SqlStockBook
from tests.support.small_stock import SmallStock, area

PLANT = {"district": ["嘉定区"], "property_type": ["厂房"], "deal": "rent", "area_m2": 2000}


@pytest.fixture
def stock(tmp_path) -> SmallStock:
    return SmallStock(tmp_path / "knowledge")


class Office:
    """The real stores, with a clock that stands still."""

    def __init__(self, stock, now) -> None:
        self.stock, self.clock = stock, StagedClock(now)
        engine = open_database("sqlite://")
        upgrade(engine)
        cipher = Cipher.from_keys("A" * 43 + "=", b"secret")
        self.book, self.outbox = SqlLeadBook(engine, cipher), SqlOutbox(engine, cipher)
        self.questions = SqlQuestions(engine, cipher)
        self.watch = StockWatch(self.questions, SqlStockBook(engine), self.clock)

    def catalog(self):
        return load_catalog(self.stock.folder)

    def look(self):
        return self.watch.look(self.catalog(), ("log",))

    def lead(self, key: str, queue: str = "sales", **fields) -> str:
        return self.book.register(
            LeadRequest(key, f"v-{key}", {**PLANT, **fields}, {}, queue), (), self.clock.now()
        ).number

    @property
    def told(self):
        notices = self.outbox.claim(100, 0, self.clock.now() + timedelta(days=1))
        return [notice.news for notice in notices if notice.kind == "digest"]


@pytest.fixture
def office(stock, at) -> Office:
    return Office(stock, at("2026-11-23T10:00"))


def fits_of(news):
    return {(one.need.number, one.miss, one.gap) for one in news.candidates}


def test_words_of_the_stores_are_those_of_the_rules():
    assert set(NO_NEED_STAGES) == {Stage.LOST, Stage.INVALID, Stage.MOVED_IN}
    assert OFFERS in Queue.__args__


def test_first_look_notes_the_stock_and_tells_nobody(office):
    office.lead("one")
    office.stock.offer("l-1", area=area(2000))

    found = office.look()

    assert (found.is_first, found.listings) == (True, 1)
    assert office.told == []


def test_new_listing_is_told_with_the_leads_it_fits(office):
    office.look()
    number = office.lead("one")
    office.stock.offer("l-1", title="嘉定示例厂房", area=area(2000))

    office.look()

    ((news,),) = (digest.news for digest in office.told)
    assert (news.listing_id, news.title, news.is_new) == ("l-1", "嘉定示例厂房", True)
    assert fits_of(news) == {(number, "", "")}


def test_first_listing_of_an_empty_stock_is_news(office):
    number = office.lead("one")
    assert office.look().is_first
    office.stock.offer("l-1", area=area(2000))

    assert not office.look().is_first
    assert [fits_of(news) for digest in office.told for news in digest.news] == [{(number, "", "")}]


def test_looking_again_tells_nothing_twice(office):
    office.look()
    office.lead("one")
    office.stock.offer("l-1", area=area(2000))

    for _ in range(3):
        office.look()

    assert len(office.told) == 1


def test_changed_listing_is_told_and_a_better_summary_is_not(office):
    office.stock.offer("l-1", area=area(9000))
    office.look()
    office.lead("one")
    office.stock.offer("l-1", area=area(9000), summary="换一句。")
    office.look()
    assert office.told == []

    office.stock.offer("l-1", area=area(2000))
    office.look()

    assert [news.is_new for digest in office.told for news in digest.news] == [False]


def test_unchanged_listings_are_not_told_to_a_new_lead(office):
    office.stock.offer("l-1", area=area(2000))
    office.look()
    office.lead("one")

    assert office.look().listings == 0
    assert office.told == []


def test_listing_that_was_gone_and_came_back_is_news(office):
    office.stock.offer("l-1", area=area(2000))
    office.look()
    office.lead("one")
    office.stock.offer("l-1", area=area(2000), status="已租")
    office.look()
    office.stock.offer("l-1", area=area(2000))
    office.look()

    assert [news.is_new for digest in office.told for news in digest.news] == [True]


def test_near_miss_is_told_with_what_is_missing(office):
    office.look()
    number = office.lead("one", floor_height_m=[8, None])
    office.stock.offer("l-1", area=area(2000), floor_height_m=7.6)
    office.look()

    assert [fits_of(news) for digest in office.told for news in digest.news] == [{(number, "层高", "0.4 m")}]


@pytest.mark.parametrize(
    "known",
    [
        {"district": "青浦区", "area": area(2000)},
        {"deal": ["buy"], "area": area(2000)},
        {"property_type": "仓库", "area": area(2000)},
        {"area": area(9000)},
        {"area": area(2000), "floor_height_m": 4},
        {"area": area(1500), "floor_height_m": 7.6},
    ],
    ids=["elsewhere", "for sale", "another kind", "far too large", "far too low", "two misses"],
)
def test_what_is_nothing_for_a_lead_is_not_told(office, known):
    office.look()
    office.lead("one", floor_height_m=[8, None])
    office.stock.offer("l-1", divisible="no", **known)
    office.look()

    assert office.told == []


def test_offers_and_needs_without_a_condition_get_nothing(office):
    office.look()
    office.lead("offer", queue="supply")
    office.book.register(LeadRequest("bare", "v", {"deal": "rent", "purpose": "仓储"}, {}), (), office.clock.now())
    office.stock.offer("l-1", area=area(2000))
    office.look()

    assert office.told == []


def test_leads_it_fits_come_before_near_ones_and_busy_listings_first(office):
    office.look()
    near = office.lead("near", floor_height_m=[8, None])
    fitting = office.lead("fitting")
    office.stock.offer("l-1", area=area(6000), divisible="no", title="少")
    office.stock.offer("l-2", area=area(2000), floor_height_m=7.6, title="多")
    office.lead("large", area_m2=6000)
    office.look()

    (digest,) = office.told
    assert [news.title for news in digest.news] == ["多", "少"]
    assert [one.need.number for one in digest.news[0].candidates] == [fitting, near]


def test_digest_is_cut_and_says_how_much_is_left_out(office):
    office.look()
    for number in range(9):
        office.lead(f"k{number}")
    for number in range(11):
        office.stock.offer(f"l-{number}", area=area(2000))
    office.look()

    (digest,) = office.told
    shown = sum(len(news.candidates) for news in digest.news)
    assert (len(digest.news), shown, digest.left_out) == (8, 48, 9 * 11 - 48)


def test_preview_says_the_same_and_changes_nothing(office):
    office.look()
    office.lead("one")
    office.stock.offer("l-1", area=area(2000))

    previews = [office.watch.preview(office.catalog()) for _ in range(2)]
    found = office.look()

    assert previews == [found, found]
    assert len(office.told) == 1


def test_question_is_closed_once_the_fact_is_known(office):
    office.stock.offer("l-1")
    question = OpenQuestion("listing", "l-1", "floor_height_m", "示例厂房", "层高")
    office.questions.ask(question, "v", "m", ("log",), office.clock.now())
    assert office.look().settled == 0

    office.stock.offer("l-1", floor_height_m=8)

    assert office.look().settled == 1
    assert office.questions.list_open() == ()


def test_wanted_park_without_space_does_not_hide_its_district(office):
    office.stock.offer("l-1", area=area(2000))
    needs = [OpenNeed("L1", {**PLANT, "park": "哪里都没有的园区"})]

    assert len(match_needs(office.catalog(), {"l-1": True}, needs).news) == 1


@pytest.mark.parametrize("odd", [{"area_m2": "很大"}, {"district": 7}, {"price": []}, {"park": ["a"]}, {}])
def test_odd_fields_of_an_old_lead_break_nothing(office, odd):
    office.stock.offer("l-1", area=area(2000))

    assert match_needs(office.catalog(), {"l-1": True}, [OpenNeed("L1", odd)]).left_out == 0
