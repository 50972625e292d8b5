from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.clock import SHANGHAI
from bot.conversation.session import Draft, How, Session, Value
from bot.invariants import Exchange, Watch
from bot.model import Incoming, Kind, Reply

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
STAGE = app.rehearsal_stage(app.load_knowledge(ROOT / "knowledge", ROOT / "config"))(NOW)
TALK = STAGE.engine.talk()
AREA = TALK.playbook.form.get("area")
DISTRICT = TALK.playbook.form.get("district")
MESSAGE = Incoming("m1", "v", "gh", Kind.TEXT, 0, "你好")


def draft(how: How = How.SAID, **values: object) -> Draft:
    return Draft("d1", NOW, {slot: Value(value, str(value), how) for slot, value in values.items()})


def seen(text: str = "好的", before: Session | None = None, after: Session | None = None) -> Exchange:
    return Exchange(MESSAGE, Reply(text), before or Session(), after or Session(), NOW, (), ())


def faults(*exchanges: Exchange) -> str:
    watch = Watch(TALK)
    return "\n".join(fault for exchange in exchanges for fault in watch.faults(exchange))


def test_ordinary_exchange_breaks_no_rule():
    assert faults(seen(AREA.ask[0], after=Session(draft=draft()))) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("长" * 700, "超过"),
        ("记下了13800138000", "完整的手机号"),
        ("请先留电话才能看", "条件"),
        ("请留下电话后才能继续", "条件"),
        (f"{AREA.ask[0]}{DISTRICT.ask[0]}", "2 个问题"),
        (TALK.playbook.wording.say("apology"), "道歉"),
    ],
)
def test_reply_that_no_visitor_may_get_is_a_fault(text, fault):
    assert fault in faults(seen(text))


def test_same_question_twice_for_one_draft_is_a_fault():
    asked = seen(AREA.ask[0], after=Session(draft=draft()))

    assert "同样的话" in faults(asked, asked)
    assert faults(asked, replace(asked, after=Session(draft=replace(draft(), id="d2")))) == ""


def test_value_that_changes_by_itself_is_a_fault():
    before, after = Session(draft=draft(area_m2=2000)), Session(draft=draft(area_m2=3000))
    corrected = Session(draft=draft(How.CORRECTED, area_m2=3000))
    asked = Session(draft=draft(How.ASKED, area_m2=3000))

    assert "没有更正" in faults(seen(before=before, after=after))
    assert "没有更正" in faults(seen(before=before, after=asked))
    assert faults(seen(before=replace(before, asking="area"), after=asked)) == ""
    assert faults(seen(before=before, after=corrected)) == ""


def test_digits_of_a_phone_as_an_area_are_a_fault():
    exchange = seen(after=Session(draft=draft(area_m2="0013")))

    assert "手机号" in faults(replace(exchange, message=replace(MESSAGE, text="13800138000")))
    assert faults(replace(exchange, message=replace(MESSAGE, text="13800138000 0013平"))) == ""


def test_word_while_a_person_has_the_talk_is_a_fault():
    assert "人工接待" in faults(seen("好的", after=Session(muted_until=NOW.timestamp() + 60)))
