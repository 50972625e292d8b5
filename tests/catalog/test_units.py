"""Conversions: the sums of the trade, each with its formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import units


@pytest.mark.parametrize(
    ("value", "unit", "m2"),
    [
        (1, "亩", 666.6667),
        (23.6, "亩", 15733.3333),
        (15, "亩", 10000),
        (1, "公顷", 10000),
        (2.15, "平方公里", 2150000),
        (600, "㎡", 600),
    ],
)
def test_areas_become_square_metres(value: float, unit: str, m2: float) -> None:
    assert units.area_in_m2(value, unit).value == pytest.approx(m2)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "result"),
    [
        (1.2, "元/㎡/天", "元/㎡/月", 36.5),
        (36.5, "元/㎡/月", "元/㎡/天", 1.2),
        (1.2, "元/㎡/天", "元/㎡/年", 438),
        (30, "元/㎡/月", "元/㎡/年", 360),
        (1, "元/㎡/天", "元/㎡/天", 1),
    ],
)
def test_rents_per_square_metre_are_converted(value: float, unit: str, wanted: str, result: float) -> None:
    assert units.rent(value, unit, wanted).value == pytest.approx(result, abs=1e-3)


def test_thirty_day_months_give_another_result_and_say_so() -> None:
    result = units.rent(1.2, "元/㎡/天", "元/㎡/月", month_days=30)

    assert result.value == pytest.approx(36)
    assert result.formula == "1.2 元/㎡/天 × 30 = 36 元/㎡/月"
    assert units.rent(1.2, "元/㎡/天", "元/㎡/月").formula == "1.2 元/㎡/天 × 365 ÷ 12 = 36.5 元/㎡/月"


def test_yearly_total_of_the_trade_example() -> None:
    result = units.rent(1.2, "元/㎡/天", "元/年", area_m2=2000)

    assert result.value == pytest.approx(876_000)
    assert result.formula == "1.2 元/㎡/天 × 365 × 2000 ㎡ = 876000 元/年"


def test_total_becomes_rent_per_square_metre() -> None:
    assert units.rent(876_000, "元/年", "元/㎡/天", area_m2=2000).value == pytest.approx(1.2)


def test_total_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="area"):
        units.rent(1000, "元/月", "元/㎡/天")


def test_land_prices() -> None:
    assert units.price_per_m2(30, "万元/亩").value == 450
    assert units.price_per_mu(450).value == 30


@pytest.mark.parametrize(
    ("price", "total", "per_m2"),
    [
        ((3800, "元/㎡"), (7_600_000, "3800 元/㎡ × 2000 ㎡ = 7600000 元"), 3800),
        ((760, "万元"), (7_600_000, "760 万元 × 10000 = 7600000 元"), 3800),
        ((30, "万元/亩"), (3_000_000, "30 万元/亩 × 10 亩 × 10000 = 3000000 元"), 450),
    ],
)
def test_sale_prices_of_every_unit_come_to_one_basis(price, total, per_m2) -> None:
    whole, square = units.sale_total(*price, 2000, 20_000 / 3), units.sale_per_m2(*price, 2000)

    assert whole and square
    assert (whole.value, whole.formula) == total
    assert square.value == per_m2


def test_sale_price_without_its_area_has_no_total() -> None:
    assert units.sale_total(3800, "元/㎡", None) is None
    assert units.sale_total(30, "万元/亩", 2000) is None
    assert units.sale_per_m2(760, "万元", None) is None


@pytest.mark.parametrize(("text", "value"), [("36.5", 36.5), ("15733", 15733.33), ("0.03", 0.0329), ("1.2", 1.2)])
def test_numbers_are_rounded_for_reading(text: str, value: float) -> None:
    assert units.format_number(value) == text


@given(st.floats(min_value=0.1, max_value=1000), st.sampled_from(["元/㎡/天", "元/㎡/月", "元/㎡/年"]))
def test_converting_there_and_back_changes_nothing(value: float, unit: str) -> None:
    there = units.rent(value, "元/㎡/月", unit)

    assert units.rent(there.value, unit, "元/㎡/月").value == pytest.approx(value, rel=0.01)
