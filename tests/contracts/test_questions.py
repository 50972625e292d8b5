"""What does every database do with what was asked in vain?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.demand import OpenQuestion, QuestionStatus
from bot.errors import StoreUnavailable
from bot.stores.sql.database import open_database
from bot.stores.sql.demand_report import SqlDemandReport
from bot.stores.sql.demand_tables import demand_gaps, open_questions, question_asks
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.questions import SqlQuestions
from bot.stores.sql.retention import LIMITS, SqlRetention
from bot.stores.sql.tables import outbox
from bot.stores.sql.visitor_records import SqlVisitorRecords

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEK = timedelta(days=7)
HEIGHT = OpenQuestion("listing", "beicheng", "floor_height_m", "合肥北城厂房", "层高")
RENT = OpenQuestion("park", "jiading", "rent", "嘉定氢能港", "租金")
PLANT = {"district": ["嘉定区"], "property_type": ["厂房"], "deal": "rent"}
HIGH_PLANT = {**PLANT, "floor_height_m": [8, None]}
CHANNELS = ("wecom", "log")


@pytest.fixture
def questions(engine, cipher) -> SqlQuestions:
    return SqlQuestions(engine, cipher)


@pytest.fixture
def report(engine) -> SqlDemandReport:
    return SqlDemandReport(engine)


@pytest.fixture
def waiting(engine, cipher):
    """Return the notices that wait, for as often as it is asked."""
    return lambda: SqlOutbox(engine, cipher).claim(100, 0, NOW + WEEK)


def count(engine, table) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_first_question_gets_a_number_and_one_notice_a_channel(questions, waiting):
    number = questions.ask(HEIGHT, "v1", "m1", CHANNELS, NOW)

    assert number == "Q261123-001"
    assert [(one.channel, one.kind, one.number) for one in waiting()] == [
        ("wecom", "question_opened", number),
        ("log", "question_opened", number),
    ]


def test_further_askers_only_raise_the_count(questions, waiting):
    number = questions.ask(HEIGHT, "v1", "m1", CHANNELS, NOW)
    assert questions.ask(HEIGHT, "v2", "m2", CHANNELS, NOW + WEEK) == number
    assert questions.ask(HEIGHT, "v1", "m3", CHANNELS, NOW) == number

    (found,) = questions.list_open()
    assert (found.times, found.visitors, found.number) == (3, 2, number)
    assert len(waiting()) == len(CHANNELS)


def test_same_message_twice_is_counted_once(questions, waiting):
    for _ in range(3):
        questions.ask(HEIGHT, "v1", "m1", CHANNELS, NOW)
    questions.ask(HEIGHT, "v1", "m2", CHANNELS, NOW)
    questions.ask(HEIGHT, "v1", "m1", CHANNELS, NOW)

    (found,) = questions.list_open()
    assert (found.times, found.visitors) == (2, 1)
    assert len(waiting()) == len(CHANNELS)


def test_notice_says_how_often_it_was_asked_by_the_time_it_goes_out(questions, waiting):
    questions.ask(HEIGHT, "v1", "m1", ("log",), NOW)
    questions.ask(HEIGHT, "v2", "m2", ("log",), NOW)

    (notice,) = waiting()
    assert notice.lead is None
    assert notice.ticket is None
    assert notice.news == replace(HEIGHT, number="Q261123-001", times=2, visitors=2, last_asked_at=NOW)


def test_each_field_of_each_record_is_a_question_of_its_own(questions):
    numbers = {questions.ask(one, "v1", "m1", (), NOW) for one in (HEIGHT, RENT, replace(RENT, field="fire"))}

    assert numbers == {"Q261123-001", "Q261123-002", "Q261123-003"}


def test_questions_of_most_visitors_come_first(questions):
    questions.ask(HEIGHT, "v1", "m1", (), NOW)
    for visitor in ("v1", "v2"):
        questions.ask(RENT, visitor, f"m-{visitor}", (), NOW)

    assert [one.record_id for one in questions.list_open()] == ["jiading", "beicheng"]


def test_answered_question_is_open_no_more_and_its_untold_notice_is_cancelled(questions, waiting):
    number = questions.ask(HEIGHT, "v1", "m1", CHANNELS, NOW)

    assert questions.settle({number: QuestionStatus.ANSWERED}, NOW) == 1

    assert questions.list_open() == ()
    assert waiting() == ()
    assert questions.settle({number: QuestionStatus.ANSWERED}, NOW) == 0


def test_fact_that_gets_lost_again_is_told_again(questions, waiting):
    number = questions.ask(HEIGHT, "v1", "m1", ("log",), NOW)
    questions.settle({number: QuestionStatus.CLOSED}, NOW)

    assert questions.ask(HEIGHT, "v2", "m2", ("log",), NOW) == number

    assert [one.times for one in questions.list_open()] == [2]
    assert len(waiting()) == 1


def test_retry_does_not_open_a_settled_question_again(questions):
    number = questions.ask(HEIGHT, "v1", "m1", (), NOW)
    questions.settle({number: QuestionStatus.ANSWERED}, NOW)

    assert questions.ask(HEIGHT, "v1", "m1", (), NOW) == number
    assert questions.list_open() == ()


def test_many_who_ask_at_once_make_one_question(questions, waiting):
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: questions.ask(HEIGHT, f"v{n}", f"m{n}", ("log",), NOW), range(18)))

    assert len(set(numbers)) == 1
    (found,) = questions.list_open()
    assert (found.times, found.visitors) == (18, 18)
    assert len(waiting()) == 1


def test_overlong_and_odd_words_are_stored_all_the_same(questions):
    odd = OpenQuestion("park", "p" * 500, "f" * 500, "名\0\udc80" * 300, "标" * 300)

    assert questions.ask(odd, "v1", "m1", (), NOW) == questions.ask(odd, "v2", "m2", (), NOW)


def test_gap_counts_each_visitor_once_however_often(questions, report):
    for visitor in ("v1", "v2"):
        for day in range(3):
            questions.note_gap(PLANT, visitor, f"draft-{visitor}-{day}", NOW + timedelta(days=day))

    (gap,) = report.count_gaps(NOW)
    assert (gap.conditions, gap.visitors, gap.last_at) == (PLANT, 2, NOW + timedelta(days=2))


def test_refined_need_replaces_what_it_was_that_day(questions, report):
    questions.note_gap(PLANT, "v1", "draft-1", NOW)
    questions.note_gap(HIGH_PLANT, "v1", "draft-1", NOW + timedelta(minutes=5))

    assert [gap.conditions for gap in report.count_gaps(NOW)] == [HIGH_PLANT]


def test_another_need_of_the_same_visitor_is_another_gap(questions, report):
    questions.note_gap(PLANT, "v1", "draft-1", NOW)
    questions.note_gap(HIGH_PLANT, "v1", "draft-2", NOW)

    assert len(report.count_gaps(NOW)) == 2


def test_gaps_of_most_visitors_come_first_and_old_ones_not_at_all(questions, report):
    questions.note_gap(PLANT, "v0", "draft-0", NOW - WEEK)
    for visitor in ("v1", "v2", "v3"):
        questions.note_gap(HIGH_PLANT, visitor, f"d-{visitor}", NOW)
    questions.note_gap(PLANT, "v1", "draft-1", NOW)

    assert [(gap.conditions, gap.visitors) for gap in report.count_gaps(NOW - timedelta(days=1))] == [
        (HIGH_PLANT, 3),
        (PLANT, 1),
    ]


def test_unanswered_messages_are_counted_by_topic(engine, cipher, report):
    book = SqlLeadBook(engine, cipher)
    for reason in ("ask_rent_price", "chitchat", "ask_rent_price"):
        book.record_unanswered("听不懂", reason, NOW)
    book.record_unanswered("听不懂", "old", NOW - WEEK)

    assert report.count_unanswered(NOW) == (("ask_rent_price", 2), ("chitchat", 1))


def test_erasure_removes_who_asked_and_keeps_the_counts(engine, cipher, questions, report):
    for visitor in ("v1", "v2"):
        questions.ask(HEIGHT, visitor, f"m-{visitor}", (), NOW)
        questions.note_gap(PLANT, visitor, f"d-{visitor}", NOW)
    SqlLeadBook(engine, cipher).erase_visitor("v1", NOW)

    records = SqlVisitorRecords(engine, cipher)
    assert records.find_asked("v1") == records.find_searches("v1") == ()
    assert count(engine, question_asks) == 1
    with engine.connect() as connection:
        left = connection.execute(select(demand_gaps.c.visitor_digest, demand_gaps.c.draft_digest)).all()
    assert left.count((None, None)) == 1
    assert [one.visitors for one in questions.list_open()] == [2]
    assert [gap.visitors for gap in report.count_gaps(NOW)] == [2]


def test_visitor_can_be_shown_what_is_kept_of_them(engine, cipher, questions):
    questions.ask(HEIGHT, "v1", "m1", (), NOW)
    questions.note_gap(PLANT, "v1", "d1", NOW)
    records = SqlVisitorRecords(engine, cipher)

    assert records.find_asked("v1") == (("合肥北城厂房", "层高", NOW),)
    assert records.find_searches("v1") == ((PLANT, NOW),)


def test_gap_and_lead_of_one_draft_cannot_be_joined(engine, cipher, questions):
    questions.note_gap(PLANT, "v1", "draft-1", NOW)

    with engine.connect() as connection:
        digest = connection.scalar(select(demand_gaps.c.draft_digest))
    assert digest != cipher.digest_key("draft-1")


def test_retention_removes_old_askers_then_questions_nobody_asks(engine, cipher, questions):
    questions.ask(HEIGHT, "v1", "m1", ("log",), NOW)
    questions.ask(RENT, "v1", "m2", (), NOW)
    questions.ask(RENT, "v2", "m3", (), NOW + WEEK)
    questions.note_gap(PLANT, "v1", "d1", NOW)
    retention, limits = SqlRetention(engine, cipher), dict.fromkeys(LIMITS, WEEK)

    assert retention.count(limits, NOW)["questions"] == 0
    settled = retention.run(limits, NOW + WEEK)

    assert (settled["questions"], settled["gaps"]) == (3, 1)
    assert [one.record_id for one in questions.list_open()] == ["jiading"]
    assert (count(engine, question_asks), count(engine, open_questions), count(engine, demand_gaps)) == (1, 1, 0)


def test_nothing_is_stored_of_a_question_whose_notice_cannot_be_queued(engine, questions):
    with pytest.raises(StoreUnavailable):
        questions.ask(HEIGHT, "v1", "m1", ("x" * 100, None), NOW)

    assert (count(engine, open_questions), count(engine, question_asks), count(engine, outbox)) == (0, 0, 0)


def test_absent_database_is_unavailable(tmp_path, cipher):
    away = SqlQuestions(open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}"), cipher)

    with pytest.raises(StoreUnavailable):
        away.ask(HEIGHT, "v1", "m1", (), NOW)
    with pytest.raises(StoreUnavailable):
        away.note_gap(PLANT, "v1", "d1", NOW)
