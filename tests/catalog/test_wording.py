"""What advertising law keeps out of replies, and what it leaves alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.wording import _FORBIDDEN, check_wording, find_unlabelled_areas, may_be_forbidden

FORBIDDEN = [
    "上海最好的园区",
    "蕞后两套",
    "成本最低",
    "最快当天入驻",
    "嘉定最新一代园区",
    "价格最优惠",
    "全国第一的产业园",
    "行业第一品牌",
    "唯一的氢能园区",
    "顶级配套",
    "国家级的品质",
    "国家级园区",
    "绝无仅有的机会",
    "到地铁站步行5分钟",
    "距虹桥机场约20分钟",
    "15分钟车程",
    "半小时生活圈",
    "开车只要十分钟",
    "投资回报率8%",
    "稳赚不赔",
    "未来升值空间大",
    "返税30%给企业",
    "返还 40%",
    "返5个点",
    "环评包过",
    "保证能过环评",
    "仅余两层",
    "0等待入驻",
    "1天出证",
    "享受优惠政策",
]
ALLOWED = [
    "最近有什么园区",
    "最小分割面积待核实",
    "最低多少面积起租",
    "工业用地最高年限 50 年",
    "最多显示 3 条",
    "最少要两个字",
    "最后请确认",
    "核实最新状态",
    "最早什么时候要",
    "第一次来",
    "第一项是产品",
    "第一批 2 个",
    "国家级开发区",
    "国家级专精特新小巨人企业",
    "国家级先进制造业产业集群",
    "同事 15 分钟内联系您",
    "半小时后回复您",
    "每天 9 点到 18 点",
    "距地铁站 1.2 公里",
    "不能承诺升值",
    "公平竞争审查条例",
    "一般不接受",
    "以最终合同为准",
    "最短租几年待核实",
    "确保本周内回复",
    "航空前景",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden_wording_is_found(text: str) -> None:
    assert check_wording(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_ordinary_wording_is_left_alone(text: str) -> None:
    assert check_wording(text) == []


def test_phrases_are_told_in_order() -> None:
    assert check_wording("顶级配套，仅余两套") == ["顶级", "仅余"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("现有600平厂房", ["600平"]),
        ("可租 3000㎡。占地10亩", ["3000㎡"]),
        ("建筑面积 3000㎡", []),
        ("套内600平方米", []),
        ("每天 1.2 元/㎡", []),
        ("600平/层（面积口径待核实）", []),
        ("3000平台", []),
    ],
)
def test_areas_without_kind_are_found(text: str, found: list[str]) -> None:
    assert find_unlabelled_areas(text) == found


@given(st.text(max_size=500))
def test_any_text_is_checked_without_fail(text: str) -> None:
    assert isinstance(check_wording(text), list)
    assert isinstance(find_unlabelled_areas(text), list)


@pytest.mark.parametrize("unit", ["9", "最", "到", "分钟", "距一二三", "第一", " "])
def test_long_runs_are_checked_quickly(unit: str) -> None:
    start = time.perf_counter()

    assert isinstance(check_wording(unit * 5000), list)
    assert time.perf_counter() - start < 1


@given(st.from_regex(_FORBIDDEN))
def test_nothing_forbidden_passes_the_quick_look(text: str) -> None:
    assert may_be_forbidden(text)
