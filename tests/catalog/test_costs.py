"""What space costs on one basis, and what is said of it when something is not known."""

from __future__ import annotations

import pytest

from bot.catalog.costs import total_cost

AREA = {"value": 2500, "unit": "㎡", "raw": "2500平", "meaning": "建筑面积"}
RENT = {"value": 1.2, "unit": "元/㎡/天", "raw": "1.2元", "tax_included": True, "property_fee_included": True}
FEE = {"value": 3, "unit": "元/㎡/月", "raw": "3元"}


@pytest.fixture
def cost_of(make_listing, catalog):
    def cost(area_m2=None, deal=None, **known):
        return total_cost(make_listing(**known), area_m2, catalog.labels, deal)

    return cost


def said(cost):
    lines = (*cost.lines, cost.total) if cost.total else cost.lines
    return {line.label: (line.amount, line.formula) for line in lines}


def test_year_of_a_rent_per_day_shows_its_formula(cost_of):
    cost = cost_of(area=AREA, rent=RENT)

    assert cost.basis == "按可供面积 2500 ㎡（建筑面积）计"
    assert said(cost) == {
        "单价": ("1.2 元/㎡/天", ""),
        "年租金": ("109.5万元/年", "1.2 元/㎡/天 × 365 × 2500 ㎡ = 1095000 元/年"),
        "每年合计": ("109.5万元/年", ""),
    }
    assert cost.open == ()
    assert cost.left_out == ("已含物业费",)


@pytest.mark.parametrize(
    ("value", "unit", "per_day", "year"),
    [
        (36.5, "元/㎡/月", "1.2 元/㎡/天", "109.5万元/年"),
        (91_250, "元/月", "1.2 元/㎡/天", "109.5万元/年"),
        (1_095_000, "元/年", "1.2 元/㎡/天", "109.5万元/年"),
    ],
)
def test_rents_of_every_unit_come_to_the_same_basis(cost_of, value, unit, per_day, year):
    cost = cost_of(area=AREA, rent={**RENT, "value": value, "unit": unit})

    assert said(cost)["单价"][0] == per_day
    assert said(cost)["每年合计"][0] == year
    assert unit in said(cost)["单价"][1]


def test_property_fee_that_is_due_beside_the_rent_is_added(cost_of):
    cost = cost_of(area=AREA, rent={**RENT, "property_fee_included": False}, property_fee=FEE)

    assert said(cost)["年物业费"] == ("9万元/年", "3 元/㎡/月 × 12 × 2500 ㎡ = 90000 元/年")
    assert said(cost)["每年合计"] == ("118.5万元/年", "109.5万元/年 + 9万元/年 = 118.5万元/年")


@pytest.mark.parametrize(
    ("basis", "fee", "expected"),
    [
        ({"tax_included": None}, None, ("是否含税待核实",)),
        ({"tax_included": False}, None, ("不含税，税额待核实",)),
        ({"property_fee_included": None}, None, ("是否含物业费待核实",)),
        ({"property_fee_included": None}, FEE, ("是否已含物业费待核实，物业费没有计入",)),
        ({"property_fee_included": False}, None, ("物业费另付，金额待核实",)),
    ],
)
def test_what_is_not_known_is_named_and_never_guessed(cost_of, basis, fee, expected):
    cost = cost_of(area=AREA, rent={**RENT, **basis}, property_fee=fee)

    assert cost.open == expected
    assert said(cost)["已知部分合计"][0] == "109.5万元/年"
    assert "年物业费" not in said(cost)


def test_deposit_and_free_months_are_told_but_not_counted(cost_of):
    cost = cost_of(area=AREA, rent=RENT, deposit="押三付三", rent_free="2 个月")

    assert cost.left_out == ("已含物业费", "押付 押三付三，没有计入", "免租期 2 个月，没有扣除")


def test_wanted_area_of_divisible_space_is_what_is_counted(cost_of):
    cost = cost_of(1000, area=AREA, divisible="free", min_area_m2=500, rent=RENT)

    assert cost.basis == "按 1000 ㎡（建筑面积）计"
    assert said(cost)["每年合计"][0] == "43.8万元/年"
    assert cost.open == ()


@pytest.mark.parametrize(
    ("wanted", "known", "basis", "expected"),
    [
        (300, {"divisible": "free", "min_area_m2": 500}, "按起租面积 500 ㎡（建筑面积）计", ()),
        (1000, {"divisible": "no"}, "按可供面积 2500 ㎡（建筑面积）计", ()),
        (9000, {"divisible": "free"}, "按可供面积 2500 ㎡（建筑面积）计", ()),
        (1000, {"divisible": None}, "按 1000 ㎡（建筑面积）计", ("能不能分出这么大待核实",)),
    ],
)
def test_area_that_cannot_be_had_is_not_counted(cost_of, wanted, known, basis, expected):
    cost = cost_of(wanted, area=AREA, rent=RENT, **known)

    assert (cost.basis, cost.open) == (basis, expected)


@pytest.mark.parametrize(("wanted", "unit"), [(500, "600"), (700, "1200"), (1500, "1200")])
def test_fixed_units_are_counted_as_they_are_cut(cost_of, wanted, unit):
    options = [{"area": {**AREA, "value": size}, "price_raw": None} for size in (1200, 600)]
    cost = cost_of(wanted, area=AREA, divisible="fixed", options=options, rent=RENT)

    assert cost.basis == f"按其中 {unit} ㎡ 一套（建筑面积）计"
    assert cost.open == ()


def test_rent_without_an_area_is_only_a_unit_price(cost_of):
    cost = cost_of(rent={**RENT, "value": 30, "unit": "元/㎡/月"})

    assert said(cost) == {"单价": ("0.99 元/㎡/天", "30 元/㎡/月 × 12 ÷ 365 = 0.99 元/㎡/天")}
    assert cost.open == ("可供面积待核实，只能比单价",)


def test_rent_of_the_whole_is_not_spread_over_an_unknown_area(cost_of):
    cost = cost_of(800, rent={**RENT, "value": 50_000, "unit": "元/月"})

    assert "单价" not in said(cost)
    assert said(cost)["已知部分合计"][0] == "60万元/年"
    assert cost.open == ("可供面积待核实，只能比单价",)


def test_sale_price_times_area_is_the_price_of_it_all(cost_of):
    cost = cost_of(area=AREA, deal=None, sale_price={"value": 3800, "unit": "元/㎡", "raw": "3800"})

    assert said(cost) == {
        "单价": ("3800 元/㎡", ""),
        "总价": ("950万元", "3800 元/㎡ × 2500 ㎡ = 9500000 元"),
    }
    assert cost.left_out == ("税费和维修资金等没有计入，以办理时的规定为准",)


def test_price_of_the_whole_gives_the_unit_price(cost_of):
    cost = cost_of(area=AREA, sale_price={"value": 950, "unit": "万元", "raw": "950万"})

    assert said(cost)["单价"] == ("3800 元/㎡", "950 万元 × 10000 ÷ 2500 ㎡ = 3800 元/㎡")
    assert said(cost)["总价"][0] == "950万元"


def test_area_of_unknown_kind_is_said_to_be_so(cost_of):
    cost = cost_of(area={**AREA, "meaning": None}, rent=RENT)

    assert "面积口径待核实" in cost.basis
    assert cost.open == ("面积是建筑面积还是套内待核实",)


def test_listing_without_a_price_has_no_cost(cost_of):
    assert cost_of(area=AREA) is None
    assert cost_of(area=AREA, rent=RENT, deal="buy") is None
