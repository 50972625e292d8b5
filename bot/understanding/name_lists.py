"""Which names does the knowledge hold, what does each stand for, and which are likely mistyped?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.catalog.catalog import NamedEntity
from bot.understanding.name_files import NameFiles, TermEntry
from bot.understanding.name_index import Ranked, Target, Term
from bot.understanding.places import Named, Place, list_doubts, list_places

_LONGEST_TYPO = 5
_RANKS = {"doubt": 0, "own": 1, "park": 2, "listing": 3, "known": 4, "nickname": 5, "property_type": 6, "industry": 7}
"""Lower wins where a name stands for several things: a town's full name is the town even where a park bears it."""


def list_names(files: NameFiles, things: Iterable[NamedEntity]) -> Iterator[Ranked]:
    """Yield every name with its rank and what it stands for."""
    things = list(things)
    parks = {name: thing.id for thing in things if thing.kind == "park" for name in (thing.name, *thing.aliases)}
    for doubt in list_doubts(files.ambiguous):
        yield Ranked(doubt.name, _RANKS["own" if isinstance(doubt.place, Place) else "doubt"], doubt.place)
    for named in list_places(files.cities):
        yield Ranked(named.name, _RANKS["own" if named.is_own else "nickname"], _with_park(named, parks))
    for thing in things:
        if thing.kind in _RANKS:
            for name in (thing.name, *thing.aliases):
                yield Ranked(name, _RANKS[thing.kind], thing)
    yield from _list_terms("property_type", files.property_types)
    yield from _list_terms("industry", files.industries)
    words = files.park_names
    for slot, names in (("park", words.known), ("landmark", words.landmarks), ("metro_line", words.metro)):
        for name in names:
            yield Ranked(name, _RANKS["known"], Term(slot, name))


def _with_park(named: Named, parks: Mapping[str, str]) -> Target:
    place, park = named.place, parks.get(named.name)
    return place._replace(park=park) if park and isinstance(place, Place) else place


def list_repairable(names: Sequence[Ranked]) -> tuple[str, ...]:
    """Return the short names that a slip may be repaired towards: where we have most to offer first."""
    offers = Counter(thing.district for thing in {n.target for n in names if isinstance(n.target, NamedEntity)})
    places = [(n.name, n.target) for n in names if isinstance(n.target, Place)]
    places.sort(key=lambda named: -offers[named[1].district])
    terms = [n.name for n in names if _is_typed(n)]
    parks = [n.name for n in names if isinstance(n.target, NamedEntity)]
    words = (*(name for name, _ in places), *terms, *parks)
    return tuple(dict.fromkeys(word for word in words if _SHORTEST <= len(word) <= _LONGEST_TYPO))


_SHORTEST = 2


def _is_typed(entry: Ranked) -> bool:
    """Say whether a word of the trade is common, or long enough not to be hit by chance (多肽 for 多大)."""
    term = entry.target
    return isinstance(term, Term) and not term.is_weak and len(entry.name) >= _LEAST_OF_TERM.get(term.slot, 9)


_LEAST_OF_TERM = {"property_type": 2, "industry": 3}


def _list_terms(slot: str, entries: Iterable[TermEntry]) -> Iterator[Ranked]:
    for entry in entries:
        for word in entry.words:
            yield Ranked(word, _RANKS[slot], Term(slot, entry.name))
        for word in entry.weak:
            yield Ranked(word, _RANKS[slot], Term(slot, entry.name, is_weak=True))
