"""The result of one condition in words."""

from __future__ import annotations

import pytest

from bot.catalog.match import match
from bot.catalog.need import Need
from bot.catalog.verdicts import FIELDS, say_condition, say_fit, say_offered

AREA = {"value": 3000, "unit": "㎡", "raw": "3000平", "meaning": "建筑面积"}
RENT = {"value": 30, "unit": "元/㎡/月", "raw": "30", "tax_included": None, "property_fee_included": True}


@pytest.fixture
def said(make_listing, catalog):
    def say(wanted, **known):
        listing = make_listing(**known)
        finding = match(Need.from_slots(wanted), listing).findings[0]
        labels = catalog.labels
        return say_condition(finding, labels), say_fit(finding, labels), say_offered(finding, listing, labels)

    return say


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ({"deal": "rent"}, {"deal": ["rent", "buy"]}, ("租售", "符合", "出租、出售")),
        ({"district": ["嘉定区"]}, {"district": "嘉定区"}, ("位置", "符合", "上海市 嘉定区")),
        ({"area_m2": [1000, 2000]}, {"area": AREA, "divisible": "no"}, ("面积", "不符", "3000 ㎡（建筑面积）")),
        ({"floor_height_m": 8}, {"clear_height_m": 7}, ("层高", "未知", "净高 7 m")),
        ({"floor_height_m": 8}, {}, ("层高", "未知", "待核实")),
        ({"load_t_m2": 2}, {"floor_load_kg_m2": 1000}, ("承重", "不符", "1 t/㎡")),
        ({"crane": True}, {"crane": {"corbel": True, "installed": False}}, ("行车", "未知", "行车 无、牛腿 有")),
        ({"storey": "一楼"}, {"storeys": [1], "top_floor": False}, ("楼层", "符合", "1 层，顶层 否")),
        (
            {"price": {"value": 1.2, "unit": "yuan/m2/day"}},
            {"rent": RENT},
            ("价格", "符合", "0.99 元/㎡/天（是否含税待核实，含物业费）"),
        ),
    ],
)
def test_condition_state_and_offer_are_told_in_words(said, wanted, known, expected):
    assert said(wanted, **known) == expected


def test_conditions_are_held_against_fields_that_exist(catalog):
    known = {entry.field for entry in catalog.labels.listing}

    assert set(FIELDS.values()) <= known
