from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.clock import SHANGHAI

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def slots_of():
    understander = app.load_knowledge(ROOT / "knowledge", ROOT / "config").understander

    def slots_of(text: str, expect: str | None = None) -> dict[str, object]:
        return understander.slots_of(understander.understand(text, expect=expect, now=NOW))

    return slots_of


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("上海远洋汽配，想租2000平厂房", "上海远洋汽配"),
        ("锦程五金厂想找个1500平的厂房", "锦程五金厂"),
        ("重庆力帆摩托车配件公司，需要3000平", "重庆力帆摩托车配件公司"),
        ("公司是大邑县晋原机电厂", "大邑县晋原机电厂"),
        ("我们是大连重工有限公司", "大连重工有限公司"),
        ("小米科技有限公司", "小米科技有限公司"),
        ("公司叫美的电器", "美的电器"),
    ],
)
def test_company_is_read_without_its_legal_form(slots_of, text, company):
    assert slots_of(text)["company"] == company


@pytest.mark.parametrize(
    "text",
    [
        "上海汽配厂房有吗",
        "上海嘉定汽配，要2000平",
        "民营五金厂，要1000平",
        "广东的食品厂想来找厂房",
        "我们是做精密机械的公司",
        "汽配城附近的仓库",
    ],
)  # fmt: skip
def test_place_and_trade_alone_are_no_company(slots_of, text):
    assert "company" not in slots_of(text)


@pytest.mark.parametrize("text", ["我是个体户", "个体工商户", "就我自己个人租"])
def test_individual_is_an_answer_to_the_question_for_the_company(slots_of, text):
    slots = slots_of(text, "company")

    assert slots["company_status"] == "individual"
    assert "company" not in slots


def test_place_before_a_phone_is_no_person(slots_of):
    slots = slots_of("安亭 13800138000")

    assert "contact" not in slots
    assert slots["town"] == ["安亭镇"]


def test_trade_before_a_building_is_not_taken_for_a_works(slots_of):
    slots = slots_of("嘉定租个食品厂房，两千平")

    assert (slots["industry"], slots["property_type"], slots["deal"]) == (["食品"], ["厂房"], "rent")
