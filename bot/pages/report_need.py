"""How is the need of a lead told back, without the person behind it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Json, LeadRequest
from bot.privacy import mask, mask_name
from bot.values import say_value

_SHOWN = (
    "deal", "property_type", "district", "town", "park", "area_m2", "industry", "purpose", "usage", "process",
    "storey", "floor_height_m", "clear_height_m", "load_t_m2", "crane", "crane_t", "power_kva", "power_kw",
    "area_per_floor_m2", "land_m2", "truck_m", "fire_class", "certificate", "metro_line",
    "exclusions", "needs_text", "move_in", "price",
)  # fmt: skip
"""Slots of the need in the order of the page; company, tax, name and phone are nobody's business on a shared link."""
_FIGURES = frozenset(
    {
        "area_m2", "floor_height_m", "clear_height_m", "load_t_m2", "crane_t", "power_kva", "power_kw",
        "area_per_floor_m2", "land_m2", "truck_m", "price",
    }
)  # fmt: skip
"""Slots whose digits are no phone."""
_BY_STAFF = frozenset({"purpose", "usage", "process", "certificate", "metro_line", "needs_text"})
"""What no field of a listing can be held against: people look after it."""
_SLOTS: Mapping[str, tuple[str, ...]] = {
    "deal": ("deal",),
    "property_type": ("property_type",),
    "place": ("town", "district", "park"),
    "area": ("area_m2",),
    "floor_height": ("floor_height_m",),
    "load": ("load_t_m2",),
    "power": ("power_kva",),
    "crane": ("crane_t", "crane"),
    "fire_class": ("fire_class",),
    "storey": ("storey",),
    "price": ("price",),
    "move_in": ("move_in",),
    "industry": ("industry",),
}
"""Slots that a condition was made from, the narrowest first."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One wish of the visitor."""

    label: str
    value: str
    is_compared: bool
    """False when staff have to look after it, because no field says anything about it."""


def say_need(request: LeadRequest, labels: Mapping[str, str]) -> tuple[NeedLine, ...]:
    """Return the need as it was understood; phones and the visitor's name in free words are hidden."""
    known = ((slot, request.fields.get(slot)) for slot in _SHOWN)
    name = str(request.fields.get("contact") or "")
    return tuple(
        NeedLine(labels.get(slot, slot), _said(slot, value, name), slot not in _BY_STAFF)
        for slot, value in known
        if value not in (None, "", [], ())
    )


def wanted_for(condition: str, fields: Mapping[str, Json]) -> str:
    """Return what was wanted of a condition in the visitor's terms, empty when it was not said so."""
    slots = (slot for slot in _SLOTS.get(condition, ()) if fields.get(slot) not in (None, "", [], ()))
    return next((say_value(slot, fields[slot]) for slot in slots), "")


def salutation_of(request: LeadRequest) -> str:
    """Return the visitor's name with all but its first character hidden, empty when there is none."""
    return mask_name(str(request.fields.get("contact") or ""))


def _said(slot: str, value: Json, name: str) -> str:
    said = say_value(slot, value)
    if slot in _FIGURES:
        return said
    hidden = mask(said)
    return hidden.replace(name, mask_name(name)) if len(name) > 1 else hidden
