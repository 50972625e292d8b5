"""Which places, parks, industries and kinds of property does a message name?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.catalog import NamedEntity
from bot.model import Claim, Json, Unclear
from bot.understanding.name_choice import is_landmark, list_landmarks, select
from bot.understanding.name_files import NameFiles, read_name_files
from bot.understanding.name_index import Hit, NameIndex, Term
from bot.understanding.name_lists import list_names, list_repairable
from bot.understanding.places import Doubt, Place, choose, is_heard, option_of
from bot.understanding.scope import Scope
from bot.understanding.segment import Segmenter
from bot.understanding.text import MOST_CHARACTERS, lower
from bot.understanding.unlisted import UnlistedParks
from bot.understanding.wishes import find_lines, find_wishes

_WORKS = "厂业类"
"""纸箱厂 and 食品类 are one word and name the trade all the same."""
_ROOM = "房"
_SHORT = 2
"""Names of so few characters must begin and end where words do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a message names."""

    claims: tuple[Claim, ...]
    """In order of appearance, never overlapping."""
    unclear: tuple[Unclear, ...]


_WISHING = frozenset("租买卖找求要看建办")
"""Verbs that the dictionary joins to what is wished for."""


class NameRecogniser:
    """Finds names in messages and says how they are meant."""

    def __init__(self, files: NameFiles, things: Iterable[NamedEntity]) -> None:
        things = tuple(things)
        self._index = NameIndex(list_names(files, things))
        self._repairable = list_repairable(files, things)
        short = (name for thing in things for name in (thing.name, *thing.aliases) if len(name) <= _SHORT)
        words = list(list_names(files, ()))
        short_words = (word.name for word in words if len(word.name) <= _SHORT)
        self._kinds = tuple(
            word.name for word in words if isinstance(word.target, Term) and word.target.slot == "property_type"
        )
        self.segmenter = Segmenter((*short, *short_words, *self._repairable), self._kinds)
        self._unlisted = UnlistedParks(files.park_names, self.segmenter)

    def vocabulary(self) -> tuple[str, ...]:
        """Return the names that a slip of the pen may be repaired towards, likelier ones first."""
        return self._repairable

    def kinds(self) -> tuple[str, ...]:
        """Return the words for kinds of property."""
        return self._kinds

    def find(self, text: str, expect: str | None = None, taken: Sequence[tuple[int, int]] = ()) -> Found:
        """Return what a normalised message names.

        Args:
            text: capital letters are welcome; only the first 500 characters are read.
            expect: the slot that the bot has just asked for.
            taken: stretches that already mean something else (companies, people, phones, amounts).
        """
        said = text[:MOST_CHARACTERS]
        low = lower(said)
        candidates = select(self._find_candidates(low, expect), taken, low, expect)
        return _Reading(said, low, expect, candidates).read()

    def find_fixed(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the stretches of parks, listings and metro lines, whose digits and words are no amounts or people."""
        low = lower(text[:MOST_CHARACTERS])
        spans = [(hit.start, hit.end) for hit in self._find_whole(low) if isinstance(hit.targets[0], NamedEntity)]
        return tuple(sorted([*spans, *((line.start, line.end) for line in find_lines(low))]))

    def _find_candidates(self, low: str, expect: str | None) -> Iterator[Hit]:
        whole = list(self._find_whole(low))
        yield from whole
        yield from list_landmarks(low, whole)
        for wish in find_wishes(low, expect):
            yield Hit(wish.start, wish.end, (Term(wish.slot, wish.value),))
        known = [(hit.start, hit.end) for hit in whole if not is_landmark(hit)]
        for span in self._unlisted.find(low, self.segmenter.lcut(low), known, expect):
            yield Hit(span.start, span.end, (Term("park", ""),))

    def _find_whole(self, low: str) -> Iterator[Hit]:
        edges: set[int] | None = None
        for hit in self._index.find(low):
            if low[hit.end : hit.end + 1] == _ROOM and low[hit.end - 1] == _WORKS[0]:
                continue  # 食品厂房 is 食品 and 厂房, not 食品厂.
            if hit.length <= _SHORT:
                if edges is None:
                    edges = _edges(self.segmenter.lcut(low))
                if hit.start not in edges or (hit.end not in edges and low[hit.end] not in _WORKS):
                    continue
            yield hit


