"""To which kind of demand does a search belong, so that searches can be counted?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from bot.catalog.labels import Labels
from bot.catalog.need import Need, Range
from bot.model import Json
from bot.values import say_value

_AREAS: Final = (0, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""Square metres where one class ends and the next begins."""
_HEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 12, 15)
_LOADS: Final = (0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5)
_CRANES: Final = (1, 2, 3, 5, 10, 16, 20, 32, 50)
_POWERS: Final = (50, 100, 200, 315, 400, 500, 630, 800, 1_000, 1_250, 1_600, 2_000, 5_000)

GAP_SLOTS: Final = frozenset(
    {
        "area_m2", "crane", "crane_t", "deal", "district", "fire_class", "floor_height_m", "load_t_m2", "power_kva",
        "property_type", "storey", "town",
    }
)  # fmt: skip
"""Slots that decide to which kind a search belongs."""


def conditions_of(need: Need) -> dict[str, Json]:
    """Return what a search asks for as slot values, rounded so that like searches are the same.

    Numbers go into classes and a place is a district where one is known: nothing that tells one visitor from another.
    """
    rounded = {name: say(need) for name, say in _CONDITIONS.items()}
    return {name: value for name, value in rounded.items() if value not in (None, [], "")}


def say_conditions(conditions: Mapping[str, Json], labels: Labels) -> str:
    """Return the conditions of a kind of demand in one short line."""
    return " ".join(_words(conditions, labels))


def _words(conditions: Mapping[str, Json], labels: Labels) -> Iterator[str]:
    for name in (one for one in _CONDITIONS if one in conditions):
        value = conditions[name]
        label = getattr(labels.conditions, _LABELLED[name]) if name in _LABELLED else ""
        yield label if value is True else f"{label}{say_value(name, value)}"


def _places(need: Need) -> list[str]:
    return sorted(need.districts)


def _towns(need: Need) -> list[str]:
    return [] if need.districts else sorted(need.towns)


def _cities(need: Need) -> list[str]:
    return [] if need.districts or need.towns else sorted(need.cities)


def _area(need: Need) -> Json:
    middle = _middle(need.area)
    if middle is None:
        return None
    above = bisect_right(_AREAS, middle)
    return [_AREAS[above - 1] or None, _AREAS[above] if above < len(_AREAS) else None]


def _middle(wanted: Range | None) -> float | None:
    """Return the value that stands for a range: its middle, or its one end."""
    ends = [end for end in (wanted.low, wanted.high) if end is not None] if wanted else []
    return sum(ends) / len(ends) if ends else None


def _at_least(wanted: Range | None, steps: Sequence[float]) -> Json:
    low = wanted.low if wanted else None
    if low is None:
        return None
    below = [step for step in steps if step <= low]
    return [below[-1], None] if below else None


def _crane(need: Need) -> bool:
    return bool(need.crane) and need.crane_t is None


_CONDITIONS: Mapping[str, Callable[[Need], Json]] = {
    "city": _cities,
    "district": _places,
    "town": _towns,
    "property_type": lambda need: sorted(need.property_types),
    "deal": lambda need: need.deal,
    "area_m2": _area,
    "storey": lambda need: need.storey,
    "floor_height_m": lambda need: _at_least(need.floor_height_m, _HEIGHTS),
    "load_t_m2": lambda need: _at_least(need.load_t_m2, _LOADS),
    "crane_t": lambda need: _at_least(need.crane_t, _CRANES),
    "crane": lambda need: _crane(need) or None,
    "power_kva": lambda need: _at_least(need.power_kva, _POWERS),
    "fire_class": lambda need: need.fire_class,
}
"""In the order in which they are said."""
_LABELLED: Mapping[str, str] = {
    "floor_height_m": "floor_height",
    "load_t_m2": "load",
    "crane_t": "crane",
    "crane": "crane",
    "power_kva": "power",
    "fire_class": "fire_class",
}
