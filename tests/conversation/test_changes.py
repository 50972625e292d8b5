from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.respelling import respell


@pytest.mark.parametrize(
    ("known", "part", "expected"),
    [
        ("上海锦城汽配有限公司", "锦程", "上海锦程汽配有限公司"),
        ("上海锦程汽配有限公司", "锦程", "上海锦程汽配有限公司"),
        ("锦城", "锦程", "锦程"),
        ("上海锦城汽配有限公司", "苏州宏图", None),
        ("张伟", "李", None),
        ("锦城", "上海锦程汽配有限公司", None),
        ("舒经理", "舒总", None),
        ("王先生", "汪先生", None),
    ],
)
def test_part_of_a_name_puts_one_character_right(known, part, expected):
    assert respell(known, part) == expected


@given(st.text(), st.text())
def test_respelling_keeps_the_length_of_the_name(known, part):
    respelt = respell(known, part)

    assert respelt is None or (len(respelt) == len(known) and part in respelt)
