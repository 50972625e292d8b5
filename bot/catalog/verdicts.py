"""In which words is one condition's result told to a visitor?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.catalog.facts import fact
from bot.catalog.finding import Finding
from bot.catalog.formats import say_region
from bot.catalog.labels import Labels
from bot.catalog.schema.listing import Listing


def say_condition(finding: Finding, labels: Labels) -> str:
    """Return the name of the condition."""
    return str(getattr(labels.conditions, finding.condition))


def say_fit(finding: Finding, labels: Labels) -> str:
    """Return which of the three states it is."""
    return str(getattr(labels.fits, finding.fit))


def say_offered(finding: Finding, listing: Listing, labels: Labels) -> str:
    """Return what the listing offers, the word for unknown when it does not say."""
    say = _OFFERED.get(finding.condition)
    said = say(finding, listing, labels) if say else finding.offered
    return said or labels.words.unknown


def _area(finding: Finding, listing: Listing, labels: Labels) -> str:
    area = listing.area or listing.area_per_floor or listing.land_area
    meaning = (area.meaning if area else None) or labels.words.unlabelled_area
    return f"{finding.offered}（{meaning}）" if finding.offered else ""


def _floor_height(finding: Finding, listing: Listing, labels: Labels) -> str:
    if listing.floor_height_m is None and listing.clear_height_m:
        line = fact(listing, "clear_height_m", labels)
        return f"{line.label} {line.value}"
    return finding.offered


def _storey(_finding: Finding, listing: Listing, labels: Labels) -> str:
    lines = (fact(listing, field, labels) for field in ("storeys", "single_storey", "top_floor", "whole_building"))
    known = [line for line in lines if line.known]
    return "，".join(line.value if line.field == "storeys" else f"{line.label} {line.value}" for line in known)


def _price(finding: Finding, listing: Listing, labels: Labels) -> str:
    """Return the price in the unit of the budget, with what it includes: only that makes two prices comparable."""
    if not finding.offered or listing.rent is None or "㎡" not in finding.offered:
        return finding.offered
    line = fact(listing, "rent", labels)
    return f"{finding.offered}{line.value[line.value.find('（') :]}"


def _stated(field: str) -> Callable[[Finding, Listing, Labels], str]:
    def say(_finding: Finding, listing: Listing, labels: Labels) -> str:
        line = fact(listing, field, labels)
        return line.value if line.known else ""

    return say


_OFFERED: Mapping[str, Callable[[Finding, Listing, Labels], str]] = {
    "deal": _stated("deal"),
    "place": lambda _finding, listing, labels: say_region(listing, labels),
    "area": _area,
    "floor_height": _floor_height,
    "storey": _storey,
    "crane": _stated("crane"),
    "price": _price,
}
"""Conditions whose compared values are no words; the others are ready to show."""
FIELDS: Mapping[str, str] = {
    "deal": "deal",
    "property_type": "property_type",
    "place": "region",
    "area": "area",
    "floor_height": "floor_height_m",
    "load": "floor_load_kg_m2",
    "power": "power_kva",
    "crane": "crane",
    "fire_class": "fire_class",
    "storey": "storeys",
    "move_in": "available_from",
}
"""The field of a listing that a condition is held against; a price is in the rent or in the sale price."""
