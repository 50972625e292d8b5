from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import load_catalog
from bot.understanding.names import NameRecogniser, load_names
from bot.understanding.text import normalise

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
EXPECTED = [None, "district", "town", "park", "industry", "property_type", "purpose", "deal", "phone", "nonsense"]
PIECES = [
    "嘉定", "安亭镇", "虹桥", "北虹桥", "园区", "云谷智造园", "嘉创汇", "氢能港", "双凤", "不要", "除了", "老厂在",
    "从", "搬到", "现在在", "想租", "厂房", "仓库", "地", "做", "食品", "新能源汽车", "11号线", "附近", "的", "、",
    "，", "和", "都", "有没有", "站", "路", "3000平", "a", "SIP", " ",
]  # fmt: skip
MESSAGES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=600)


@pytest.fixture(scope="module")
def names() -> NameRecogniser:
    return load_names(KNOWLEDGE, load_catalog(KNOWLEDGE).named_things())


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=MESSAGES, expect=st.sampled_from(EXPECTED))
def test_claims_lie_in_the_text_and_never_overlap(names, text, expect):
    found = names.find(text, expect)

    claims = list(found.claims)
    assert all(0 <= claim.start < claim.end <= len(text) for claim in claims)
    assert all(text[claim.start : claim.end] == claim.raw for claim in claims)
    assert all(left.end <= right.start for left, right in pairwise(claims))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=MESSAGES, ends=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_nothing_is_read_in_stretches_that_are_taken(names, text, ends):
    start, end = sorted(ends)

    found = names.find(text, None, taken=[(start, end)])

    assert all(claim.end <= start or claim.start >= end or start == end for claim in found.claims)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=MESSAGES)
def test_fixed_names_are_stretches_of_the_text(names, text):
    assert all(0 <= start < end <= len(text) for start, end in names.find_fixed(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "园" * 20_000, "嘉定" * 250, "不要" * 250, "创新港" * 170, "做" * 500, "1" * 10_000, "\ud800\x00" * 50,
        "从嘉定搬" * 125, "除了" + "嘉定、" * 160, "' OR 1=1; --" * 40, "<b>嘉定</b>" * 50, "厂房" * 250, "云谷" * 250,
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_odd_messages_are_read_quickly(names, text):
    said = normalise(text).text
    began = time.process_time()

    names.find(said, "district")

    assert time.process_time() - began < 0.1
