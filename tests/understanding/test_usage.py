from __future__ import annotations

import pytest

from bot.model import Claim
from bot.understanding.text import to_standard
from bot.understanding.usage import find_usage


def wish(text: str) -> list[Claim]:
    start = text.index("租")
    return [Claim("deal", "rent", start, start + 1, "租")]


@pytest.mark.parametrize(
    ("text", "usage"),
    [
        ("租个库房，放工业酒精", "工业酒精"),
        ("租厂房，做铝合金门窗的", "铝合金门窗"),
        ("租厂房，做什么都行", None),
        ("租厂房，做登记", None),
        ("租厂房，放心", None),
    ],
)
def test_use_is_read_in_the_visitors_own_words(text, usage):
    found = find_usage(text, wish(text))

    assert (found.value if found else None) == usage


def test_use_is_not_read_where_a_trade_is_known():
    text = "租厂房，做铝合金门窗的"
    known = [*wish(text), Claim("industry", ["机械加工"], 0, 0, "")]

    assert find_usage(text, known) is None


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("一年好多钱", "一年多少钱"),
        ("莫得要求", "没有要求"),
        ("没得到电话", "没得到电话"),
        ("好多人来过", "好多人来过"),
    ],
)
def test_dialect_is_read_as_everyday_chinese_of_the_same_length(said, standard):
    assert to_standard(said) == standard
