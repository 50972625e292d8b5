from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.model import Incoming, Kind
from bot.stores.sql.pipeline import SqlPipeline

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


def test_visitor_told_to_wait_for_opening_is_due_half_an_hour_after_it(stage_at):
    evening = stage_at(NOW.replace(hour=22))

    (notice,) = evening.exchange(message(1, Kind.TEXT, "转人工")).notices

    assert notice.ticket.due_at == datetime(2026, 3, 11, 9, 30, tzinfo=SHANGHAI)


def test_no_time_is_due_when_none_was_told(stage_at):
    (notice,) = stage_at(NOW).exchange(message(1, Kind.TEXT, "转人工")).notices

    assert notice.ticket.due_at is None


def test_visitor_waits_for_nobody_once_a_person_has_joined(stage_at):
    stage = stage_at(NOW.replace(hour=22))
    pipeline = SqlPipeline(stage.book._engine, stage.book._cipher)
    next_day = NOW + timedelta(days=1)
    stage.exchange(message(1, Kind.TEXT, "转人工"))
    waiting = pipeline.count_overdue(next_day)

    stage.exchange(message(2, Kind.AGENT_JOINED))

    assert (waiting, pipeline.count_overdue(next_day)) == (1, 0)
