from __future__ import annotations

import pytest

from bot.leads.promise import promise
from bot.leads.working_time import WorkingTime


@pytest.mark.parametrize(
    ("grade", "now", "due", "words"),
    [
        ("甲", "2026-11-23T15:14", "2026-11-23T15:30", "今天 15:30 前王经理回复您"),
        ("甲", "2026-11-23T15:15", "2026-11-23T15:30", "今天 15:30 前王经理回复您"),
        ("甲", "2026-11-23T07:00", "2026-11-23T09:15", "今天 9:15 前王经理回复您"),
        ("甲", "2026-11-23T17:44:30", "2026-11-23T18:00", "今天 18:00 前王经理回复您"),
        ("甲", "2026-11-23T19:00", "2026-11-24T10:15", "明早 10:15 前王经理回复您"),
        ("乙", "2026-11-23T17:00", "2026-11-24T11:00", "明天 11:00 前王经理回复您"),
        ("丙", "2026-11-24T10:00", "2026-11-25T09:30", "明早 9:30 前王经理回复您"),
        ("丙", "2026-11-25T10:00", "2026-11-28T10:30", "11月28日（周六）10:30 前王经理回复您"),
        ("丙", "2026-11-28T10:00", "2026-11-30T09:30", "11月30日（周一）9:30 前王经理回复您"),
        ("丙", "2026-12-30T10:00", "2027-01-04T09:30", "1月4日（周一）9:30 前王经理回复您"),
    ],
)
def test_promise_names_a_time_and_a_person(rules, hours, at, grade, now, due, words):
    made = promise(grade, "王经理", rules, WorkingTime.of(hours, rules.calendar), at(now))

    assert (made.due_at, made.words) == (at(due), words)


def test_rounding_never_passes_the_closing_minute(rules, at):
    office = WorkingTime.of({"mon": ["9:00-17:58"]}, rules.calendar)

    assert promise("甲", "王经理", rules, office, at("2026-11-23T17:42")).due_at == at("2026-11-23T17:57")


def test_office_without_hours_gives_no_time(rules, at):
    made = promise("丙", "王经理", rules, WorkingTime.of({}, rules.calendar), at("2026-11-23T10:00"))

    assert (made.due_at, made.words) == (None, "王经理看到后回复您")
