"""What does a visitor look for, in values that listings can be held against?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Self

from bot.model import Json

_AROUND = 0.2
"""A single area stands for itself and a fifth on either side."""


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high; None is an open end."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Say whether a value lies inside."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def distance(self, value: float) -> float:
        """Return how far a value is from the range: negative below it, positive above, 0 inside."""
        if self.low is not None and value < self.low:
            return value - self.low
        if self.high is not None and value > self.high:
            return value - self.high
        return 0.0

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"≥{_short(self.low)}" if self.low is not None else f"≤{_short(self.high or 0)}"
        return _short(self.low) if self.low == self.high else f"{_short(self.low)}–{_short(self.high)}"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a visitor would pay at most, with its unit."""

    range: Range
    unit: str
    """yuan/m2/day, yuan/m2/month, yuan/month, yuan/year, yuan/m2 or yuan."""


@dataclass(frozen=True, slots=True)
class Need:
    """Conditions of a search; what is None or empty was not asked for."""

    deal: str | None = None
    """rent or buy."""
    property_types: tuple[str, ...] = ()
    area: Range | None = None
    """Square metres: floor area, or land area when land is wanted."""
    area_is_exact: bool = False
    """True when the visitor gave bounds and not one number."""
    cities: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    """Park ids."""
    excluded_places: tuple[str, ...] = ()
    """Cities, districts or towns that are not wanted."""
    floor_height_m: Range | None = None
    load_t_m2: Range | None = None
    power_kva: Range | None = None
    crane_t: Range | None = None
    crane: bool | None = None
    """True: a crane is wanted, whatever its size."""
    fire_class: str | None = None
    storey: str | None = None
    """单层, 一楼, 二楼 ..."""
    excluded_storeys: tuple[str, ...] = ()
    """顶楼, 一楼 ..."""
    whole_building: bool | None = None
    price: Budget | None = None
    move_in: date | None = None
    """Space must be free by this day."""
    industries: tuple[str, ...] = ()

    @classmethod
    def from_slots(cls, slots: Mapping[str, Json], excluded: Mapping[str, Json] | None = None) -> Self:
        """Build a need from slot values in the forms that messages are understood in; odd values are left out.

        Args:
            slots: wanted values by slot; `city` and `park` (ids) count too.
            excluded: values by slot that are not wanted.
        """
        unwanted = excluded or {}
        places = [place for slot in ("city", "district", "town") for place in _texts(unwanted.get(slot))]
        area, deal = slots.get("area_m2"), _text(slots.get("deal"))
        return cls(
            deal=deal if deal in {"rent", "buy"} else None,
            property_types=_texts(slots.get("property_type")),
            area=_range(area, around=_AROUND),
            area_is_exact=isinstance(area, list | tuple),
            cities=_texts(slots.get("city")),
            districts=_texts(slots.get("district")),
            towns=_texts(slots.get("town")),
            parks=_texts(slots.get("park")),
            excluded_places=tuple(places),
            floor_height_m=_at_least(slots.get("floor_height_m")),
            load_t_m2=_at_least(slots.get("load_t_m2")),
            power_kva=_at_least(slots.get("power_kva")),
            crane_t=_at_least(slots.get("crane_t")),
            crane=True if slots.get("crane") is True else None,
            fire_class=_text(slots.get("fire_class")),
            storey=_text(slots.get("storey")),
            excluded_storeys=_texts(unwanted.get("storey")),
            whole_building=True if slots.get("whole_building") is True else None,
            price=_budget(slots.get("price")),
            move_in=_last_day(slots.get("move_in")),
            industries=_texts(slots.get("industry")),
        )

    def to_json(self) -> Json:
        """Return the need as plain values, fit for JSON."""
        return {**asdict(self), "move_in": self.move_in.isoformat() if self.move_in else None}

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was asked for."""
        return self == type(self)()


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _range(value: Json, around: float = 0.0) -> Range | None:
    if _is_number(value):
        return Range(value * (1 - around), value * (1 + around)) if value > 0 else None
    if isinstance(value, list | tuple) and len(value) == 2:  # noqa: PLR2004 - a pair of ends
        low, high = (end if _is_number(end) else None for end in value)
        if low is None and high is None:
            return None
        return Range(high, low) if low is not None and high is not None and low > high else Range(low, high)
    return None


def _at_least(value: Json) -> Range | None:
    return Range(float(value), None) if _is_number(value) and value > 0 else _range(value)


def _budget(value: Json) -> Budget | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("unit"), str):
        return None
    amount: Json = value.get("value")
    found = _range([None, amount]) if _is_number(amount) else _range(amount)
    return Budget(found, value["unit"]) if found else None


def _text(value: Json) -> str | None:
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    return value if isinstance(value, str) and value else None


def _texts(value: Json) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list | tuple) else ()


def _last_day(value: Json) -> date | None:
    """Return the last day that still satisfies YYYY-MM-DD, YYYY-MM or YYYY-Hn; None for anything else."""
    if not isinstance(value, str):
        return None
    year, _, rest = value.partition("-")
    ends = {"H1": f"{year}-06-30", "H2": f"{year}-12-31"}
    text = ends.get(rest, value if rest.count("-") else f"{value}-28")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
