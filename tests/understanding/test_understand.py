from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import load_catalog
from bot.model import Understanding
from bot.understanding.understand import load_understander
from tests.support.wording import KNOWLEDGE, NOW, copy_of_knowledge, shipped_understander

TOO_SLOW = 0.5
"""Seconds; fifty times what a long message takes, so that a busy machine does not fail the test."""


def hear(text: str, expect: str | None = None) -> Understanding:
    return shipped_understander().understand(text, expect=expect, now=NOW)


def slots(text: str, expect: str | None = None) -> dict[str, Any]:
    return shipped_understander().slots_of(hear(text, expect))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("谢谢，那租金多少呢", "ask_rent_price"),
        ("你好，嘉定有没有两千平厂房", "find_park"),
        ("我要找3000平厂房，电话13800138000", "leave_lead"),
        ("电话写错了，是13800138001", "correct_info"),
        ("面积不是3000，是5000平", "correct_info"),
        ("什么破机器人", "complaint"),
        ("[微笑][微笑]", "chitchat"),
        ("???", "help"),
        ("……", "out_of_scope"),
        ("急聘普工，包吃住，电话13800138000", "out_of_scope"),
        ("一室一厅带独卫的房子出租吗", "out_of_scope"),
    ],
)
def test_the_request_counts_and_not_the_frills(text: str, intent: str) -> None:
    assert hear(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("有没有1500平的仓库，租金多少，能做环评吗", {"find_park", "ask_rent_price", "ask_eia"}),
        ("层高多少？能注册公司吗？", {"ask_facilities", "ask_register_company"}),
        ("有补贴吗，顺便问下怎么看房", {"ask_policy", "ask_visit"}),
        ("谢谢，再见", {"bye"}),
    ],
)
def test_every_wish_of_a_message_is_found(text: str, intents: set[str]) -> None:
    assert {found.intent for found in hear(text).intents} == intents


@pytest.mark.parametrize(
    ("text", "expect", "intent"),
    [
        ("2000", "area_m2", "provide_slot"),
        ("都可以，最好青浦松江", "district", "provide_slot"),
        ("马陆", "district", "provide_slot"),
        ("还没注册呢", "company", "provide_slot"),
        ("没有", "tax", "provide_slot"),
        ("跳过", "tax", "deny_skip"),
        ("不方便透露", "phone", "deny_skip"),
        ("取消登记", "area_m2", "cancel"),
        ("租金多少", "area_m2", "ask_rent_price"),
        ("离地铁多远", "phone", "ask_transport"),
        ("转人工", "contact", "human_handover"),
        ("是的", "confirm", "confirm"),
    ],
)
def test_a_pending_question_is_answered_unless_something_else_is_said(text: str, expect: str, intent: str) -> None:
    assert hear(text, expect).intent == intent


@pytest.mark.parametrize(
    ("text", "expect", "act"),
    [
        ("租金多少", None, "question"),
        ("租金呢", None, "question"),
        ("不是3000是5000", None, "correction"),
        ("没有", "tax", "deny"),
        ("随便", "district", "any_value"),
        ("还没定", "area_m2", "unknown_value"),
        ("好的", "confirm", "confirm"),
        ("上一步", "tax", "back"),
        ("重新开始", None, "restart"),
    ],
)
def test_the_way_of_saying_is_heard(text: str, expect: str | None, act: str) -> None:
    assert act in hear(text, expect).acts


@pytest.mark.parametrize(("text", "act"), [("没有", "deny"), ("是的", "confirm"), ("还没注册呢", "question")])
def test_a_bare_word_means_nothing_without_its_question(text: str, act: str) -> None:
    assert act not in hear(text).acts


def test_a_company_name_holds_neither_place_nor_person() -> None:
    said = hear("我们是苏州博雅电子有限公司，想在安亭找2500平厂房")

    assert [claim.value for claim in said.wanted("company")] == ["苏州博雅电子有限公司"]
    assert [claim.value for claim in said.wanted("town")] == [["安亭镇"]]
    assert said.wanted("city") == ()


def test_a_company_name_tells_the_trade_of_a_need() -> None:
    assert slots("上海启新新材料有限公司，找1000平厂房")["industry"] == ["新材料"]
    assert "industry" not in slots("上海启新新材料有限公司")


def test_current_and_excluded_places_are_not_wanted() -> None:
    assert slots("老厂在宝山，房东要收，想搬到太仓，2000平")["district"] == ["太仓市"]
    assert slots("除了青浦都可以，要2000平厂房").get("district") is None


def test_an_advertisement_states_no_need() -> None:
    assert slots("专业承接厂房钢结构，欢迎来电13700000000") == {}


