"""Does a listing meet the condition on price, once both are in the same unit?"""

from __future__ import annotations

from bot.catalog.finding import Finding, compare_number
from bot.catalog.need import Budget, Need
from bot.catalog.schema.listing import Listing
from bot.catalog.units import rent

_PER_M2, _WHOLE, _PER_MU = "元/㎡", "元", "元/亩"
_RENT_UNITS = {
    "yuan/m2/day": "元/㎡/天",
    "yuan/m2/month": "元/㎡/月",
    "yuan/m2/year": "元/㎡/年",
    "yuan/month": "元/月",
    "yuan/year": "元/年",
}
_UNITS = {**_RENT_UNITS, "yuan/m2": _PER_M2, "yuan": _WHOLE, "yuan/mu": _PER_MU}
PRICE_UNITS = tuple(_UNITS.values())
"""Units that budgets are compared in."""


def judge_price(need: Need, listing: Listing) -> Finding | None:
    """Compare the price in the unit of the budget."""
    if need.price is None:
        return None
    unit = unit_of(need.price)
    return compare_number("price", need.price.range, offered_price(unit, listing), unit)


def unit_of(budget: Budget) -> str:
    """Return the unit that a budget is compared in: one of `PRICE_UNITS`, or empty when no price can be held to it."""
    return _UNITS.get(budget.unit, "")


def offered_price(unit: str, listing: Listing) -> float | None:
    """Return the price of a listing in one of `PRICE_UNITS`; None when it is not stated or cannot be converted."""
    if unit in _RENT_UNITS.values():
        return _rent_in(unit, listing)
    return _price_in(unit, listing) if unit else None


def _rent_in(unit: str, listing: Listing) -> float | None:
    if listing.rent is None:
        return None
    area = listing.area.m2 if listing.area and listing.divisible in {None, "no"} else None
    try:
        return rent(listing.rent.value, listing.rent.unit, unit, area).value
    except ValueError:
        return None


def _price_in(unit: str, listing: Listing) -> float | None:
    if listing.sale_price is None:
        return None
    value, stated = listing.sale_price.value, listing.sale_price.unit
    if unit == _PER_MU:
        return value * 10_000 if stated == "万元/亩" else None
    whole = {"元": value, "万元": value * 10_000}.get(stated)
    area = listing.area.m2 if listing.area else None
    if unit == _WHOLE:
        return whole if whole is not None else value * area if area and stated == _PER_M2 else None
    if stated == _PER_M2:
        return value
    return whole / area if whole is not None and area else None
