from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.periods import Period, find_period

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("有没有2025年的文章", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024年10月有什么新闻", date(2024, 10, 1), date(2024, 10, 31)),
        ("2024-02的报道", date(2024, 2, 1), date(2024, 2, 29)),
        ("去年的新闻", date(2025, 1, 1), date(2025, 12, 31)),
        ("去年十二月的签约", date(2025, 12, 1), date(2025, 12, 31)),
        ("今年有什么消息", date(2026, 1, 1), date(2026, 12, 31)),
        ("上个月的新闻有吗", date(2026, 2, 1), date(2026, 2, 28)),
        ("这个月发了啥", date(2026, 3, 1), date(2026, 3, 10)),
        ("最近三个月的动态", date(2025, 12, 10), date(2026, 3, 10)),
        ("近一周的资讯", date(2026, 3, 3), date(2026, 3, 10)),
        ("最近半年嘉定的新闻", date(2025, 9, 9), date(2026, 3, 10)),
    ],
)
def test_stretch_of_time_is_read(text, first, last):
    assert find_period(text, TODAY) == Period(first, last)


@pytest.mark.parametrize("text", ["有什么新闻", "嘉定氢能港的文章", "2000平厂房", "最近有什么文章", ""])
def test_message_without_a_time_names_no_stretch(text):
    assert find_period(text, TODAY) is None


def test_unknown_day_lies_in_no_stretch():
    assert not Period(date(2025, 1, 1), date(2025, 12, 31)).holds(None)


@given(st.text(alphabet="20156789年月日最近上去个半十一三周天-/. ", max_size=30))
def test_any_text_gives_a_stretch_that_begins_before_it_ends(text):
    found = find_period(text, TODAY)

    assert found is None or found.first <= found.last
