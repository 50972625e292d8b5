"""Which of many listings meet a need, and how nearly, without judging each of them?

Every condition is decided for the whole stock at once, as bits. Findings are made only for the few matches
that are returned, by the same checks that judge a single listing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice
from operator import attrgetter

from bot.catalog.bits import numbers_of
from bot.catalog.columns import AreaColumn, Check, Column, GroupColumn, PlaceColumn, PriceColumn, Ranked, Verdict
from bot.catalog.match import Match, MatchReport, Relaxation, match, order_of
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.catalog.scoring import loss_of_unknown, score_of, weight_of
from bot.catalog.space_conditions import judge_deal, judge_industry, judge_move_in, judge_property_type
from bot.catalog.technical_conditions import (
    judge_crane,
    judge_fire_class,
    judge_floor_height,
    judge_load,
    judge_power,
    judge_storey,
)


class Stock:
    """Listings that may still be had, prepared for needs; immutable once built."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.listings = tuple(listings)
        self._of_parks: dict[str, list[Listing]] = {}
        for listing in self.listings:
            if listing.park:
                self._of_parks.setdefault(listing.park, []).append(listing)
        # Numbered as equal scores are ranked, so that the lower number is the better match.
        self._ranked = sorted(self.listings, key=order_of)
        self._columns = [prepare(self._ranked) for prepare in _COLUMNS]

    def listings_of(self, park_id: str) -> list[Listing]:
        """Return the listings of a park."""
        return list(self._of_parks.get(park_id, ()))

    def find(self, need: Need, limit: int = 20) -> MatchReport:
        """Hold the whole stock against a need and rank it.

        Args:
            need: what is looked for.
            limit: how many possible and how many near matches to return, and listings of each relaxation.
        """
        verdicts, possible, near = self._hold(need)
        ranking = _Ranking(verdicts)
        missing = {verdict.condition: near & verdict.misses for verdict in verdicts if near & verdict.misses}
        nearest = {
            verdict.condition: ranking.near(verdict, missing[verdict.condition], max(1, limit))
            for verdict in verdicts
            if verdict.condition in missing
        }
        hold = cache(lambda number: match(need, self._ranked[number]))
        return MatchReport(
            tuple(hold(number) for _, number in ranking.possible(possible, limit)),
            tuple(hold(number) for _, number in heapq.nsmallest(limit, chain.from_iterable(nearest.values()))),
            tuple(
                self._relaxation(condition, missing[condition].bit_count(), ranked[:limit], hold(ranked[0][1]))
                for condition, ranked in sorted(nearest.items(), key=lambda item: _most_first(missing, *item))
            ),
        )

    def _hold(self, need: Need) -> tuple[Sequence[Verdict], int, int]:
        """Return the verdicts, and the bits of the listings that miss nothing and that miss just one condition."""
        everything = (1 << len(self._ranked)) - 1
        one = several = 0
        verdicts: list[Verdict] = []
        for column in self._columns:
            verdict = column.judge(need, everything & ~several)
            if verdict:
                several |= one & verdict.misses
                one |= verdict.misses
                verdicts.append(verdict)
        return verdicts, everything & ~one, one & ~several

    def _relaxation(self, condition: str, count: int, ranked: Sequence[Ranked], nearest: Match) -> Relaxation:
        missed = next(finding for finding in nearest.findings if finding.condition == condition)
        return Relaxation(condition, count, tuple(self._ranked[number] for _, number in ranked), missed)


def _most_first(missing: Mapping[str, int], condition: str, ranked: Sequence[Ranked]) -> tuple[int, Ranked]:
    return -missing[condition].bit_count(), ranked[0]


class _Ranking:
    """Ranks listings by what they do not say and, where they miss a condition, by how much."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self._verdicts = verdicts
        self._total = sum(weight_of(verdict.condition) for verdict in verdicts)

    def possible(self, bits: int, limit: int) -> list[Ranked]:
        """Return the best of some listings that miss nothing."""
        ranked = (
            (-score_of((loss,), self._total), number)
            for loss, group in self._by_unknown(bits)
            for number in islice(numbers_of(group), limit)
        )
        return heapq.nsmallest(limit, ranked)

    def near(self, verdict: Verdict, bits: int, limit: int) -> list[Ranked]:
        """Return the best of some listings that miss just the condition of a verdict."""
        groups = (verdict.nearest(group, limit, partial(self._score, loss)) for loss, group in self._by_unknown(bits))
        return heapq.nsmallest(limit, chain.from_iterable(groups))

    def _score(self, unknown: float, miss: float) -> float:
        return score_of((unknown, miss), self._total)

    def _by_unknown(self, bits: int) -> Iterable[tuple[float, int]]:
        """Return listings grouped by what their unknown conditions cost; sums of few weights, so few groups."""
        groups = {0.0: bits}
        for verdict in self._verdicts:
            loss, split = loss_of_unknown(verdict.condition), dict[float, int]()
            for before, group in groups.items():
                for after, part in ((before, group & ~verdict.unknown), (before + loss, group & verdict.unknown)):
                    if part:
                        split[after] = split.get(after, 0) | part
            groups = split
        return groups.items()


def _grouped(check: Check, key: Callable[[Listing], object]) -> Callable[[Sequence[Listing]], Column]:
    return lambda listings: GroupColumn(listings, check, key)


def _height(listing: Listing) -> object:
    known = listing.floor_height_m
    return known, listing.clear_height_m if known is None else None


def _crane(listing: Listing) -> object:
    crane = listing.crane
    return crane and (crane.installed, crane.corbel, crane.tonnage_t)


_COLUMNS: tuple[Callable[[Sequence[Listing]], Column], ...] = (
    _grouped(judge_deal, lambda listing: listing.deal),
    _grouped(judge_property_type, lambda listing: listing.property_type),
    PlaceColumn,
    AreaColumn,
    _grouped(judge_storey, attrgetter("storeys", "single_storey", "top_floor", "whole_building")),
    _grouped(judge_floor_height, _height),
    _grouped(judge_load, lambda listing: listing.floor_load_kg_m2),
    _grouped(judge_crane, _crane),
    _grouped(judge_power, attrgetter("power_kva", "power_expandable")),
    _grouped(judge_fire_class, lambda listing: listing.fire_class),
    PriceColumn,
    _grouped(judge_move_in, lambda listing: listing.available_from),
    _grouped(judge_industry, lambda listing: frozenset(tag.name for tag in listing.industry_tags)),
)
"""Every condition, with all that its check reads of a listing."""
