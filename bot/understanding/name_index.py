"""Which known names occur in a message, and where?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import ahocorasick

from bot.catalog.catalog import NamedEntity
from bot.understanding.places import Doubt, Place
from bot.understanding.text import normalise


class Term(NamedTuple):
    """A word of the trade that stands for a value."""

    slot: str
    """industry, property_type, deal, purpose, metro_line, park (none of ours) or landmark."""
    value: str
    is_weak: bool = False
    """Counts only beside words that bear it out, and when nothing stronger is said."""


Target: TypeAlias = NamedEntity | Place | Doubt | Term


class Ranked(NamedTuple):
    """One name to index."""

    name: str
    rank: int
    """Of the things with one name those of the lowest rank count; from 0 to 255."""
    target: Target


class Hit(NamedTuple):
    """A stretch of a message that may name something."""

    start: int
    end: int
    targets: tuple[Target, ...]
    """Several when things share the name."""

    @property
    def length(self) -> int:
        """Return the number of characters."""
        return self.end - self.start


_LENGTH_BITS = 9
_LENGTH_MASK = (1 << _LENGTH_BITS) - 1


class NameIndex:
    """Finds all names at once, however many there are."""

    def __init__(self, names: Iterable[Ranked]) -> None:
        """Index names that come in order of rank."""
        # A number a name is a third of the memory of an object a name.
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        self._targets: list[tuple[Target, ...]] = []
        ranks = bytearray()
        for name, rank, target in names:
            key = normalise(name).text
            held = self._automaton.get(key, None) if key else None
            if held is not None:
                self._add_sharer(held >> _LENGTH_BITS, target, is_equal=ranks[held >> _LENGTH_BITS] == rank)
            elif key:
                self._automaton.add_word(key, len(self._targets) << _LENGTH_BITS | len(key))
                self._targets.append((target,))
                ranks.append(rank)
        self._automaton.make_automaton()

    def _add_sharer(self, number: int, target: Target, *, is_equal: bool) -> None:
        if is_equal and target not in self._targets[number]:
            self._targets[number] = (*self._targets[number], target)

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every occurrence of every name, overlapping ones too; Latin names only as whole words."""
        if not self._targets:
            return
        for last, number in self._automaton.iter(text):
            start, end = last + 1 - (number & _LENGTH_MASK), last + 1
            if not (_joins(text, start) or _joins(text, end)):
                yield Hit(start, end, self._targets[number >> _LENGTH_BITS])


def _joins(text: str, place: int) -> bool:
    """Say whether a Latin word or a number runs across a place."""
    if not 0 < place < len(text):
        return False
    left, right = text[place - 1], text[place]
    return (
        left.isascii()
        and right.isascii()
        and ((left.isalpha() and right.isalpha()) or (left.isdecimal() and right.isdecimal()))
    )
