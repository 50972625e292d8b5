"""Does a listing meet the technical conditions: height, load, power, crane, fire class, storey?"""

from __future__ import annotations

from bot.catalog.finding import Finding, Fit, compare_number
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.catalog.units import format_number


def judge_floor_height(need: Need, listing: Listing) -> Finding | None:
    """Compare the height of a storey; a known clear height is its lower bound."""
    if listing.floor_height_m is None and listing.clear_height_m and need.floor_height_m:
        found = compare_number("floor_height", need.floor_height_m, listing.clear_height_m, "m")
        return (
            found
            if found and found.fit is Fit.FITS
            else Finding("floor_height", Fit.UNKNOWN, f"{need.floor_height_m} m")
        )
    return compare_number("floor_height", need.floor_height_m, listing.floor_height_m, "m")


def judge_load(need: Need, listing: Listing) -> Finding | None:
    """Compare the floor load."""
    offered = None if listing.floor_load_kg_m2 is None else listing.floor_load_kg_m2 / 1000
    return compare_number("load", need.load_t_m2, offered, "t/㎡")


def judge_power(need: Need, listing: Listing) -> Finding | None:
    """Compare the power; too little is unknown while more may be had."""
    found = compare_number("power", need.power_kva, listing.power_kva, "kVA")
    if found and found.fit is Fit.MISFITS and listing.power_expandable is not False:
        return Finding("power", Fit.UNKNOWN, found.wanted, found.offered, found.gap, found.gap_share, "kVA")
    return found


def judge_crane(need: Need, listing: Listing) -> Finding | None:
    """Compare cranes: a corbel alone is no crane."""
    if need.crane_t is None and not need.crane:
        return None
    wanted = f"{need.crane_t} t" if need.crane_t else "✓"
    crane = listing.crane
    if crane is None or crane.installed is None:
        return Finding("crane", Fit.UNKNOWN, wanted, unit="t")
    if not crane.installed:
        return Finding("crane", Fit.UNKNOWN if crane.corbel else Fit.MISFITS, wanted, "✗", unit="t")
    if need.crane_t is None:
        return Finding("crane", Fit.FITS, wanted, f"{format_number(crane.tonnage_t)} t" if crane.tonnage_t else "✓")
    return compare_number("crane", need.crane_t, crane.tonnage_t, "t")


_FIRE_RANKS = ("戊类", "丁类", "丙二类", "丙一类", "乙类", "甲类")


def judge_fire_class(need: Need, listing: Listing) -> Finding | None:
    """Compare fire classes."""
    if not need.fire_class:
        return None
    wanted, offered = _fire_ranks(need.fire_class), _fire_ranks(listing.fire_class or "")
    if not wanted or not offered:
        return Finding("fire_class", Fit.UNKNOWN, need.fire_class, listing.fire_class or "")
    # A building for a higher class is not simply fit for a lower one: that is for fire engineers to say.
    otherwise = Fit.UNKNOWN if offered[0] > max(wanted) else Fit.MISFITS
    fit = Fit.FITS if offered[0] in wanted else otherwise
    return Finding("fire_class", fit, need.fire_class, listing.fire_class or "")


def _fire_ranks(name: str) -> tuple[int, ...]:
    letter = name[:1]
    core = name.removesuffix("类").replace("1", "一").replace("2", "二").replace("类", "")
    exact = tuple(rank for rank, known in enumerate(_FIRE_RANKS) if known.removesuffix("类") == core)
    return exact or tuple(rank for rank, known in enumerate(_FIRE_RANKS) if letter and known.startswith(letter))


_STOREYS = {name: number for number, name in enumerate("一二三四五六七八九", 1)}


def judge_storey(need: Need, listing: Listing) -> Finding | None:
    """Compare storeys wanted, storeys excluded and whole buildings."""
    if not need.storey and not need.excluded_storeys and not need.whole_building:
        return None
    states = [_is_on(listing, need.storey)] if need.storey else []
    states += [_negated(_is_on(listing, storey)) for storey in need.excluded_storeys]
    if need.whole_building:
        states.append(listing.whole_building)
    fit = Fit.MISFITS if False in states else Fit.UNKNOWN if None in states else Fit.FITS
    wanted = " ".join([need.storey or "", *(f"≠{storey}" for storey in need.excluded_storeys)]).strip()
    offered = "/".join(str(number) for number in listing.storeys or ())
    return Finding("storey", fit, wanted, offered)


def _negated(state: bool | None) -> bool | None:
    return None if state is None else not state


def _is_on(listing: Listing, storey: str) -> bool | None:
    """Say whether the listing is on a storey; None when that is not known."""
    if storey in {"顶楼", "顶层"}:
        return listing.top_floor
    if storey == "单层":
        return listing.single_storey
    number = _STOREYS.get(storey[:1], 1 if storey.startswith("首") else None)
    if number is None or listing.storeys is None:
        return True if number == 1 and listing.single_storey else None
    return number in listing.storeys
