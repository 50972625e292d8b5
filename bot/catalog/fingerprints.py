"""Has a listing changed in anything that a need is held against?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

import orjson

from bot.catalog.schema.listing import Listing

_COMPARED: Final = frozenset(
    {
        "area", "area_per_floor", "available_from", "by_floor", "city", "clear_height_m", "crane", "deal", "district",
        "divisible", "fire_class", "floor_height_m", "floor_load_kg_m2", "industry_tags", "land_area", "min_area_m2",
        "options", "park", "power_expandable", "power_kva", "property_type", "rent", "sale_price", "single_storey",
        "status", "storeys", "top_floor", "town", "whole_building",
    }
)  # fmt: skip
"""Fields that conditions look at; a better summary or another source is no news for anybody's need."""


def fingerprint(listing: Listing) -> str:
    """Return 64 hexadecimal digits that change when a condition might be judged otherwise."""
    values = listing.model_dump(mode="json", include=set(_COMPARED))
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def fingerprints(listings: Iterable[Listing]) -> dict[str, str]:
    """Return the fingerprints of a stock by id."""
    return {listing.id: fingerprint(listing) for listing in listings}
