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
    """Of the things with one name those of the lowest rank count."""
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


class NameIndex:
    """Finds all names at once, however many there are."""

    def __init__(self, names: Iterable[Ranked]) -> None:
        best: dict[str, tuple[int, tuple[Target, ...]]] = {}
        for name, rank, target in names:
            key = normalise(name).text
            if key:
                _keep(best, key, rank, target)
        self._automaton = ahocorasick.Automaton()
        for name, (_, targets) in best.items():
            self._automaton.add_word(name, (len(name), targets))
        self._automaton.make_automaton()
        self._is_empty = not best

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every occurrence of every name, overlapping ones too; Latin names only as whole words."""
        if self._is_empty:
            return
        for last, (length, targets) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if not (_joins(text, start) or _joins(text, end)):
                yield Hit(start, end, targets)


def _keep(best: dict[str, tuple[int, tuple[Target, ...]]], name: str, rank: int, target: Target) -> None:
    held = best.get(name)
    if held is None or rank < held[0]:
        best[name] = (rank, (target,))
    elif rank == held[0] and target not in held[1]:
        best[name] = (rank, (*held[1], target))


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
