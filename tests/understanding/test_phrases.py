from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.understanding.acts import ActReader
from bot.understanding.intent_files import load_lesson

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def reader() -> ActReader:
    return ActReader(load_lesson(Path(__file__).parents[2] / "knowledge").acts)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("对头，提交", "confirm"), ("好嘞提交吧", "confirm"), ("没问题 交上去", "confirm"), ("要得，确认", "confirm"),
        ("核对过了，提交登记", "submit"), ("做五金的，直接提交", "submit"), ("不填了直接登记", "submit"),
        ("返回上一题", "back"), ("全部不算，重头来过", "restart"), ("算咯算咯", "cancel"), ("跳过这个问题", "skip"),
        ("没啥讲究", "deny"), ("没得特别的要求", "deny"), ("莫转给他们", "deny"), ("这个不好讲", "unknown_value"),
        ("电话就不给了哈", "refuse_contact"), ("不太方便提供", "refuse"), ("你们拿我电话去干啥子", "why"),
        ("我不租了要买", "correction"), ("面积说少了", "correction"), ("缩到两千二", "correction"),
        ("号码给错了", "correction"),
    ],
)  # fmt: skip
def test_act_is_heard_in_words_nobody_listed_whole(reader, text, act):
    assert act in reader.read(text, "phone")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("不要提交", "confirm"), ("改成", "confirm"), ("成都", "confirm"), ("先别提交", "submit"),
        ("有没有什么厂房", "deny"), ("提交资料要什么材料", "submit"), ("面积有误差没关系", "correction"),
        ("在吗，我想找厂房", "question"), ("没什么要求", "question"), ("租一间好的", "skip"),
    ],
)  # fmt: skip
def test_act_is_not_heard_in_words_that_mean_something_else(reader, text, act):
    assert act not in reader.read(text, "phone")


def test_pieces_of_a_long_message_are_no_command(reader):
    assert reader.read("好的" * 200, "phone").isdisjoint({"submit", "cancel", "restart"})
