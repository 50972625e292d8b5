"""Which place does a name stand for?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from bot.understanding.name_files import AmbiguousEntry, CityEntry, DistrictEntry, PlaceOption

_DISTRICT_MARKS = "区县市"
_TOWN_MARKS = ("街道", "镇", "乡")


class Place(NamedTuple):
    """A city, district or town with what lies around it."""

    slot: str
    """city, district or town."""
    value: str
    city: str
    district: str | None
    area: str | None = None
    """The colloquial area that was named instead of its town."""
    park: str | None = None
    """Id of the park that bears the same name."""


class Doubt(NamedTuple):
    """A name that may stand for several places."""

    options: tuple[PlaceOption, ...]
    usual: str | None
    heard: str


class Named(NamedTuple):
    """One name, what it stands for, and how firmly."""

    name: str
    place: Place | Doubt
    is_own: bool
    """The full name, no nickname."""


def list_places(cities: Iterable[CityEntry]) -> Iterator[Named]:
    """Yield every name of every place, also nicknames with 区 or 镇 behind them."""
    for city in cities:
        place = Place("city", city.city, city.city, None)
        yield Named(city.city, place, is_own=True)
        yield from (Named(alias, place, is_own=True) for alias in city.aliases)
        for district in city.districts:
            yield from _list_district(city.city, district)
            yield from _list_zones(city, district)


def list_doubts(entries: Iterable[AmbiguousEntry]) -> Iterator[Named]:
    """Yield the ambiguous names, and the full names of their options."""
    for entry in entries:
        yield Named(entry.name, Doubt(entry.options, entry.usual, entry.heard), is_own=False)
        towns: dict[str, list[PlaceOption]] = {}
        for option in entry.options:
            if option.town and option.town != entry.name:
                towns.setdefault(option.town, []).append(option)
        for town, options in towns.items():
            if len(options) > 1:
                yield Named(town, Doubt(tuple(options), entry.usual, "always"), is_own=True)
            else:
                yield Named(town, place_of(options[0]), is_own=True)


def place_of(option: PlaceOption) -> Place:
    """Return the place that an option means."""
    if option.town is None:
        return Place("district", option.district, option.city, option.district)
    return Place("town", option.town, option.city, option.district)


def option_of(place: Place) -> PlaceOption:
    """Return the option that means a place."""
    town = place.value if place.slot == "town" else None
    return PlaceOption(city=place.city, district=place.district or place.city, town=town)


def choose(doubt: Doubt, near: Collection[Place]) -> Place | tuple[PlaceOption, ...]:
    """Return the place that the places said beside it decide for, or the options that remain.

    Args:
        doubt: the ambiguous name.
        near: places of the same message that are beyond doubt.
    """
    districts = {place.district for place in near if place.district}
    # 昆山高新区 is not the 高新区 of Suzhou though Kunshan belongs to it.
    cities = {place.city for place in near if doubt.heard != "located" or place.slot == "city"}
    left = (
        tuple(option for option in doubt.options if option.district in districts)
        or tuple(option for option in doubt.options if option.city in cities)
        or doubt.options
    )
    usual = [option for option in left if option.district == doubt.usual]
    if len(left) == 1 and (len(doubt.options) > 1 or doubt.heard == "asked"):
        return place_of(left[0])
    return place_of(usual[0]) if usual else left


def is_heard(doubt: Doubt, text: str, start: int, end: int, expect: str | None) -> bool:
    """Say whether an ambiguous name is said as a place here, and not as an ordinary word."""
    if doubt.heard == "always":
        return True
    left, right = text[:start], text[end:]
    if expect in _ASKED:
        return bool(_ALL_BEFORE.fullmatch(left) and _ALL_AFTER.fullmatch(right))
    return doubt.heard == "located" and bool(_LOCATED_BEFORE.search(left) and _LOCATED_AFTER.match(right))


_ASKED = frozenset({"district", "town"})
_ALL_BEFORE = re.compile(r"(?:想|就|要|最好)?(?:在|去|到|是)?")
_ALL_AFTER = re.compile(r"(?:那边|这边|附近|一带|里面|吧|的|里|就行|就好)?[。!]?")
_LOCATED_BEFORE = re.compile(r"(?:^|[,，。;!? ]|在|到|去|往|靠近|想要|看看)$")
_LOCATED_AFTER = re.compile(
    r"(?:那边|这边|附近|一带|里面|里)?(?:的?(?:厂房|仓库|写字楼|办公)|有(?!什么政策)|找|租|买|还|$|[,，。!?])"
)


def _list_zones(city: CityEntry, district: DistrictEntry) -> Iterator[Named]:
    """Yield the zones that count as towns with their city's name before them."""
    for town in district.towns:
        if not town.name.endswith(_TOWN_MARKS):
            place = Place("town", town.name, city.city, district.name)
            yield from (Named(alias + town.name, place, is_own=True) for alias in city.aliases)


def _list_district(city: str, district: DistrictEntry) -> Iterator[Named]:
    place = Place("district", district.name, city, district.name)
    yield Named(district.name, place, is_own=True)
    for alias in district.aliases:
        yield Named(alias, place, is_own=True)
        if alias[-1] not in _DISTRICT_MARKS and district.name[-1] in _DISTRICT_MARKS:
            yield Named(alias + district.name[-1], place, is_own=True)
    for town in district.towns:
        inside = Place("town", town.name, city, district.name)
        yield Named(town.name, inside, is_own=True)
        for alias in town.aliases:
            yield Named(alias, inside, is_own=False)
            mark = next((mark for mark in _TOWN_MARKS if town.name.endswith(mark)), "")
            if mark and not alias.endswith(_TOWN_MARKS):
                yield Named(alias + mark, inside, is_own=True)
                # Towns become streets over the years, and people keep the name they know.
                yield from (Named(alias + other, inside, is_own=False) for other in _TOWN_MARKS if other != mark)
    for area in district.areas:
        yield Named(area.name, Place("town", area.town or area.name, city, district.name, area.name), is_own=False)
