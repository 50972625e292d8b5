from __future__ import annotations

import pytest

from bot.understanding.compounds import find_amounts
from bot.understanding.numerals import count_of
from bot.understanding.ranges import join_numbers


def _read(text: str) -> list[tuple[float | None, float | None]]:
    return [(amount.low, amount.high) for amount in join_numbers(text, find_amounts(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3000", 3000),
        ("3,500", 3500),
        ("1.25", 1.25),
        ("三千", 3000),
        ("两千五", 2500),
        ("两千零五", 2005),
        ("二百五十", 250),
        ("一万二", 12_000),
        ("一万二千", 12_000),
        ("一万零二百", 10_200),
        ("十二万五", 125_000),
        ("一亿二千万", 120_000_000),
        ("1万5", 15_000),
        ("1万5千", 15_000),
        ("1万5000", 15_000),
        ("3千5", 3500),
        ("3k", 3000),
        ("1.5w", 15_000),
        ("1.5个亿", 150_000_000),
        ("廿", 20),
        ("廿五", 25),
        ("一点二万", 12_000),
        ("零点八", 0.8),
        ("二零二六", 2026),
        ("十来", 10),
        ("三百来万", 3_000_000),
        ("100多万", 1_000_000),
        ("块八", 1.8),
        ("一块二", 1.2),
        ("一块零五", 1.05),
        ("两块两毛五", 2.25),
        ("八毛五", 0.85),
        ("8米1", 8.1),
        ("十七米五", 17.5),
    ],
)
def test_one_number_has_one_value(text, value):
    assert _read(text) == [(value, value)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三五千", 3000, 5000),
        ("七八百", 700, 800),
        ("一千二三", 1200, 1300),
        ("一万二三千", 12_000, 13_000),
        ("三四十万", 300_000, 400_000),
        ("十几", 11, 19),
        ("20几", 21, 29),
        ("十几万", 110_000, 190_000),
        ("2000-3000", 2000, 3000),
        ("2000~3000", 2000, 3000),
        ("3到5万", 30_000, 50_000),
        ("三到五千", 3000, 5000),
        ("3-5000", 3000, 5000),
        ("8-1000", 800, 1000),
        ("5000到1万", 5000, 10_000),
        ("八百到一千万", 8_000_000, 10_000_000),
        ("三千五千", 3000, 5000),
        ("2000，3000", 2000, 3000),
        ("2000 3000", 2000, 3000),
        ("1块2到1块5", 1.2, 1.5),
        ("一到一块五", 1, 1.5),
        ("一块二三", 1.2, 1.3),
        ("8米到10米", 8, 10),
        ("千儿八百", 800, 1000),
        ("大几十万", 600_000, 990_000),
    ],
)
def test_ranges_and_neighbours_have_two_ends(text, low, high):
    assert _read(text) == [(low, high)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3000-2000", 2),
        ("1-2-3", 2),
        ("80，2000", 2),
        ("三千八一平", 1),
        ("36一个月", 1),
        ("两块一平", 1),
        ("一块一起看", 1),
        ("千万不要", 0),
        ("一下", 0),
        ("第三方", 0),
        ("零件", 0),
        ("好一点", 0),
        ("g15", 0),
        ("几个", 0),
    ],
)
def test_only_what_belongs_together_is_one_number(text, count):
    assert len(_read(text)) == count


@pytest.mark.parametrize(("text", "price"), [("三千八一平", 3800), ("一百二一天", 120), ("两万一年", 20_000)])
def test_one_before_a_unit_says_per_and_ends_the_number(text, price):
    assert _read(text) == [(price, price)]


def test_open_numbers_say_how_far_they_reach():
    (amount,) = find_amounts("4000多平")

    assert amount.spread == (4000, 4999)
    assert amount.approximate


@pytest.mark.parametrize(("words", "count"), [("十", 10), ("十五", 15), ("二十三", 23), ("7", 7), ("两", 2), ("何", 0)])
def test_small_counts_are_read_in_both_scripts(words, count):
    assert count_of(words) == count
