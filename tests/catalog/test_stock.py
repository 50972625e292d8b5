"""A need held against a whole stock: the quick way finds exactly what judging every listing finds."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.match import MatchReport, find_matches
from bot.catalog.need import Budget, Need, Range
from bot.catalog.schema.listing import Listing
from bot.catalog.stock import Stock
from tests.support.generated import make_listing, make_need


def make_stock(chance: Random, count: int) -> list[Listing]:
    return [Listing.model_validate(make_listing(chance, number)) for number in range(count)]


def told(report: MatchReport) -> object:
    """Return all that a report says, with ids in place of listings."""
    return (
        [(found.listing.id, found.score, found.findings) for found in report.possible],
        [(found.listing.id, found.score, found.findings) for found in report.near],
        [
            (relaxed.condition, relaxed.count, [listing.id for listing in relaxed.listings], relaxed.nearest)
            for relaxed in report.relaxations
        ],
    )


@given(seed=st.integers(0, 10**9), count=st.integers(0, 60), limit=st.sampled_from((0, 1, 3, 20)))
@settings(max_examples=120, deadline=None)
def test_whole_stock_is_judged_like_each_listing(seed: int, count: int, limit: int) -> None:
    chance = Random(seed)
    listings = make_stock(chance, count)
    stock = Stock(listings)

    for need in (make_need(chance) for _ in range(5)):
        assert told(stock.find(need, limit)) == told(find_matches(need, listings, limit)), need


@pytest.fixture(scope="module")
def large() -> tuple[list[Listing], Stock]:
    listings = make_stock(Random(5), 1500)
    return listings, Stock(listings)


@pytest.mark.parametrize("seed", range(25))
def test_large_stock_is_judged_like_each_listing(large: tuple[list[Listing], Stock], seed: int) -> None:
    listings, stock = large
    need = make_need(Random(seed))

    assert told(stock.find(need)) == told(find_matches(need, listings))


ENDS: tuple[float | None, ...] = (None, 0, 1, 600, 2000, 2000.5, 10**6)
RANGES = [Range(low, high) for low in ENDS for high in ENDS if low is None or high is None or low <= high]


@pytest.mark.parametrize("wanted", RANGES, ids=str)
def test_range_with_any_ends_is_judged_like_each_listing(large: tuple[list[Listing], Stock], wanted: Range) -> None:
    listings, stock = large

    for need in (Need(area=wanted), Need(price=Budget(wanted, "yuan/m2/month")), Need(floor_height_m=wanted)):
        assert told(stock.find(need)) == told(find_matches(need, listings))


def test_relaxations_count_more_listings_than_they_name(large: tuple[list[Listing], Stock]) -> None:
    listings, stock = large

    [relaxed] = stock.find(Need(deal="buy"), limit=3).relaxations

    assert relaxed.count == sum("buy" not in listing.deal for listing in listings)
    assert len(relaxed.listings) == 3


def test_budget_in_an_unheard_of_unit_is_unknown_and_no_miss(large: tuple[list[Listing], Stock]) -> None:
    listings, stock = large
    need = Need(price=Budget(Range(None, 5), "yuan/room"))

    report = stock.find(need)

    assert report.relaxations == ()
    assert told(report) == told(find_matches(need, listings))


def test_stock_is_not_gone_through_one_by_one(large: tuple[list[Listing], Stock]) -> None:
    listings, stock = large
    needs = [make_need(Random(seed)) for seed in range(30)]

    quick, slow = (
        min(_seconds(find, needs) for _ in range(3)) for find in (stock.find, lambda need: find_matches(need, listings))
    )

    assert quick < slow


def _seconds(find, needs):
    start = time.process_time()
    for need in needs:
        find(need)
    return time.process_time() - start
