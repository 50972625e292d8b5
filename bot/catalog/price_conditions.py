"""Does a listing meet the condition on price, once both are in the same unit?"""

from __future__ import annotations

from bot.catalog.finding import Finding, compare_number
from bot.catalog.need import Budget, Need
from bot.catalog.schema.listing import Listing
from bot.catalog.units import rent

_RENT_UNITS = {"yuan/m2/day": "元/㎡/天", "yuan/m2/month": "元/㎡/月", "yuan/month": "元/月", "yuan/year": "元/年"}


def judge_price(need: Need, listing: Listing) -> Finding | None:
    """Compare the price in the unit of the budget."""
    if need.price is None:
        return None
    offered = _rent_in(need.price, listing) if need.price.unit in _RENT_UNITS else _price_in(need.price, listing)
    unit = _RENT_UNITS.get(need.price.unit, "元/㎡" if need.price.unit == "yuan/m2" else "元")
    return compare_number("price", need.price.range, offered, unit)


def _rent_in(budget: Budget, listing: Listing) -> float | None:
    if listing.rent is None:
        return None
    area = listing.area.m2 if listing.area and listing.divisible in {None, "no"} else None
    try:
        return rent(listing.rent.value, listing.rent.unit, _RENT_UNITS[budget.unit], area).value
    except ValueError:
        return None


def _price_in(budget: Budget, listing: Listing) -> float | None:
    if listing.sale_price is None:
        return None
    value, unit = listing.sale_price.value, listing.sale_price.unit
    whole = {"元": value, "万元": value * 10_000}.get(unit)
    area = listing.area.m2 if listing.area else None
    if budget.unit == "yuan":
        return whole if whole is not None else value * area if area and unit == "元/㎡" else None
    if unit == "元/㎡":
        return value
    return whole / area if whole is not None and area else None
