"""What do staff hear of questions without an answer and searches without a find, over the real engine?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.conversation.engine import Engine
from bot.errors import StoreUnavailable
from bot.model import Incoming, Kind
from bot.stores.sql.database import open_database
from bot.stores.sql.demand_report import SqlDemandReport

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)


class Chat:
    """Visitors who talk with one bot."""

    def __init__(self, stage) -> None:
        self.stage, self.sent = stage, 0

    def says(self, *texts: str, visitor: str = "v1") -> str:
        for text in texts:
            self.sent += 1
            message = Incoming(f"m{self.sent}", visitor, "gh", Kind.TEXT, self.sent, text)
            reply = self.stage.exchange(message).reply
        return reply.text

    @property
    def asked(self):
        """Return the notices about questions."""
        return [notice for notice in self.stage.notices() if notice.kind == "question_opened"]

    @property
    def questions(self):
        return self.stage.engine.talk().questions

    @property
    def gaps(self):
        return SqlDemandReport(self.questions._engine).count_gaps(NOW - timedelta(days=1))


@pytest.fixture
def chat(stage_at) -> Chat:
    return Chat(stage_at(NOW))


def test_unknown_field_of_a_listing_becomes_a_question_to_staff(chat):
    reply = chat.says("合肥北城厂房有行车吗")

    assert "待核实" in reply
    assert "已记下" in reply
    (notice,) = chat.asked
    assert (notice.news.record_id, notice.news.field, notice.news.label) == ("hefei-beicheng-floors", "crane", "行车")


def test_reply_never_promises_when_it_will_be_known(chat):
    reply = chat.says("合肥北城厂房有行车吗")

    assert not any(word in reply for word in ("分钟", "小时", "今天", "明天", "尽快", "马上", "第一时间", "稍后"))


def test_question_in_context_needs_no_name(chat):
    chat.says("合肥北城厂房层高多少", "承重多少")

    assert [notice.news.field for notice in chat.asked] == ["floor_load_kg_m2"]


def test_profile_with_unknown_lines_asks_staff_nothing(chat):
    reply = chat.says("介绍一下嘉定氢能港")

    assert "待核实" in reply
    assert chat.asked == []


def test_known_field_with_an_unknown_one_beside_it_asks_staff_nothing(chat):
    reply = chat.says("合肥北城厂房层高多少")

    assert "4.2" in reply
    assert chat.asked == []


def test_field_that_another_kind_of_deal_has_is_not_asked_for(chat):
    chat.says("合肥北城厂房租金多少")

    assert "rent" not in [notice.news.field for notice in chat.asked]


def test_unknown_field_of_a_park_becomes_a_question_too(chat):
    chat.says("嘉定氢能港租金多少")

    assert [(notice.news.kind, notice.news.field) for notice in chat.asked] == [("park", "rent")]


def test_question_about_nothing_in_particular_asks_staff_nothing(chat):
    chat.says("层高一般多少", "有行车吗")

    assert chat.asked == []


def test_same_question_of_many_visitors_is_one_notice(chat):
    for visitor in ("v1", "v2", "v3"):
        chat.says("合肥北城厂房有行车吗", visitor=visitor)
    chat.says("合肥北城厂房有行车吗")

    (notice,) = chat.asked
    assert (notice.news.visitors, notice.news.times) == (3, 4)


def test_repeated_delivery_counts_once_even_after_a_lost_session(chat):
    message = Incoming("m-1", "v1", "gh", Kind.TEXT, 1, "合肥北城厂房有行车吗")
    for _ in range(2):
        chat.stage.engine.answer(message, chat.stage.clock.monotonic() + 4)
        chat.stage.store.forget("v1")

    assert [notice.news.times for notice in chat.asked] == [1]


def test_search_without_a_find_is_counted_by_its_conditions(chat):
    chat.says("嘉定租2000平厂房,做机加工")

    (gap,) = chat.gaps
    assert gap.visitors == 1
    assert gap.conditions == {
        "area_m2": [2000, 5000], "deal": "rent", "district": ["嘉定区"], "property_type": ["厂房"],
    }  # fmt: skip


def test_condition_that_is_told_later_belongs_to_the_same_search(chat):
    chat.says("嘉定租2000平厂房,做机加工", "没有喷涂", "层高8米以上,要10吨行车")

    (gap,) = chat.gaps
    assert gap.conditions["floor_height_m"] == [8, None]
    assert gap.conditions["crane_t"] == [10, None]


def test_search_that_finds_something_is_no_gap(chat):
    reply = chat.says("合肥长丰买600平厂房,做机加工")

    assert "合肥北城" in reply
    assert chat.gaps == ()


def test_name_and_phone_do_not_write_the_search_again(chat):
    chat.says("嘉定租2000平厂房,做机加工")
    before = chat.gaps
    chat.stage.clock.pass_time(60)

    chat.says("王建国13800138000")

    assert chat.gaps == before


@pytest.fixture
def away(stage_at, tmp_path) -> Chat:
    """A chat whose questions have no database any more."""
    stage = stage_at(NOW)
    talk = stage.engine.talk()
    questions = type(talk.questions)(
        open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}"), talk.questions._cipher
    )
    talk = replace(talk, questions=questions)
    engine = Engine(stage.engine.store, lambda: talk, stage.clock, stage.clock.pass_time)
    return Chat(replace(stage, engine=engine))


def test_answer_goes_out_while_the_database_is_away(away, capsys):
    with pytest.raises(StoreUnavailable):
        away.questions.list_open()

    reply = away.says("合肥北城厂房有行车吗")

    assert "待核实" in reply
    assert "已记下" not in reply
    assert "question_not_noted" in capsys.readouterr().out


def test_search_is_answered_while_the_database_is_away(away, capsys):
    assert "没有符合" in away.says("嘉定租2000平厂房,做机加工")
    assert "gap_not_noted" in capsys.readouterr().out
