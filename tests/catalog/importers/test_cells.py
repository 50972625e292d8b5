from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.cells import FIELDS, CellRefused, Reading, read_cell
from bot.catalog.importers.units_written import spell

AREA = Reading("area", "㎡", "建筑面积", bounds=(10, 5e6))
HEIGHT = Reading("floor_height_m", "m", bounds=(2, 40))
LOAD = Reading("floor_load_kg_m2", "kg/㎡", bounds=(100, 30000))
RENT = Reading("rent", "元/㎡/天")


@pytest.mark.parametrize(
    ("text", "value", "unit", "raw"),
    [
        ("1200", 1200, "㎡", "1200㎡"),
        ("3,200", 3200, "㎡", "3,200㎡"),
        ("1200平", 1200, "㎡", "1200平"),
        ("１２００ 平方米", 1200, "㎡", "１２００ 平方米"),
        ("1200m²", 1200, "㎡", "1200m²"),
        ("1.2万㎡", 12000, "㎡", "1.2万㎡"),
    ],
)
def test_area_keeps_its_raw_wording_beside_the_value(text, value, unit, raw):
    assert read_cell(text, AREA) == {"value": value, "unit": unit, "raw": raw, "meaning": "建筑面积"}


def test_about_makes_an_area_approximate():
    assert read_cell("约1200平", AREA)["approximate"]
    assert read_cell("1200左右", AREA)["approximate"]


def test_land_may_be_in_mu_and_floor_space_may_not():
    assert read_cell("15亩", Reading("land_area", "㎡", "占地面积"))["unit"] == "亩"
    with pytest.raises(CellRefused, match="占地"):
        read_cell("15亩", AREA)


@pytest.mark.parametrize(
    ("text", "reading", "value"),
    [
        ("8", HEIGHT, 8),
        ("8.5米", HEIGHT, 8.5),
        ("8500mm", HEIGHT, 8.5),
        ("1吨/平方米", LOAD, 1000),
        ("5kN/㎡", LOAD, 509.8581),
        ("800公斤/㎡", LOAD, 800),
        ("10吨", Reading("crane.tonnage_t"), 10),
        ("500KVA", Reading("power_kva"), 500),
        ("1.25MVA", Reading("power_kva"), 1250),
        ("3年", Reading("lease_years_min"), 3),
        ("2台", Reading("crane.count"), 2),
        ("500", Reading("min_area_m2", "㎡"), 500),
    ],
)
def test_quantities_come_in_canonical_units(text, reading, value):
    assert read_cell(text, reading) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.2", "元/㎡/天", 1.2),
        ("35元/平/月", "元/㎡/月", 35),
        ("1.2元/平方米·日", "元/㎡/天", 1.2),
        ("1.2 元/天/㎡", "元/㎡/天", 1.2),
        ("3万元/月", "元/月", 30000),
        ("50万/年", "元/年", 500000),
    ],
)
def test_rent_always_says_per_what(text, unit, value):
    rent = read_cell(text, RENT)

    assert (rent["value"], rent["unit"]) == (value, unit)
    assert rent["tax_included"] is None


@pytest.mark.parametrize(
    ("text", "reading", "reason"),
    [
        ("500kg/㎡", Reading("crane.tonnage_t", "t"), "kg/㎡"),
        ("10吨", LOAD, "t"),
        ("30000", HEIGHT, "毫米"),
        ("300", HEIGHT, "范围"),
        ("1200", Reading("area"), "没有写单位"),
        ("1.2", Reading("rent"), "没有写单位"),
        ("1.2元", RENT, "元"),
        ("500kW", Reading("power_kva", "kVA"), "kw"),
        ("500KWA", Reading("power_kva", "kVA"), "kwa"),
        ("2000-3000", AREA, "范围"),
        ("2000多", AREA, "多"),
        ("八米", HEIGHT, "不是一个数"),
        ("-5", HEIGHT, "不是一个数"),
        ("1e9", HEIGHT, "e9"),
        ("丙类", Reading("fire_class"), "不认识"),
        ("厂方", Reading("property_type"), "不认识"),
        ("也许", Reading("crane.corbel"), "有"),
        ("2026-02-30", Reading("available_from"), "没有这一天"),
        ("45000", Reading("available_from"), "不是日期"),
        ("一层", Reading("storeys"), "哪几层"),
        ("1-999999999", Reading("storeys"), "哪几层"),
        ("1.5台", Reading("crane.count"), "整数"),
        ("=1+1", AREA, "公式"),
        ("＝SUM(A1)", Reading("title"), "公式"),
    ],
)
def test_cell_that_cannot_be_meant_is_refused_with_reason_and_remedy(text, reading, reason):
    with pytest.raises(CellRefused, match=reason) as caught:
        read_cell(text, reading)

    assert caught.value.remedy


def test_wrong_unit_for_a_crane_is_explained():
    with pytest.raises(CellRefused) as caught:
        read_cell("500kg/㎡", Reading("crane.tonnage_t", "t"))

    assert "地面承重" in caught.value.remedy


@pytest.mark.parametrize("text", ["", " ", "-", "/", "暂无", "待定", "N/A", "null"])
@pytest.mark.parametrize("field", ["area", "title", "rent", "storeys", "fire_class", "crane.corbel"])
def test_cells_that_say_nothing_are_unknown(text, field):
    assert read_cell(text, Reading(field)) is None


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("无", "crane.corbel", False),
        ("有", "crane.corbel", True),
        ("无", "crane.tonnage_t", None),
        ("面议", "rent", None),
        ("丙2", "fire_class", "丙二类"),
        ("标准厂房", "property_type", "厂房"),
        ("租售", "deal", ["rent", "buy"]),
        ("可分割", "divisible", "free"),
        ("1-3", "storeys", [1, 2, 3]),
        ("1F、2F", "storeys", [1, 2]),
        ("2026年3月5日", "available_from", "2026-03-05"),
        ("2026-03-05 00:00:00", "available_from", "2026-03-05"),
        ("甲、乙", "aliases", ["甲", "乙"]),
        ("新能源,检测", "industry_tags", [{"name": "新能源"}, {"name": "检测"}]),
        ("  恒永路\u30001号 ", "address", "恒永路 1号"),
        ("蕞好", "location", "最好"),
    ],
)
def test_words_of_the_table_become_values(text, field, value):
    assert read_cell(text, Reading(field)) == value


def test_words_of_ones_own_are_told_by_the_mapping():
    reading = Reading("property_type", values={"车间": "厂房"})

    assert read_cell("车间", reading) == "厂房"


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("元/平方米·天", "元/㎡/天"),
        ("元/日/平", "元/㎡/天"),
        ("KG/M2", "kg/㎡"),
        ("平方公里", "平方公里"),
        ("km²", "平方公里"),
    ],
)
def test_spellings_of_a_unit_are_one(written, spelled):
    assert spell(written) == spelled


@given(st.text(max_size=40), st.sampled_from(sorted(FIELDS)), st.sampled_from([None, "㎡", "m", "元/㎡/天"]))
def test_any_cell_is_read_or_refused(text, field, unit):
    try:
        value = read_cell(text, Reading(field, unit))
    except CellRefused as refused:
        value = refused.reason and refused.remedy
    assert value is None or value is False or value
