"""Does a listing meet the conditions on deal, kind, place, size and time?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.catalog.finding import Finding, Fit, fit_of, measured, yes_no
from bot.catalog.need import Need, Range
from bot.catalog.places import is_same_place
from bot.catalog.schema.listing import Listing


def judge_deal(need: Need, listing: Listing) -> Finding | None:
    """Compare rent or buy."""
    if not need.deal:
        return None
    return yes_no("deal", need.deal in listing.deal, need.deal, "/".join(listing.deal))


def judge_property_type(need: Need, listing: Listing) -> Finding | None:
    """Compare the kind of space."""
    if not need.property_types:
        return None
    wanted = "/".join(need.property_types)
    return yes_no("property_type", listing.property_type in need.property_types, wanted, listing.property_type)


def judge_place(need: Need, listing: Listing) -> Finding | None:
    """Compare city, district, town or park, exclusions first."""
    wanted = need.towns or need.districts or need.cities
    offered = " ".join(filter(None, (listing.city, listing.district, listing.town)))
    if need.parks:
        fit = Fit.UNKNOWN if listing.park is None else fit_of(listing.park in need.parks)
        return Finding("place", fit, "/".join(need.parks), listing.park or "")
    if any(_lies_in(listing, place) for place in need.excluded_places):
        return Finding("place", Fit.MISFITS, "≠" + "/".join(need.excluded_places), offered)
    if not wanted:
        return (
            Finding("place", Fit.FITS, "≠" + "/".join(need.excluded_places), offered) if need.excluded_places else None
        )
    return Finding("place", _place_fit(need, listing), "/".join(wanted), offered)


def _place_fit(need: Need, listing: Listing) -> Fit:
    for places, place in ((need.cities, listing.city), (need.districts, listing.district), (need.towns, listing.town)):
        if not places:
            continue
        if place is None:
            return Fit.UNKNOWN
        if not any(is_same_place(wanted, place) for wanted in places):
            return Fit.MISFITS
    return Fit.FITS


def _lies_in(listing: Listing, place: str) -> bool:
    return any(own and is_same_place(own, place) for own in (listing.city, listing.district, listing.town))


def judge_area(need: Need, listing: Listing) -> Finding | None:
    """Compare sizes: fixed options, free division, whole storeys, or all of it."""
    if need.area is None:
        return None
    wanted = f"{need.area} ㎡"
    sizes = sizes_of(listing)
    if not sizes:
        return Finding("area", Fit.UNKNOWN, wanted, unit="㎡")
    offered = " / ".join(f"{size} ㎡" for size in sizes)
    gap = nearest_gap(need.area, sizes)
    if gap > 0 and may_be_divided(listing):
        return Finding("area", Fit.UNKNOWN, wanted, offered, unit="㎡")
    return measured("area", need.area, gap, wanted, offered, "㎡")


def may_be_divided(listing: Listing) -> bool:
    """Say whether nothing is known against renting a part."""
    return listing.divisible is None and not listing.options


def nearest_gap(wanted: Range, sizes: Sequence[Range]) -> float:
    """Return by how much the nearest of some sizes misses: negative is too small, positive too large."""
    nearest = math.inf
    for size in sizes:
        gap = _overlap_gap(wanted, size)
        if abs(gap) < abs(nearest):
            nearest = gap
    return nearest


def sizes_of(listing: Listing) -> list[Range]:
    """Return every size that can be had, as ranges; none when nothing is stated."""
    total = listing.land_area or listing.area if listing.property_type == "土地" else listing.area
    return _sizes(listing, total.m2 if total else None)


def _sizes(listing: Listing, total: float | None) -> list[Range]:
    if listing.options:
        return [Range(option.area.m2, option.area.m2) for option in listing.options]
    if listing.divisible == "free" and total and listing.min_area_m2:
        return [Range(listing.min_area_m2, total)]
    floor = listing.area_per_floor.m2 if listing.area_per_floor and listing.by_floor else None
    if floor and total:
        return [Range(floor * count, floor * count) for count in range(1, round(total / floor) + 1)]
    size = total or floor
    return [Range(size, size)] if size else []


def _overlap_gap(wanted: Range, offered: Range) -> float:
    low, high = offered.low or 0.0, offered.high or 0.0
    if wanted.low is not None and high < wanted.low:
        return high - wanted.low
    if wanted.high is not None and low > wanted.high:
        return low - wanted.high
    return 0.0


def judge_move_in(need: Need, listing: Listing) -> Finding | None:
    """Compare the day the space is free."""
    if need.move_in is None:
        return None
    if listing.available_from is None:
        return Finding("move_in", Fit.UNKNOWN, f"≤{need.move_in}")
    fits = listing.available_from <= need.move_in
    return yes_no("move_in", fits, f"≤{need.move_in}", listing.available_from.isoformat())


def judge_industry(need: Need, listing: Listing) -> Finding | None:
    """Compare industries; never a miss."""
    if not need.industries:
        return None
    tags = [tag.name for tag in listing.industry_tags]
    # Whether a firm may move in is decided by the park, so no tag is never a no.
    fit = Fit.FITS if set(tags) & set(need.industries) else Fit.UNKNOWN
    return Finding("industry", fit, "/".join(need.industries), "/".join(tags))
