"""Which parks, places and industries of the knowledge base does a text name?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.catalog.loading import Shelf

_SHORTEST_PARK = 3
_OFTEN = 2
"""A word that stands once in the text and not in the title is a mention in passing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name lies."""

    city: str
    district: str | None = None
    town: str | None = None


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that texts are searched for, each with what it stands for."""

    parks: Mapping[str, str] = field(default_factory=dict)
    """Park id by name or alias."""
    places: Mapping[str, Place] = field(default_factory=dict)
    industries: Mapping[str, str] = field(default_factory=dict)
    """Canonical industry by word."""

    def find_parks(self, text: str) -> list[str]:
        """Return the ids of the parks that a text names."""
        return _unique(self.parks[name] for name in _find(text, self.parks) if len(name) >= _SHORTEST_PARK)

    def find_districts(self, title: str, text: str) -> list[str]:
        """Return the districts that a text is about."""
        found = [self.places[name].district for name in _find_often(title, text, self.places)]
        return _unique(district for district in found if district)

    def find_industries(self, title: str, text: str) -> list[str]:
        """Return the industries that a text is about."""
        return _unique(self.industries[word] for word in _find_often(title, text, self.industries))

    def find_place(self, text: str) -> Place | None:
        """Return the nearest place that a text names, None when it names none."""
        found = [self.places[name] for name in _find(text, self.places)]
        return max(found, key=_nearness, default=None)

    def strip_place(self, text: str) -> str:
        """Return a text without the place name at its end: 新华财经上海 is 新华财经."""
        name = max((name for name in self.places if text.endswith(name)), key=len, default="")
        return text.removesuffix(name) or text


def names_of(shelf: Shelf, places: Mapping[str, Place], industries: Mapping[str, str]) -> KnownNames:
    """Return the names of the parks on a shelf together with those of places and industries."""
    parks: dict[str, str] = {}
    for entry in shelf.parks:
        parks.update(dict.fromkeys((entry.record.name, *entry.record.aliases), entry.record.id))
    return KnownNames(parks, places, industries)


def _nearness(place: Place) -> int:
    return (place.district is not None) + (place.town is not None)


def _find(text: str, names: Iterable[str]) -> list[str]:
    """Return the names in a text in order of appearance; a name inside a longer one does not count."""
    rest, found = text, []
    for name in sorted((n for n in names if n in text), key=len, reverse=True):
        if name in rest:
            found.append(name)
            rest = rest.replace(name, "\n")
    return sorted(found, key=text.index)


def _find_often(title: str, text: str, names: Iterable[str]) -> list[str]:
    both = f"{title}\n{text}"
    return [name for name in _find(both, names) if name in title or both.count(name) >= _OFTEN]


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