def _edges(words: Sequence[tuple[str, int, int]]) -> set[int]:
    """Return where words begin and end; 租厂房 is one word in the dictionary and two for us."""
    edges = {0}
    for word, start, end in words:
        edges.add(end)
        if len(word) > _SHORT and word[0] in _WISHING:
            edges.add(start + 1)
    return edges


class _Reading:
    """One message on its way from candidates to claims."""

    def __init__(self, said: str, low: str, expect: str | None, candidates: Sequence[Hit]) -> None:
        self._said = said
        self._low = low
        self._expect = expect
        self._candidates = candidates
        self._places = [place for item in candidates for place in item.targets if isinstance(place, Place)]
        self._claims: list[Claim] = []
        self._unclear: list[Unclear] = []

    def read(self) -> Found:
        for item in self._candidates:
            self._read_one(item)
        return Found(Scope(self._low, self._claims).judge(), tuple(self._unclear))

    def _read_one(self, item: Hit) -> None:
        first = item.targets[0]
        if isinstance(first, Doubt):
            self._read_doubt(item, first, self._places)
        elif isinstance(first, Place):
            self._read_place(item)
        elif isinstance(first, NamedEntity):
            self._read_thing(item)
        elif first.slot != "landmark":
            self._read_term(item, first)

    def _read_doubt(self, item: Hit, doubt: Doubt, near: Sequence[Place]) -> None:
        heard = is_heard(doubt, self._low, item.start, item.end, self._expect)
        chosen = choose(doubt, near)
        if isinstance(chosen, Place):
            if heard or doubt.heard == "located":
                self._claim_place(item, chosen)
        elif heard:
            self._ask("district", item, tuple(option.label for option in chosen), "ask_place")

    def _read_place(self, item: Hit) -> None:
        places = [target for target in item.targets if isinstance(target, Place)]
        if len(places) == 1:
            self._claim_place(item, places[0])
            return
        others = [place for place in self._places if place not in places]
        self._read_doubt(item, Doubt(tuple(map(option_of, places)), None, "always"), others)

    def _claim_place(self, item: Hit, place: Place) -> None:
        around = {"city": place.city, "district": place.district, "area": place.area, "park": place.park}
        detail = {key: value for key, value in around.items() if value and value != place.value}
        self._claim(item, place.slot, place.value if place.slot == "city" else [place.value], detail)

    def _read_thing(self, item: Hit) -> None:
        things = [target for target in item.targets if isinstance(target, NamedEntity)]
        if len(things) > 1:
            self._ask(things[0].kind, item, tuple(dict.fromkeys(thing.name for thing in things)), "ask_park")
            return
        thing = things[0]
        around = {"id": thing.id, "district": thing.district, "town": thing.town}
        self._claim(item, thing.kind, thing.name, {key: value for key, value in around.items() if value})

    def _read_term(self, item: Hit, term: Term) -> None:
        if term.slot == "park":
            self._claim(item, "park", term.value or self._said[item.start : item.end], {"unlisted": True})
        elif term.slot in _LISTS:
            self._claim(item, term.slot, [term.value], {})
        else:
            self._claim(item, term.slot, term.value, {})

    def _claim(self, item: Hit, slot: str, value: Json, detail: Mapping[str, Json]) -> None:
        raw = self._said[item.start : item.end]
        self._claims.append(Claim(slot, value, item.start, item.end, raw, detail=detail))

    def _ask(self, slot: str, item: Hit, options: tuple[str, ...], reason: str) -> None:
        self._unclear.append(Unclear(slot, self._said[item.start : item.end], options, reason))


_LISTS = frozenset({"industry", "property_type"})


def load_names(knowledge_dir: Path, things: Iterable[NamedEntity]) -> NameRecogniser:
    """Return a recogniser for a knowledge folder and the named things of its catalog.

    Raises:
        KnowledgeError: with every fault of the files of names.
    """
    return NameRecogniser(read_name_files(knowledge_dir), things)
