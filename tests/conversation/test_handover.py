from __future__ import annotations

from datetime import datetime

from bot.clock import SHANGHAI
from bot.model import Incoming, Kind

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)


def message(number: int, kind: Kind, text: str = "") -> Incoming:
    return Incoming(f"m{number}", "visitor", "gh", kind, number, text)


def test_reply_stays_unsaid_when_a_person_joins_while_it_is_worked_out(stage_at):
    stage = stage_at(NOW)
    question, joined = message(1, Kind.TEXT, "有哪些园区"), message(2, Kind.AGENT_JOINED)
    stage.store.begin("visitor", question.key, question.to_json(), "died on the way")
    stage.store.abandon("visitor", "died on the way")

    stage.engine.answer(joined, stage.clock.monotonic() + 4)

    assert stage.engine.answer(question, stage.clock.monotonic() + 4).is_silent


def test_messages_to_a_person_reach_staff_with_phones_masked(stage_at):
    stage = stage_at(NOW)
    stage.exchange(message(1, Kind.AGENT_JOINED))

    seen = stage.exchange(message(2, Kind.TEXT, "我电话13800138000"))

    assert seen.reply.is_silent
    assert [notice.ticket.text for notice in seen.notices] == ["我电话138****8000"]
