"""What do the slot values of a lead say, whatever form they have?"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

from bot.model import Json

Slot: TypeAlias = Literal[
    "deal",
    "property_type",
    "city",
    "district",
    "town",
    "area_m2",
    "industry",
    "purpose",
    "usage",
    "floor_height_m",
    "load_t_m2",
    "crane_t",
    "crane",
    "clear_height_m",
    "area_per_floor_m2",
    "land_m2",
    "power_kw",
    "truck_m",
    "power_kva",
    "fire_class",
    "storey",
    "certificate",
    "metro_line",
    "exclusions",
    "needs_text",
    "move_in",
    "lease_end",
    "price",
    "tax",
    "company",
    "company_status",
    "contact",
    "phone",
    "park",
    "listing",
    "visit_time",
]
"""The slots that a rule may speak of; a misspelled one is refused instead of never holding."""

_DAY = re.compile(r"(\d{4})-(?:(\d{2})(?:-(\d{2}))?|H([12]))$")
_HALVES = {"1": (1, 6), "2": (7, 12)}


def is_known(value: Json) -> bool:
    """Say whether a value tells anything."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return any(_says_something(item) for item in value)
    if isinstance(value, Mapping):
        return _says_something(value["value"]) if "value" in value else bool(value)
    return _says_something(value)


def names_in(fields: Mapping[str, Json], slot: str) -> tuple[str, ...]:
    """Return the words of a slot that holds one word or a list of them; other things in it are left out."""
    value = fields.get(slot)
    items: Sequence[Json] = value if isinstance(value, list | tuple) else (value,)
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def least_in(fields: Mapping[str, Json], slot: str) -> float | None:
    """Return the number of a slot, of a range its lower end; None when there is none."""
    value = fields.get(slot)
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def period_in(fields: Mapping[str, Json], slot: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day that a date slot may mean; as soon as possible is today."""
    value = fields.get(slot)
    if value == "asap":
        return today, today
    found = _DAY.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, half = found.groups()
    first, last = _HALVES[half] if half else (int(month), int(month))
    try:
        end = int(day) if day else monthrange(int(year), last)[1]
        return date(int(year), first, int(day or 1)), date(int(year), last, end)
    except ValueError:
        return None


def _says_something(value: Json) -> bool:
    return value is not None and value is not False and value not in ("", [], {})
