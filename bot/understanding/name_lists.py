"""Which names does the knowledge hold, what does each stand for, and which are likely mistyped?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.catalog.catalog import NamedEntity
from bot.understanding.name_files import NameFiles, TermEntry
from bot.understanding.name_index import Ranked, Term
from bot.understanding.places import Place, list_doubts, list_places

_SHORTEST_TYPO, _LONGEST_TYPO = 2, 5
_CODED = re.compile(r"[\u4e00-\u9fff·]{2,10} ?(?:[A-Za-z]-?\d{1,3}(?![A-Za-z\d-])|\d{1,3} ?号楼?)")
_LEAST_OF_TERM = {"property_type": 2, "industry": 3}
"""Shorter words of a trade are hit by chance (多肽 for 多大)."""
_DOUBT, _OWN, _PARK, _LISTING, _KNOWN, _NICKNAME, _PROPERTY_TYPE, _INDUSTRY = range(8)
"""Lower wins: a town's full name is the town even where a park bears it, its nickname gives way to the park."""


def list_names(files: NameFiles, things: Sequence[NamedEntity]) -> Iterator[Ranked]:
    """Yield every name with what it stands for, the firmest meanings first."""
    yield from sorted(_list_firm_places(files, things), key=lambda entry: entry.rank)
    for kind, rank in (("park", _PARK), ("listing", _LISTING)):
        for thing in things:
            if thing.kind == kind:
                for name in (thing.name, *thing.aliases, *_shorten(thing, things)):
                    yield from (Ranked(form, rank, thing) for form in {name, name.replace(" ", "")})
    words = files.park_names
    for slot, names in (("park", words.known), ("landmark", words.landmarks), ("metro_line", words.metro)):
        yield from (Ranked(name, _KNOWN, Term(slot, name)) for name in names)
    yield from (Ranked(named.name, _NICKNAME, named.place) for named in list_places(files.cities) if not named.is_own)
    yield from _list_terms("property_type", _PROPERTY_TYPE, files.property_types)
    yield from _list_terms("industry", _INDUSTRY, files.industries)


def _shorten(thing: NamedEntity, things: Sequence[NamedEntity]) -> Iterator[str]:
    """Yield a listing's name up to its code (木作园 K2) where no other listing's begins so."""
    found = _CODED.match(thing.name) if thing.kind == "listing" else None
    if found and sum(other.name.startswith(found.group()) for other in things if other.kind == "listing") == 1:
        yield found.group()


def list_repairable(files: NameFiles, things: Sequence[NamedEntity]) -> tuple[str, ...]:
    """Return the short names that a slip may be repaired towards: where we have most to offer first."""
    offers = Counter(thing.district for thing in things)
    names = list(list_names(files, ()))
    places = [(entry.name, entry.target) for entry in names if isinstance(entry.target, Place)]
    places.sort(key=lambda named: -offers[named[1].district])
    terms = (entry.name for entry in names if _is_typed(entry))
    parks = (name for thing in things if thing.kind == "park" for name in (thing.name, *thing.aliases))
    words = (*(name for name, _ in places), *terms, *parks)
    return tuple(dict.fromkeys(word for word in words if _SHORTEST_TYPO <= len(word) <= _LONGEST_TYPO))


def _list_firm_places(files: NameFiles, things: Sequence[NamedEntity]) -> Iterator[Ranked]:
    for doubt in list_doubts(files.ambiguous):
        yield Ranked(doubt.name, _OWN if isinstance(doubt.place, Place) else _DOUBT, doubt.place)
    own = [(named.name, named.place) for named in list_places(files.cities) if named.is_own]
    parks = _find_parks({name for name, _ in own}, things)
    for name, place in own:
        park = parks.get(name)
        yield Ranked(name, _OWN, place._replace(park=park) if park and isinstance(place, Place) else place)


def _find_parks(names: set[str], things: Sequence[NamedEntity]) -> dict[str, str]:
    """Return the ids of the parks that bear one of the names."""
    parks = (thing for thing in things if thing.kind == "park")
    return {name: park.id for park in parks for name in (park.name, *park.aliases) if name in names}


def _is_typed(entry: Ranked) -> bool:
    term = entry.target
    return isinstance(term, Term) and not term.is_weak and len(entry.name) >= _LEAST_OF_TERM.get(term.slot, 9)


def _list_terms(slot: str, rank: int, entries: Iterable[TermEntry]) -> Iterator[Ranked]:
    for entry in entries:
        yield from (Ranked(word, rank, Term(slot, entry.name)) for word in entry.words)
        yield from (Ranked(word, rank, Term(slot, entry.name, is_weak=True)) for word in entry.weak)