def test_no_character_is_claimed_twice() -> None:
    for text in ("嘉定14号线附近3000平厂房,王总13800138000,预算1块2", "我司上海甲乙新材料有限公司要买10亩地"):
        claims = [claim for claim in hear(text).claims if claim.start < claim.end]
        assert all(one.end <= other.start for one, other in pairwise(claims))


def test_a_message_that_could_mean_anything_is_uncertain() -> None:
    assert hear("租金多少").certain
    assert not hear("那怎么弄").certain
    assert not hear("发我").certain


def test_the_explanation_names_words_rules_and_examples() -> None:
    said = hear("请问一下安亭那边租金大概几钿")

    lines = "\n".join(shipped_understander().explain(said))

    assert "规则" in lines
    assert "「租金」" in lines
    assert "像例句" in lines
    assert "要素 town:「安亭」" in lines


def test_an_added_example_improves_similar_messages(tmp_path: Path) -> None:
    folder = copy_of_knowledge(tmp_path)
    things = load_catalog(KNOWLEDGE).named_things()
    unheard, similar = "蝈蝈匣咋整", "那个蝈蝈匣能整么"
    before = load_understander(folder, things).understand(similar, expect=None, now=NOW)
    path = folder / "intents" / "ask_eia.yaml"
    added = "".join(f"  - {text}\n" for text in (unheard, "蝈蝈匣能不能整", "要不要蝈蝈匣"))
    path.write_text(path.read_text(encoding="utf-8").replace("examples:\n", f"examples:\n{added}", 1), encoding="utf-8")

    after = load_understander(folder, things)

    assert before.intent != "ask_eia"
    assert after.understand(unheard, expect=None, now=NOW).intent == "ask_eia"
    assert after.understand(similar, expect=None, now=NOW).intent == "ask_eia"


def test_a_misplaced_example_is_reported_with_its_line(tmp_path: Path) -> None:
    folder = copy_of_knowledge(tmp_path)
    path = folder / "intents" / "greet.yaml"
    text = path.read_text(encoding="utf-8").replace("examples:\n", "examples:\n  - 取消登記\n", 1)
    path.write_text(text, encoding="utf-8")

    faults = load_understander(folder, load_catalog(KNOWLEDGE).named_things()).check_examples()

    assert ["取消登记" in fault.what and fault.line > 0 for fault in faults] == [True]


HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "long": "嘉定厂房租金多少" * 2_500,
    "digits": "1" * 10_000,
    "numerals": "三五千平" * 200,
    "control": "\x00\x01\x7f\u200b\u202e",
    "surrogate": "\ud800厂房\udfff",
    "emoji": "😀" * 500,
    "sql": "'; DROP TABLE leads; --",
    "html": "<script>alert(1)</script>" * 20,
    "names": "嘉定青浦松江昆山太仓" * 50,
    "clauses": "租金，" * 170,
    "negations": "不是不要不用" * 80,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_odd_messages_are_answered_quickly(text: str) -> None:
    start = time.perf_counter()
    said = hear(text)

    assert said.intents
    assert time.perf_counter() - start < TOO_SLOW


EXPECTED = [None, "area_m2", "district", "price", "phone", "company", "confirm", "no_such_slot"]
PIECES = [
    "嘉定", "安亭", "厂房", "3000", "平", "租金", "多少", "?", "，", "不是", "是", "取消", "13800138000", "王总",
    "有限公司", "改成", "没有", "云谷智造园", "[微笑]", "😀", "a",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)),
    st.sampled_from(EXPECTED),
)
def test_any_message_is_understood_somehow(text: str, expect: str | None) -> None:
    said = hear(text, expect)

    assert said.raw == text
    assert all(0 <= claim.start <= claim.end <= len(said.text) for claim in said.claims)
    assert all(0.0 <= found.score <= 1.0 for found in said.intents)
    assert shipped_understander().explain(said)


@pytest.mark.parametrize("asked", ["company", "contact"])
@pytest.mark.parametrize("words", ["确认", "提交", "跳过", "取消", "上一步", "我的信息", "隐私", "重新开始"])
def test_command_is_no_name_because_one_was_asked_for(words, asked):
    said = shipped_understander().understand(words, expect=asked, now=NOW)

    assert [claim.slot for claim in said.claims if claim.slot in {"company", "contact"}] == []


def test_bare_name_still_answers_the_question_for_one():
    said = shipped_understander().understand("锦程五金", expect="company", now=NOW)

    assert [claim.value for claim in said.wanted("company")] == ["锦程五金"]
