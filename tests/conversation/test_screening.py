from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.wording import check_wording
from bot.clock import SHANGHAI
from bot.conversation.screening import Screen, clean_all, screen_for
from bot.conversation.session import Choice, Draft, How, Session, Value

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
STRANGER = Screen("", "面积口径待核实")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("园区在外冈镇。配套顶级！层高 8 米。", "园区在外冈镇。层高 8 米。"),
        ("蕞后两套，欲购从速；可以看房。", "可以看房。"),
        (
            "· 位置：距高速入口 3 公里\n· 说明：开车5分钟到地铁站\n· 层高：8 m",
            "· 位置：距高速入口 3 公里\n\n· 层高：8 m",
        ),
        ("投资回报率高，坐等升值。", ""),
        ("最近的文章有三篇。", "最近的文章有三篇。"),
    ],
)
def test_forbidden_sentences_are_left_out_and_the_rest_stays(text, left):
    assert STRANGER.clean(text) == left


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("一楼 600㎡ 可单独卖。", "一楼 600㎡（面积口径待核实） 可单独卖。"),
        ("建筑面积 600㎡。", "建筑面积 600㎡。"),
        ("占地 30000 平方米。", "占地 30000 平方米。"),
        ("直接说就行，比如「嘉定 2000平 厂房」。", "直接说就行，比如「嘉定 2000平 厂房」。"),
        ("23.6 亩 × 2000 ÷ 3 = 15733 ㎡", "23.6 亩 × 2000 ÷ 3 = 15733 ㎡"),
    ],
)
def test_area_of_a_property_says_which_kind_it_is(text, marked):
    assert STRANGER.clean(text) == marked


def test_visitors_own_words_and_numbers_are_repeated_as_they_are():
    values = {
        "company": Value("上海最佳包装有限公司", "最佳包装", How.SAID),
        "area_m2": Value([2000, 3000], "两三千平", How.SAID),
    }
    session = Session(draft=Draft("d", NOW, values))
    screen = screen_for(session, "我们是最佳包装", "面积口径待核实")
    summary = "· 公司：上海最佳包装有限公司\n· 面积：2000–3000㎡"

    assert screen.clean(summary) == summary
    assert screen.clean("配套最佳。") == "配套最佳。"
    assert screen.clean("配套最优。") == ""


def test_choice_keeps_what_it_sends_when_its_label_is_cleaned():
    choice = STRANGER.clean_label(Choice("《本市顶级园区开工》", "《本市顶级园区开工》"))

    assert check_wording(choice.label) == []
    assert choice.sends == "《本市顶级园区开工》"


def test_paragraph_of_forbidden_words_only_falls_away():
    assert clean_all(STRANGER, ("坐享高回报！", "可以预约看房。")) == ("可以预约看房。",)


@given(
    st.lists(
        st.sampled_from(["最好", "600㎡", "建筑面积", "。", "\n", "蕞低价", "5分钟车程", "园区", "「", "比如"]),
        max_size=12,
    )
)
def test_nothing_forbidden_is_left_whatever_is_put_together(pieces):
    assert check_wording(STRANGER.clean("".join(pieces))) == []
