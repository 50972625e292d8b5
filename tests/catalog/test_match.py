"""Three-state matching: what fits, what does not, and what is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.catalog.finding import Finding, Fit
from bot.catalog.match import find_matches, match
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing

Make = Callable[..., Listing]


def area(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "㎡", "raw": f"{value}平", "meaning": "建筑面积"}


def judge(make: Make, slots: dict[str, Any], known: dict[str, Any], excluded: dict[str, Any] | None = None) -> Finding:
    findings = match(Need.from_slots(slots, excluded), make(**known)).findings
    assert len(findings) == 1
    return findings[0]


SALE = {"deal": ["buy"]}
CASES: list[tuple[dict[str, Any], dict[str, Any], Fit]] = [
    ({"deal": "rent"}, {}, Fit.FITS),
    ({"deal": "buy"}, {}, Fit.MISFITS),
    ({"deal": "buy"}, {"deal": ["rent", "buy"]}, Fit.FITS),
    ({"property_type": ["厂房", "仓库"]}, {}, Fit.FITS),
    ({"property_type": ["写字楼"]}, {}, Fit.MISFITS),
    ({"district": ["嘉定区"]}, {"district": "嘉定区"}, Fit.FITS),
    ({"district": ["嘉定区"]}, {"district": "宝山区"}, Fit.MISFITS),
    ({"district": ["嘉定区"]}, {}, Fit.UNKNOWN),
    ({"district": ["嘉定区"], "town": ["安亭镇"]}, {"district": "嘉定区"}, Fit.UNKNOWN),
    ({"district": ["嘉定区"], "town": ["安亭镇"]}, {"district": "嘉定区", "town": "外冈镇"}, Fit.MISFITS),
    ({"city": "合肥市"}, {}, Fit.MISFITS),
    ({"area_m2": [2000, 3000]}, {"area": area(2500)}, Fit.FITS),
    ({"area_m2": [2000, 3000]}, {"area": area(1500)}, Fit.MISFITS),
    ({"area_m2": [2000, 3000]}, {"area": area(5000)}, Fit.UNKNOWN),
    ({"area_m2": [2000, 3000]}, {"area": area(5000), "divisible": "no"}, Fit.MISFITS),
    ({"area_m2": [2000, 3000]}, {"area": area(5000), "divisible": "free", "min_area_m2": 500}, Fit.FITS),
    ({"area_m2": [200, 300]}, {"area": area(5000), "divisible": "free", "min_area_m2": 500}, Fit.MISFITS),
    ({"area_m2": [2000, 3000]}, {}, Fit.UNKNOWN),
    ({"area_m2": 600}, {"options": [{"area": area(600), "price_raw": None}]}, Fit.FITS),
    ({"area_m2": 2000}, {"options": [{"area": area(600), "price_raw": None}]}, Fit.MISFITS),
    ({"area_m2": [1100, 1300]}, {"area": area(2400), "area_per_floor": area(600), "by_floor": True}, Fit.FITS),
    ({"floor_height_m": 8}, {"floor_height_m": 9}, Fit.FITS),
    ({"floor_height_m": 8}, {"floor_height_m": 7.6}, Fit.MISFITS),
    ({"floor_height_m": 8}, {}, Fit.UNKNOWN),
    ({"floor_height_m": 8}, {"clear_height_m": 8.5}, Fit.FITS),
    ({"floor_height_m": 8}, {"clear_height_m": 7.5}, Fit.UNKNOWN),
    ({"load_t_m2": 1}, {"floor_load_kg_m2": 1000}, Fit.FITS),
    ({"load_t_m2": 2}, {"floor_load_kg_m2": 1000}, Fit.MISFITS),
    ({"power_kva": 500}, {"power_kva": 630}, Fit.FITS),
    ({"power_kva": 500}, {"power_kva": 250, "power_expandable": False}, Fit.MISFITS),
    ({"power_kva": 500}, {"power_kva": 250}, Fit.UNKNOWN),
    ({"crane_t": 5}, {"crane": {"installed": True, "tonnage_t": 10}}, Fit.FITS),
    ({"crane_t": 10}, {"crane": {"installed": True, "tonnage_t": 5}}, Fit.MISFITS),
    ({"crane_t": 5}, {"crane": {"installed": True}}, Fit.UNKNOWN),
    ({"crane_t": 5}, {"crane": {"installed": False, "corbel": True}}, Fit.UNKNOWN),
    ({"crane_t": 5}, {"crane": {"installed": False, "corbel": False}}, Fit.MISFITS),
    ({"crane": True}, {}, Fit.UNKNOWN),
    ({"fire_class": "丙二类"}, {"fire_class": "丙二类"}, Fit.FITS),
    ({"fire_class": "丙类"}, {"fire_class": "丙一类"}, Fit.FITS),
    ({"fire_class": "丙二类"}, {"fire_class": "丁类"}, Fit.MISFITS),
    ({"fire_class": "丙二类"}, {"fire_class": "乙类"}, Fit.UNKNOWN),
    ({"fire_class": "丙二类"}, {}, Fit.UNKNOWN),
    ({"storey": "一楼"}, {"storeys": [1]}, Fit.FITS),
    ({"storey": "一楼"}, {"storeys": [2, 3]}, Fit.MISFITS),
    ({"storey": "一楼"}, {"single_storey": True}, Fit.FITS),
    ({"storey": "一楼"}, {}, Fit.UNKNOWN),
    ({"storey": "单层"}, {"single_storey": False}, Fit.MISFITS),
    ({"price": {"value": 1.2, "unit": "yuan/m2/day"}}, {"rent": 1.1}, Fit.FITS),
    ({"price": {"value": 1.2, "unit": "yuan/m2/day"}}, {"rent": 1.5}, Fit.MISFITS),
    ({"price": {"value": 36, "unit": "yuan/m2/month"}}, {"rent": 1.1}, Fit.FITS),
    ({"price": {"value": 30, "unit": "yuan/m2/month"}}, {"rent": 1.1}, Fit.MISFITS),
    ({"price": {"value": 900_000, "unit": "yuan/year"}}, {"rent": 1.1, "area": area(2000)}, Fit.FITS),
    ({"price": {"value": 900_000, "unit": "yuan/year"}}, {"rent": 1.1}, Fit.UNKNOWN),
    ({"price": {"value": 1.2, "unit": "yuan/m2/day"}}, {}, Fit.UNKNOWN),
    ({"price": {"value": 4000, "unit": "yuan/m2"}}, {**SALE, "price": (3800, "元/㎡")}, Fit.FITS),
    ({"price": {"value": 3_000_000, "unit": "yuan"}}, {**SALE, "price": (350, "万元")}, Fit.MISFITS),
    ({"price": {"value": 4000, "unit": "yuan/m2"}}, {**SALE, "price": (350, "万元"), "area": area(1000)}, Fit.FITS),
    ({"move_in": "2026-07"}, {"available_from": "2026-06-01"}, Fit.FITS),
    ({"move_in": "2026-07"}, {"available_from": "2026-09-01"}, Fit.MISFITS),
    ({"move_in": "2026-07"}, {}, Fit.UNKNOWN),
    ({"industry": ["食品"]}, {"industry_tags": [{"name": "食品"}]}, Fit.FITS),
    ({"industry": ["食品"]}, {"industry_tags": [{"name": "检测"}]}, Fit.UNKNOWN),
]


def spell_out(known: dict[str, Any]) -> dict[str, Any]:
    """Write short prices out in full."""
    full = dict(known)
    if isinstance(full.get("rent"), float):
        basis = {"tax_included": None, "property_fee_included": None}
        full["rent"] = {"value": full["rent"], "unit": "元/㎡/天", "raw": "x", **basis}
    if "price" in full:
        value, unit = full.pop("price")
        full["sale_price"] = {"value": value, "unit": unit, "raw": "x"}
    return full


@pytest.mark.parametrize(("slots", "known", "fit"), CASES, ids=lambda value: str(value)[:60])
def test_condition_is_judged_in_three_states(
    make_listing: Make, slots: dict[str, Any], known: dict[str, Any], fit: Fit
) -> None:
    assert judge(make_listing, slots, spell_out(known)).fit is fit


@pytest.mark.parametrize(
    ("known", "fit"),
    [
        ({"top_floor": True}, Fit.MISFITS),
        ({"top_floor": False}, Fit.FITS),
        ({}, Fit.UNKNOWN),
    ],
)
def test_excluded_storey_is_an_exclusion(make_listing: Make, known: dict[str, Any], fit: Fit) -> None:
    assert judge(make_listing, {}, known, {"storey": ["顶楼"]}).fit is fit


@pytest.mark.parametrize(("district", "fit"), [("嘉定区", Fit.MISFITS), ("宝山区", Fit.FITS)])
def test_excluded_district_is_an_exclusion(make_listing: Make, district: str, fit: Fit) -> None:
    assert judge(make_listing, {}, {"district": district}, {"district": ["嘉定"]}).fit is fit


def test_miss_tells_its_size_with_unit(make_listing: Make) -> None:
    found = judge(make_listing, {"floor_height_m": 8}, {"floor_height_m": 7.6})

    assert (found.wanted, found.offered, found.gap_text) == ("≥8 m", "7.6 m", "0.4 m")
    assert found.gap == pytest.approx(-0.4)


def test_possible_listings_come_before_near_ones_and_fits_before_unknowns(make_listing: Make) -> None:
    need = Need.from_slots({"deal": "rent", "area_m2": [2000, 3000], "floor_height_m": 8})
    stock = [
        make_listing(id="low", area=area(2500), floor_height_m=7.6),
        make_listing(id="open"),
        make_listing(id="sound", area=area(2500), floor_height_m=9),
        make_listing(id="lower", area=area(2500), floor_height_m=5),
        make_listing(id="wrong", deal=["buy"], area=area(100)),
    ]

    report = find_matches(need, stock)

    assert [found.listing.id for found in report.possible] == ["sound", "open"]
    assert [found.listing.id for found in report.near] == ["low", "lower"]
    assert report.possible[0].score == 1


def test_closest_miss_is_the_only_missed_condition(make_listing: Make) -> None:
    need = Need.from_slots({"deal": "rent", "floor_height_m": 8})

    one = match(need, make_listing(floor_height_m=7.6))
    two = match(need, make_listing(floor_height_m=7.6, deal=["buy"]))

    assert one.closest_miss is not None
    assert one.closest_miss.condition == "floor_height"
    assert two.closest_miss is None


def test_relaxing_a_condition_says_what_it_would_add(make_listing: Make) -> None:
    need = Need.from_slots({"district": ["嘉定区"], "floor_height_m": 8, "area_m2": [2000, 3000]})
    near_by = {"district": "嘉定区", "area": area(2500)}
    stock = [
        make_listing(id="a", **near_by, floor_height_m=7.6),
        make_listing(id="b", **near_by, floor_height_m=6),
        make_listing(id="c", district="青浦区", area=area(2500), floor_height_m=9),
        make_listing(id="d", district="青浦区", area=area(2500), floor_height_m=4),
    ]

    relaxations = find_matches(need, stock).relaxations

    found = {relaxed.condition: [listing.id for listing in relaxed.listings] for relaxed in relaxations}
    assert found == {"floor_height": ["a", "b"], "place": ["c"]}
    assert relaxations[0].nearest.gap_text == "0.4 m"


def test_empty_need_leaves_everything_possible(make_listing: Make) -> None:
    report = find_matches(Need(), [make_listing(id="b"), make_listing(id="a")])

    assert [found.listing.id for found in report.possible] == ["a", "b"]
    assert report.relaxations == ()
