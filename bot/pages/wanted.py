"""Which need do the conditions above the list of listings state?"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from flask import request, url_for

from bot.catalog.labels import Labels
from bot.catalog.need import Need
from bot.model import Json
from bot.pages.lists import Kept, ListPage

NUMBERS: Final = ("area_from", "area_to", "height")
"""Conditions that are typed: square metres from and to, metres at least."""
PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "deal": ("deal",),
    "property_type": ("type",),
    "place": ("district",),
    "area": ("area_from", "area_to"),
    "floor_height": ("height",),
}
"""By condition of a need, what to take out of the address to give it up."""
_LARGEST: Final = 10_000_000.0
_LONGEST: Final = 60


def read_need(values: Mapping[str, str], labels: Labels) -> Need | None:
    """Return the need; None without a typed number, since chips alone are answered by the list."""
    numbers = {name: _number(values.get(name, "")) for name in NUMBERS}
    if not any(numbers.values()):
        return None
    deals = {labels.words.rent: "rent", labels.words.buy: "buy"}
    area = [numbers["area_from"], numbers["area_to"]]
    slots: dict[str, Json] = {
        "deal": deals.get(values.get("deal", "")),
        "property_type": values.get("type", ""),
        "district": values.get("district", ""),
        "area_m2": area if any(area) else None,
        "floor_height_m": numbers["height"],
    }
    return Need.from_slots(slots)


def here(listed: ListPage[Kept], without: Collection[str] = (), **changes: Json) -> str:
    """Return the address of the same list with something changed; what is empty or unwanted is left out."""
    typed = {name: request.args.get(name, "").strip()[:_LONGEST] for name in ("q", *NUMBERS)}
    wanted = {**typed, "sort": listed.sort, **listed.chosen, **changes}
    return url_for(
        str(request.endpoint), **{name: value for name, value in wanted.items() if value and name not in without}
    )


def _number(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).replace(",", "").strip()
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if 0 < value <= _LARGEST else None
