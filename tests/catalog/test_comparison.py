"""Several listings or parks side by side, each fact on one basis."""

from __future__ import annotations

import pytest

from bot.catalog.comparison import Alike, compare

AREA = {"value": 3000, "unit": "㎡", "raw": "3000平", "meaning": "建筑面积"}
RENT = {"value": 1.2, "unit": "元/㎡/天", "raw": "1.2", "tax_included": True, "property_fee_included": False}


@pytest.fixture
def rows_of(make_listing, catalog):
    def rows(*known):
        listings = [make_listing(id=f"l-{place}", **values) for place, values in enumerate(known)]
        return {row.field: row for row in compare(listings, catalog.labels)}

    return rows


def test_rents_are_told_in_one_unit_with_the_formula(rows_of):
    row = rows_of({"rent": RENT}, {"rent": {**RENT, "value": 36.5, "unit": "元/㎡/月"}})["rent"]

    assert [line.value for line in row.lines] == ["1.2 元/㎡/天（含税，不含物业费）"] * 2
    assert [line.note for line in row.lines] == ["", "36.5 元/㎡/月 × 12 ÷ 365 = 1.2 元/㎡/天"]
    assert row.alike is Alike.SAME


def test_rent_of_the_whole_needs_its_area(rows_of):
    whole = {**RENT, "value": 109_500, "unit": "元/月"}
    row = rows_of({"rent": whole, "area": AREA}, {"rent": whole})["rent"]

    assert row.lines[0].value.startswith("1.2 元/㎡/天")
    assert row.lines[1].value.startswith("109500 元/月")
    assert row.alike is Alike.DIFFERS


def test_land_is_told_in_square_metres(rows_of):
    land = {"value": 30, "unit": "亩", "raw": "30亩", "meaning": "占地", "approximate": True}
    line = rows_of({"land_area": land}, {})["land_area"].lines[0]

    assert line.value == "约 20000 ㎡"
    assert line.note == "30 亩 × 2000 ÷ 3 = 20000 ㎡"


def test_fee_and_price_have_one_unit_too(rows_of):
    fee = {"value": 0.1, "unit": "元/㎡/天", "raw": "1毛"}
    price = {"value": 900, "unit": "万元", "raw": "900万"}
    rows = rows_of({"deal": ["rent", "buy"], "area": AREA, "property_fee": fee, "sale_price": price}, {})

    assert rows["property_fee"].lines[0].value == "3.04 元/㎡/月"
    assert rows["sale_price"].lines[0].value == "3000 元/㎡"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(8, 8, Alike.SAME), (8, 6, Alike.DIFFERS), (8, None, Alike.UNKNOWN), (None, None, Alike.UNKNOWN)],
)
def test_rows_say_whether_their_values_agree(rows_of, one, other, alike):
    row = rows_of({"floor_height_m": one}, {"floor_height_m": other})["floor_height_m"]

    assert row.alike is alike
    assert row.is_known is (one is not None)


def test_three_values_of_which_one_is_missing_still_differ(rows_of):
    heights = [{"floor_height_m": height} for height in (8, None, 6)]

    assert rows_of(*heights)["floor_height_m"].alike is Alike.DIFFERS


def test_unknown_is_said_and_never_left_blank(rows_of, catalog):
    for row in rows_of({"docks": "两个"}, {}).values():
        assert all(line.value for line in row.lines)
        assert {line.value for line in row.lines if not line.known} <= {catalog.labels.words.unknown}


def test_question_without_sense_is_not_called_unknown(rows_of):
    row = rows_of({"deal": ["rent"], "rent": RENT}, {"deal": ["buy"]})["rent"]

    assert [line.value for line in row.lines] == ["1.2 元/㎡/天（含税，不含物业费）", "不适用"]
    assert row.alike is Alike.DIFFERS


def test_every_fact_keeps_its_source_and_date(rows_of):
    row = rows_of({"rent": {**RENT, "value": 30, "unit": "元/㎡/月"}}, {})["rent"]

    assert (row.lines[0].source, row.lines[0].date) == ("示例", "2026-01-05")


def test_parks_are_compared_in_the_order_of_their_labels(catalog):
    parks = [catalog.parks[name] for name in ("jiading-hydrogen-port", "waigang-plot-1704")]
    rows = compare(parks, catalog.labels)
    order = [entry.field for entry in catalog.labels.park]

    assert [row.field for row in rows] == sorted((row.field for row in rows), key=order.index)
    assert next(row for row in rows if row.field == "land_area").alike is Alike.DIFFERS
