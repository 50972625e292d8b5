"""Fact lines: the same truth for replies, pages and reports."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.facts import FactLine
from bot.catalog.schema.listing import Listing


def line(lines: list[FactLine], field: str) -> FactLine:
    return next(found for found in lines if found.field == field)


def park_lines(catalog: Catalog, park_id: str) -> list[FactLine]:
    return catalog.facts_of(catalog.parks[park_id])


def seed_lines(catalog: Catalog) -> list[FactLine]:
    return catalog.facts_of(catalog.listings["hefei-beicheng-floors"])


def test_stated_fact_carries_its_own_source_and_date(catalog: Catalog) -> None:
    found = line(park_lines(catalog, "smart-sensor-park"), "land_area")

    assert found.value == "2.67平方公里（目录所列园区面积）"
    assert (found.source, found.date) == ("上海市特色产业园区公告目录(2022年版)", "2022-10-24")
    assert found.url.startswith("https://app.sheitc.sh.gov.cn/")


def test_each_fact_names_the_source_that_supports_it(catalog: Catalog) -> None:
    lines = park_lines(catalog, "jiading-hydrogen-port")

    assert line(lines, "opened").source == "上海嘉定氢能港产业园-上海特色产业园区介绍"
    assert line(lines, "industries").source == "嘉定区发布氢燃料电池汽车产业集聚区规划"
    assert line(lines, "level").date == "日期待核实"


def test_unknown_is_said_as_to_be_verified(catalog: Catalog) -> None:
    found = line(park_lines(catalog, "jiading-hydrogen-port"), "rent")

    assert (found.value, found.known, found.source) == ("待核实", False, "")


def test_conversion_is_derived_and_shows_its_formula(catalog: Catalog) -> None:
    found = line(park_lines(catalog, "waigang-plot-1704"), "land_area_m2")

    assert found.derived
    assert found.value == "约 15733 ㎡"
    assert found.note == "23.6 亩 × 2000 ÷ 3 = 15733 ㎡"


def test_inference_is_marked_in_its_value_and_has_no_source(catalog: Catalog) -> None:
    lines = park_lines(catalog, "waigang-plot-1704")
    ratio = line(lines, "plot_ratio")

    assert (ratio.derived, ratio.value, ratio.source) == (True, "约1.13（推算，非来源原话）", "")
    assert "嘉定区（推算，非来源原话）" in line(park_lines(catalog, "xiegu-medical-device-park"), "region").value


def test_derived_values_are_never_shown_as_stated(catalog: Catalog) -> None:
    for park in catalog.parks.values():
        guesses = {guess.value for guess in park.derived}
        stated = [found for found in catalog.facts_of(park) if not found.derived and found.source]
        bare = [found for found in stated if found.value in guesses and found.field != "name"]
        assert bare == []


def test_date_that_was_inferred_says_so(catalog: Catalog) -> None:
    lines = catalog.facts_of(catalog.articles["post-11779"])

    assert lines[0].date == "2024-10-31（日期为推断）"
    assert len([found for found in lines if found.field == "facts"]) == 8


def test_seed_listing_never_yields_a_unit_price(catalog: Catalog) -> None:
    lines = seed_lines(catalog)
    everything = " ".join(f"{found.value} {found.note}" for found in lines)

    assert line(lines, "sale_price").value == "待核实"
    assert not re.search(r"元\s*/\s*（㎡|平）|每平|1667|2500|3332|3333", everything)
    assert "100多万元" in line(lines, "options").value
    assert [found.known for found in lines if found.field == "rent"] == []


def test_fifty_years_is_the_adverts_claim_with_an_open_end(catalog: Catalog) -> None:
    lines = seed_lines(catalog)

    assert line(lines, "land_term").value.startswith("来源称 50 年产权")
    assert line(lines, "land_term_end").value == "待核实"


def test_areas_without_kind_are_marked(catalog: Catalog) -> None:
    assert line(seed_lines(catalog), "area_per_floor").value == "600㎡（面积口径待核实）"


def test_conflicts_show_both_statements(catalog: Catalog) -> None:
    conflicts = [found for found in seed_lines(catalog) if found.field == "conflict"]

    assert conflicts[0].value == "剩余数量:标题写两层 / 正文写两套"


def test_single_field_is_answered_even_when_lists_leave_it_out(catalog: Catalog) -> None:
    listing = catalog.listings["hefei-beicheng-floors"]

    assert catalog.fact(listing, "floor_height_m").value == "4.2 m"
    assert catalog.fact(listing, "docks").value == "待核实"
    assert catalog.fact(catalog.parks["feicheng-4532"], "facilities").known is False
    with pytest.raises(KeyError):
        catalog.fact(listing, "no_such_field")


def test_full_listing_is_put_into_words(catalog: Catalog, make_listing: Callable[..., Listing]) -> None:
    listing = make_listing(
        area={"value": 3000, "unit": "㎡", "raw": "3000平", "meaning": "建筑面积"},
        crane={"installed": True, "corbel": True, "tonnage_t": 10, "count": 2, "rail_height_m": 7.5},
        rent={"value": 1.2, "unit": "元/㎡/天", "raw": "1块2", "tax_included": True, "property_fee_included": None},
        storeys=[1, 2],
        divisible="free",
        whole_building=False,
        land_term_end="2056-03-01",
        verification={"status": "onsite", "date": "2026-11-20"},
    )
    lines = catalog.facts_of(listing)

    said = {found.field: found.value for found in lines}
    assert said["area"] == "3000㎡（建筑面积）"
    assert said["crane"] == "行车 有、牛腿 有、10 t、2 台、轨高 7.5 m"
    assert said["rent"] == "1.2 元/㎡/天（含税，是否含物业费待核实）"
    assert said["storeys"] == "1 层、2 层"
    assert (said["divisible"], said["whole_building"]) == ("可自由分割", "否")
    assert (said["land_term_end"], said["verification"]) == ("2056-03-01", "现场核实 2026-11-20")
    assert "sale_price" not in said


def test_every_record_can_be_shown(catalog: Catalog) -> None:
    records = [*catalog.parks.values(), *catalog.listings.values(), *catalog.articles.values()]

    for record in records:
        lines = catalog.facts_of(record)
        assert lines
        assert all(found.label and found.value for found in lines)
        assert not [found for found in lines if found.known and not found.derived and "None" in found.value]
