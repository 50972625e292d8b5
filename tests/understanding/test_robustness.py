from __future__ import annotations

import time
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.extract import Extraction, Extractor
from bot.understanding.text import MOST_CHARACTERS, normalise
from bot.understanding.typos import Repairer

NOW = datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
_EXTRACTOR = Extractor(frozenset({"4000123021"}))
_EXPECTED = [
    None, "area_m2", "price", "tax", "phone", "contact", "company", "move_in", "visit_time", "storey",
    "floor_height_m", "load_t_m2", "power_kva", "crane_t", "headcount", "no_such_slot",
]  # fmt: skip
_WORDS = """
平 亩 块 毛 元 万 千 百 十 两 三 五 半 几 多 来 1 20 3000 1.2 138 00138000 到 - ~ ， , 一平 一天 每月 层 楼 米 吨 公斤
行车 承重 层高 净高 配电 kva kw 税收 亩均 产值 预算 总价 不超过 以上 左右 年底 下周三 下午 点 月 号 看房 搬 王总
姓 联系人 公司 有限公司 我们是 微信 wxid_ 丙二类 104 50年产权 不要 改成 # $ = @ A 幺 零 每层 要两层 租 年 。
"""
_PIECES = [*_WORDS.split(), " ", "\n", "\0"]
_MESSAGES = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=25).map("".join),
    st.text(
        alphabet="0123456789零一二三四五六七八九十百千万亿点半几多块毛平亩米 ,.-/*+()元天月年号楼层吨", max_size=60
    ),
)
_TOO_SLOW = 0.5
_HOSTILE = {
    "digits": "1" * 10_000,
    "numerals": "一" * 10_000,
    "groups": "1,000" * 4_000,
    "ranges": "1-" * 10_000,
    "areas": "2000平" * 5_000,
    "prices": "1块2一平一天" * 3_000,
    "companies": "有限公司" * 5_000,
    "introductions": "我们是" * 7_000,
    "people": "王总" * 10_000,
    "dates": "明天下午三点" * 3_000,
    "floors": "一层" * 10_000,
    "commas": "，" * 20_000,
    "spaced": "1 " * 10_000,
    "latin": "a" * 20_000,
    "letters and digits": "a1" * 10_000,
    "sql": "'; DROP TABLE leads; -- 2000平" * 600,
    "html": "<script>alert(1)</script>" * 800,
    "surrogates": "\ud800" * 20_000,
    "controls": "".join(map(chr, range(32))) * 600,
    "emoji": "😀" * 20_000,
    "wide ligatures": "\ufdfa" * 20_000,
    "combining": "a" + "\u0301" * 20_000,
}


def _assert_sound(text: str, found: Extraction) -> None:
    for claim in found.claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.raw == text[claim.start : claim.end]
    assert all(one.end <= other.start for one, other in pairwise(found.claims))


@settings(deadline=None, max_examples=400)
@given(raw=_MESSAGES, expect=st.sampled_from(_EXPECTED))
def test_claims_of_any_message_are_sound(raw, expect):
    text = normalise(raw).cased

    found = _EXTRACTOR.extract(text, expect, NOW)

    _assert_sound(text, found)


@settings(deadline=None, max_examples=150)
@given(raw=_MESSAGES)
def test_unnormalised_text_is_survived_too(raw):
    _assert_sound(raw[:MOST_CHARACTERS], _EXTRACTOR.extract(raw, None, NOW))


@settings(deadline=None, max_examples=150)
@given(raw=_MESSAGES, start=st.integers(0, 60), length=st.integers(1, 20))
def test_nothing_is_claimed_inside_taken_places(raw, start, length):
    text = normalise(raw).cased

    found = _EXTRACTOR.extract(text, None, NOW, [(start, start + length)])

    assert all(claim.end <= start or claim.start >= start + length for claim in found.claims)


@settings(deadline=None, max_examples=150)
@given(
    before=st.sampled_from(["", "电话", "我要2000平 ", "预算1块2，", "税收300万,", "王总"]),
    middle=st.sampled_from("3456789"),
    rest=st.text("0123456789", min_size=9, max_size=9),
    separator=st.sampled_from(["", " ", "-"]),
)
def test_digits_of_a_phone_never_become_anything_else(before, middle, rest, separator):
    digits = f"1{middle}{rest}"
    raw = f"{before}{digits[:3]}{separator}{digits[3:7]}{separator}{digits[7:]}"

    claims = _EXTRACTOR.extract(normalise(raw).cased, None, NOW).claims

    assert [claim.value for claim in claims if claim.slot == "phone"] == [digits]
    assert all(digits[3:7] not in str(claim.value) or claim.slot == "phone" or claim.raw in before for claim in claims)


@settings(deadline=None, max_examples=200)
@given(square_metres=st.integers(10, 99_999))
def test_every_whole_area_is_read_as_it_is(square_metres):
    (claim,) = _EXTRACTOR.extract(f"{square_metres}平", None, NOW).claims

    assert (claim.slot, claim.value) == ("area_m2", square_metres)


@settings(deadline=None, max_examples=150)
@given(raw=_MESSAGES)
def test_normalising_twice_changes_nothing_more(raw):
    once = normalise(raw).text

    assert normalise(once).text == normalise(normalise(once).text).text


@settings(deadline=None, max_examples=150)
@given(raw=_MESSAGES)
def test_repair_never_changes_the_length(raw):
    repairer = Repairer(["厂房", "嘉定"], lambda text: [(c, i, i + 1) for i, c in enumerate(text)], lambda _: False)

    assert len(repairer.repair(raw)) == len(raw)


@pytest.mark.parametrize("raw", _HOSTILE.values(), ids=_HOSTILE.keys())
@pytest.mark.parametrize("expect", [None, "area_m2", "phone", "company"])
def test_hostile_messages_are_read_quickly(raw, expect):
    began = time.perf_counter()

    found = _EXTRACTOR.extract(normalise(raw).cased, expect, NOW)

    assert isinstance(found, Extraction)
    assert time.perf_counter() - began < _TOO_SLOW
