"""Which of many listings miss one condition, which do not say, and which miss it least?

Everything here is prepared once per stock. What a condition means is said in one place only: the checks
of `conditions.py` and the measures they are made of.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeAlias

from bot.catalog.bits import Members, SortedColumn, bits_of, numbers_of
from bot.catalog.finding import Finding, Fit, share_of
from bot.catalog.need import Need, Range
from bot.catalog.price_conditions import PRICE_UNITS, offered_price, unit_of
from bot.catalog.schema.listing import Listing
from bot.catalog.scoring import loss_of_miss
from bot.catalog.space_conditions import judge_place, may_be_divided, nearest_gap, sizes_of

_FEW = 200
"""So many listings are measured one by one."""

Check: TypeAlias = Callable[[Need, Listing], Finding | None]
Score: TypeAlias = Callable[[float], float]
"""Turns the loss of a miss into the score of the listing that has it."""
Ranked: TypeAlias = tuple[float, int]
"""Minus the score, and the number: sorts as matches are ranked."""


@dataclass(frozen=True, slots=True)
class Verdict(ABC):
    """What one condition says of the whole stock."""

    condition: str
    misses: int
    """Bits of the listings that miss it."""
    unknown: int
    """Bits of the listings that do not say."""

    @abstractmethod
    def nearest(self, among: int, limit: int, score: Score) -> list[Ranked]:
        """Return the best of some listings that all miss this condition."""


class Column(Protocol):
    """A stock, prepared for one condition."""

    def judge(self, need: Need, among: int) -> Verdict | None:
        """Return what the condition says of some listings; None when the need does not have it."""


@dataclass(frozen=True, slots=True)
class _GroupVerdict(Verdict):
    """A verdict that is the same for all listings of a group."""

    levels: Sequence[tuple[float, int]]
    """Loss and bits of the misses, the least loss first."""

    def nearest(self, among: int, limit: int, score: Score) -> list[Ranked]:
        """Return the best: level by level until there are enough and no tie is left out."""
        found: list[Ranked] = []
        for loss, bits in self.levels:
            hit = bits & among
            if not hit:
                continue
            rank = -score(loss)
            if len(found) >= limit and rank > found[-1][0]:
                break
            found.extend((rank, number) for number in islice(numbers_of(hit), limit))
        return heapq.nsmallest(limit, found)


class GroupColumn:
    """Listings that say the same in all that a check reads, so that one of them is judged for all."""

    def __init__(self, listings: Sequence[Listing], check: Check, key: Callable[[Listing], object]) -> None:
        groups: dict[object, list[int]] = {}
        for number, listing in enumerate(listings):
            groups.setdefault(key(listing), []).append(number)
        self._check = check
        self._groups = [(listings[numbers[0]], bits_of(numbers)) for numbers in groups.values()]

    def judge(self, need: Need, among: int) -> Verdict | None:
        """Judge one listing of every group."""
        misses = unknown = 0
        levels: dict[float, int] = {}
        condition = ""
        for listing, bits in self._groups:
            if not bits & among:
                continue
            finding = self._check(need, listing)
            if finding is None:
                return None
            condition = finding.condition
            if finding.fit is Fit.UNKNOWN:
                unknown |= bits
            elif finding.fit is Fit.MISFITS:
                misses |= bits
                loss = loss_of_miss(condition, finding.gap_share)
                levels[loss] = levels.get(loss, 0) | bits
        return _GroupVerdict(condition, misses, unknown, sorted(levels.items())) if condition else None


class PlaceColumn:
    """Places: by park when parks are wanted, else by region."""

    def __init__(self, listings: Sequence[Listing]) -> None:
        self._parks = GroupColumn(listings, judge_place, lambda listing: listing.park)
        self._regions = GroupColumn(
            listings, judge_place, lambda listing: (listing.city, listing.district, listing.town)
        )

    def judge(self, need: Need, among: int) -> Verdict | None:
        """Judge one listing of every park or region."""
        return (self._parks if need.parks else self._regions).judge(need, among)


@dataclass(frozen=True, slots=True)
class _MeasuredVerdict(Verdict):
    """A verdict on a measure that nearly every listing has a value of its own for."""

    wanted: Range
    gap_of: Callable[[int], float]
    """By how much the listing of a number misses."""
    outward: Iterable[tuple[float, int]]
    """Distances from the wanted range, none further than the next, with the numbers of the listings."""

    def nearest(self, among: int, limit: int, score: Score) -> list[Ranked]:
        """Return the best: all of a few are measured, of many those that lie next to the wanted range."""
        numbers = numbers_of(among) if among.bit_count() <= _FEW else self._walk(among, limit, score)
        ranked = ((self._rank(share_of(self.wanted, self.gap_of(number)), score), number) for number in numbers)
        return heapq.nsmallest(limit, ranked)

    def _walk(self, among: int, limit: int, score: Score) -> Iterable[int]:
        """Return numbers that hold the best ones: whoever comes after them has a worse score."""
        members, seen, ranks = Members(among), set[int](), list[float]()
        for distance, number in self.outward:
            if number not in members or number in seen:
                continue
            if len(ranks) >= limit and self._least(distance, score) > ranks[limit - 1]:
                break
            seen.add(number)
            insort(ranks, self._rank(share_of(self.wanted, self.gap_of(number)), score))
        return seen

    def _least(self, distance: float, score: Score) -> float:
        """Return the best rank that anything at a distance or beyond it can have."""
        end = max(self.wanted.low or 0.0, self.wanted.high or 0.0)
        return self._rank(round(distance / end, 4) if end else 0.0, score)

    def _rank(self, share: float | None, score: Score) -> float:
        return -score(loss_of_miss(self.condition, share))


class PriceColumn:
    """Prices, converted once to every unit that budgets are given in."""

    def __init__(self, listings: Sequence[Listing]) -> None:
        self._units = {unit: _Prices([offered_price(unit, listing) for listing in listings]) for unit in PRICE_UNITS}
        self._none = _Prices([None] * len(listings))

    def judge(self, need: Need, among: int) -> Verdict | None:
        """Look up the prices outside of the budget."""
        if need.price is None:
            return None
        wanted, prices = need.price.range, self._units.get(unit_of(need.price), self._none)
        misses = (prices.known.below(wanted.low) | prices.known.above(wanted.high)) & among
        outward = _merge(prices.known.downward(wanted.low), prices.known.upward(wanted.high))
        return _MeasuredVerdict("price", misses, prices.unknown, wanted, lambda n: wanted.distance(prices[n]), outward)


class _Prices:
    """What every listing costs in one unit."""

    def __init__(self, values: Sequence[float | None]) -> None:
        self._values = values
        self.unknown = bits_of(number for number, value in enumerate(values) if value is None)
        self.known = SortedColumn((value, number) for number, value in enumerate(values) if value is not None)

    def __getitem__(self, number: int) -> float:
        return self._values[number] or 0.0


class AreaColumn:
    """Sizes: every single size is a point, free division is a range of sizes."""

    def __init__(self, listings: Sequence[Listing]) -> None:
        self._sizes = [sizes_of(listing) for listing in listings]
        pairs = [(size, number) for number, sizes in enumerate(self._sizes) for size in sizes]
        ranges = [(size, number) for size, number in pairs if size.low != size.high]
        self._points = SortedColumn((size.low or 0.0, number) for size, number in pairs if size.low == size.high)
        self._lows = SortedColumn((size.low or 0.0, number) for size, number in ranges)
        self._highs = SortedColumn((size.high or 0.0, number) for size, number in ranges)
        self._ranges = bits_of(number for _, number in ranges)
        self._unknown = bits_of(number for number, sizes in enumerate(self._sizes) if not sizes)
        self._several = bits_of(number for number, sizes in enumerate(self._sizes) if len(sizes) > 1)
        self._divided = bits_of(number for number, listing in enumerate(listings) if may_be_divided(listing))

    def judge(self, need: Need, among: int) -> Verdict | None:
        """Look up the sizes that do not overlap with the wanted one; too large is unknown where it may be divided."""
        wanted = need.area
        if wanted is None:
            return None
        reaching = self._ranges & ~self._highs.below(wanted.low) & ~self._lows.above(wanted.high)
        missing = among & ~(self._unknown | reaching | self._points.between(wanted.low, wanted.high))
        divided = self._too_large(wanted, missing & self._divided)
        below = _merge(self._points.downward(wanted.low), self._highs.downward(wanted.low))
        outward = _merge(below, self._points.upward(wanted.high), self._lows.upward(wanted.high))
        return _MeasuredVerdict(
            "area", missing & ~divided, self._unknown | divided, wanted, lambda n: self._gap(wanted, n), outward
        )

    def _too_large(self, wanted: Range, among: int) -> int:
        one = among & ~self._several & self._points.above(wanted.high)
        return one | bits_of(n for n in numbers_of(among & self._several) if self._gap(wanted, n) > 0)

    def _gap(self, wanted: Range, number: int) -> float:
        return nearest_gap(wanted, self._sizes[number])


def _merge(*columns: Iterable[tuple[float, int]]) -> Iterable[tuple[float, int]]:
    return heapq.merge(*columns)
