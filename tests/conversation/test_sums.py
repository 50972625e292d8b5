from __future__ import annotations

import pytest

from bot.conversation.sums import convert_all
from tests.support.wording import NOW, shipped_understander


def formulas(text: str) -> list[str]:
    said = shipped_understander().understand(text, expect=None, now=NOW)
    return [made.formula for made in convert_all(said)]


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("45亩等于多少平方", ["= 30000 ㎡"]),
        ("12000平是多少亩", ["= 18 亩"]),
        ("2公顷折合多少亩", ["= 20000 ㎡", "= 30 亩"]),
        ("九毛一天一平，合一个月多少", ["= 27.38 元/㎡/月"]),
        ("每平每月24元，每天是多少", ["= 0.79 元/㎡/天"]),
        ("1500平，1块1一天，一年租金多少", ["= 50188 元/月", "= 602250 元/年"]),
        ("地价60万/亩换算成每平米", ["= 900 元/㎡"]),
        ("面积1000平，单价6000一平，总价多少", ["= 6000000 元"]),
        ("嘉定有厂房吗", []),
    ],
)
def test_quantities_are_told_in_other_units_with_their_sum(text, results):
    said = formulas(text)

    assert len(said) == len(results)
    assert all(one.endswith(result) for one, result in zip(said, results, strict=True)), said


def test_both_ends_of_a_range_are_converted():
    assert [one.split("= ")[1] for one in formulas("30到60亩是多少平")] == ["20000 ㎡", "40000 ㎡"]
