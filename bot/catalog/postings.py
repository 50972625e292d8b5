"""Which documents hold a token, and which of them hold the most of a query?"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import add, and_, mul, rshift, truediv
from typing import NamedTuple

_K1, _B = 1.2, 0.6
_SINGLE_WEIGHT = 0.3
"""A single character says less than a pair."""
_SCATTERED = 8
"""From so many documents of a token for one of interest, looking up is quicker than going through them."""
_COUNT_BITS = 24
"""While the index is built, document and count of a token share one number."""
_MOST_TERMS = 64
"""Of a long query only the tokens that say most count, pairs first."""
_NOISE = 1e-9
"""Sums in another order differ by less."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that hold a token."""

    numbers: array[int]
    """Ascending."""
    gains: array[float]
    """What the token adds to the score of each (BM25)."""
    most: float

    def gain_of(self, number: int) -> float:
        """Return what the token adds to one document, 0 when it does not hold it."""
        place = bisect_left(self.numbers, number)
        return self.gains[place] if place < len(self.numbers) and self.numbers[place] == number else 0.0

    def add_to(self, scores: dict[int, float], weight: float) -> None:
        """Add the token to every document that holds it."""
        known = scores.get
        for number, gain in zip(self.numbers, self.gains, strict=True):
            scores[number] = known(number, 0.0) + weight * gain

    def add_to_known(self, scores: dict[int, float], weight: float) -> None:
        """Add the token to the documents that have a score already."""
        if len(scores) * _SCATTERED < len(self.numbers):
            for number in scores:
                scores[number] += weight * self.gain_of(number)
            return
        for number, gain in zip(self.numbers, self.gains, strict=True):
            if number in scores:
                scores[number] += weight * gain


class _Term(NamedTuple):
    """A token of a query."""

    is_single: bool
    bound: float
    """The most it can add to a score."""
    weight: float
    posting: Posting


class Postings:
    """Every token with its documents; immutable once built."""

    def __init__(self, counted: Iterable[Mapping[str, int]]) -> None:
        found: dict[str, array[int]] = {}
        adders: dict[str, Callable[[int], None]] = {}
        lengths: list[int] = []
        for number, counts in enumerate(counted):
            lengths.append(sum(counts.values()))
            packed = number << _COUNT_BITS
            for token, count in counts.items():
                append = adders.get(token)
                if append is None:
                    append = adders[token] = found.setdefault(token, array("Q")).append
                append(packed + count)
        self._size = len(lengths)
        average = sum(lengths) / max(1, self._size) or 1.0
        norms = [_K1 * (1 - _B + _B * length / average) for length in lengths]
        self._worths = {token: self._worth(token, len(entries)) for token, entries in found.items()}
        self._found = {token: self._posting(self._worths[token], entries, norms) for token, entries in found.items()}

    def __getitem__(self, token: str) -> Posting | None:
        return self._found.get(token)

    def worth(self, token: str) -> float:
        """Return how much a token says: the rarer the more, single characters less."""
        known = self._worths.get(token)
        return self._worth(token, 0) if known is None else known

    def find_best(self, wanted: Mapping[str, float], limit: int) -> list[tuple[float, int]]:
        """Return score and number of the best documents, best first.

        Only documents that share more than single characters count. Documents that can no longer be among the
        best are dropped on the way, which changes nothing in the result.

        Args:
            wanted: tokens with their weights.
            limit: how many documents to return.
        """
        terms = self._terms(wanted)
        rest = due = sum(term.bound for term in terms)
        scores: dict[int, float] = {}
        least = 0.0
        for term in terms:
            if term.is_single or rest + _NOISE < least:
                term.posting.add_to_known(scores, term.weight)
            else:
                term.posting.add_to(scores, term.weight)
            rest -= term.bound
            if rest < due / 2 and len(scores) > limit:
                due = rest
                least = heapq.nlargest(limit, scores.values())[-1]
                scores = {number: score for number, score in scores.items() if score + rest + _NOISE >= least}
        best = heapq.nsmallest(limit, ((-score, number) for number, score in scores.items()))
        return [(-score, number) for score, number in best]

    def _terms(self, wanted: Mapping[str, float]) -> list[_Term]:
        held = ((token, weight, self._found[token]) for token, weight in wanted.items() if token in self._found)
        terms = [_Term(_is_single(token), weight * posting.most, weight, posting) for token, weight, posting in held]
        return sorted(terms, key=lambda term: (term.is_single, -term.bound))[:_MOST_TERMS]

    def _posting(self, worth: float, entries: array[int], norms: list[float]) -> Posting:
        # All in C: this runs over millions of entries.
        numbers = array("I", map(rshift, entries, repeat(_COUNT_BITS)))
        counts = list(map(and_, entries, repeat((1 << _COUNT_BITS) - 1)))
        shares = map(truediv, counts, map(add, counts, map(norms.__getitem__, numbers)))
        gains = array("d", map(mul, shares, repeat(worth * (_K1 + 1))))
        return Posting(numbers, gains, max(gains))

    def _worth(self, token: str, found: int) -> float:
        rarity = math.log(1 + (self._size - found + 0.5) / (found + 0.5))
        return rarity * _SINGLE_WEIGHT if _is_single(token) and not token.isascii() else rarity


def _is_single(token: str) -> bool:
    return len(token) == 1
