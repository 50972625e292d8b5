from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.cleaning import drop_noise, drop_phones, normalise, one_line, split_lines, strip_title

MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[\s-]?\d){8}(?!\d)")
DIGITS = st.text(alphabet="0123456789 -–.,、０１３８一三八零幺找我\u3000\n", max_size=80)


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000欢迎",
        "电话138001380001390013900013700137000欢迎",
        "电话１３８００１３８０００欢迎",
        "电话138-0013-8000欢迎",
        "电话138 0013 8000、139 0013 9000欢迎",
        "电话一三八零零一三八零零零欢迎",
        "电话幺三八零零一三八零零零欢迎",
    ],
)
def test_mobile_numbers_never_come_out_of_page_text(text):
    assert drop_phones(text) == "电话 欢迎"


@pytest.mark.parametrize("text", ["建筑面积17786.91平方米", "2019年6月,24个项目,20亿元", "总投资1600000000元"])
def test_ordinary_figures_stay(text):
    assert drop_phones(text) == text


@given(DIGITS)
def test_no_mobile_number_survives_cleaning(text):
    assert not MOBILE.search(one_line(text))


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text):
    assert one_line(one_line(text)) == one_line(text)
    assert normalise(normalise(text)) == normalise(text)


def test_dodge_for_superlatives_is_undone_and_wide_spaces_become_plain():
    assert one_line("蕞新!\u3000\u3000嘉定\xa0这里\u200b") == "最新! 嘉定 这里"


def test_noise_is_dropped_piece_by_piece_and_the_rest_stays():
    text = "嘉定明日天气:晴转小雨 26℃/19℃   昨日下午 ,举行签约仪式 。   原标题:签约   聚焦智能传感器。"

    assert drop_noise(text, ["天气:", "原标题"]) == "昨日下午 ,举行签约仪式 。 聚焦智能传感器。"


def test_noise_inside_a_piece_takes_its_sentence_along():
    text = "由内容质量等维度决定,勋章级别越高,表现越好。嘉定氢能港在安亭镇。"

    assert drop_noise(text, ["勋章级别"]) == "嘉定氢能港在安亭镇。"


def test_title_repeated_at_the_beginning_is_stripped_however_it_is_spaced():
    title = "双墩路与凤亭路交口 厂房出售 仅余两层 现房"

    assert strip_title(title, "双墩路与凤亭路交口 厂房出售 仅余两层  现房 600平") == "600平"
    assert strip_title(title, f"{title} {title} 600平") == "600平"
    assert strip_title("", "600平") == "600平"


def test_lines_that_say_nothing_are_left_out():
    assert split_lines("一\r\n\u3000\n二\u2028三") == ["一", "二", "三"]
