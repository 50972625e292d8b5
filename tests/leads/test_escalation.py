from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.escalation import LADDER, Step, find_step, find_times, is_overdue
from bot.leads.rules import load_lead_rules
from bot.leads.staff_file import Escalation
from bot.leads.working_time import WorkingTime
from bot.progress import OpenPromise, Progress

PLAN = Escalation(remind_minutes_before=5, next_after_minutes=0, supervisor_after_minutes=15)
LATER = Escalation(remind_minutes_before=0, next_after_minutes=10, supervisor_after_minutes=30)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICE = WorkingTime.of(
    {"mon": ["9:00-12:00", "13:00-18:00"], "tue": ["10:00-16:00"]},
    load_lead_rules(Path(__file__).parent / "samples").calendar,
)


@pytest.fixture
def office(rules, hours) -> WorkingTime:
    return WorkingTime.of(hours, rules.calendar)


TIMES = {
    "within one span": (PLAN, "2026-11-23T10:15", ["2026-11-23T10:10", "2026-11-23T10:15", "2026-11-23T10:30"]),
    "over noon": (PLAN, "2026-11-23T13:03", ["2026-11-23T11:58", "2026-11-23T13:03", "2026-11-23T13:18"]),
    "over the evening": (PLAN, "2026-11-23T18:00", ["2026-11-23T17:55", "2026-11-23T18:00", "2026-11-24T10:15"]),
    "before the first minutes of a day": (
        PLAN, "2026-11-24T10:02", ["2026-11-23T17:57", "2026-11-24T10:02", "2026-11-24T10:17"],
    ),
    "over holidays to a make-up day": (
        PLAN, "2026-11-25T17:50", ["2026-11-25T17:45", "2026-11-25T17:50", "2026-11-28T10:05"],
    ),
    "without reminder and with delay": (LATER, "2026-11-23T11:55", ["2026-11-23T13:05", "2026-11-23T13:35"]),
}  # fmt: skip


@pytest.mark.parametrize(("plan", "due", "times"), TIMES.values(), ids=TIMES)
def test_steps_are_counted_in_working_time(office, at, plan, due, times):
    assert list(find_times(at(due), plan, office).values()) == [at(time) for time in times]


STEPS = [
    ("09:00", "", None, None),
    ("10:09", "", None, None),
    ("10:10", "", None, Step.REMINDER),
    ("10:14", "reminder", None, None),
    ("10:15", "", None, Step.NEXT),
    ("10:15", "reminder", None, Step.NEXT),
    ("10:29", "next", None, None),
    ("10:30", "next", None, Step.SUPERVISOR),
    ("15:00", "", None, Step.SUPERVISOR),
    ("10:30", "supervisor", None, None),
    ("15:00", "supervisor", None, None),
    ("10:10", "", "10:01", Step.REMINDER),
    ("10:15", "reminder", "10:01", None),
    ("10:20", "", "10:01", None),
    ("10:30", "", "10:01", Step.SUPERVISOR),
    ("10:30", "next", "10:20", Step.SUPERVISOR),
]


@pytest.mark.parametrize(("now", "taken", "claimed", "step"), STEPS)
def test_furthest_step_that_is_due_is_taken_once(office, at, now, taken, claimed, step):
    claimed_at = at(f"2026-11-23T{claimed}") if claimed else None
    promise = OpenPromise("L1", at("2026-11-23T09:00"), at("2026-11-23T10:15"), taken, claimed_at)

    assert find_step(promise, PLAN, office, at(f"2026-11-23T{now}")) == step


def test_nobody_is_reminded_of_a_lead_that_has_just_come_in(office, at):
    promise = OpenPromise("L1", at("2026-11-23T10:11"), at("2026-11-23T10:15"))

    assert find_step(promise, PLAN, office, at("2026-11-23T10:12")) is None


def test_office_that_never_opens_still_hands_the_lead_on(rules, at):
    closed = WorkingTime.of({"mon": []}, rules.calendar)
    promise = OpenPromise("L1", at("2026-11-23T09:00"), at("2026-11-23T10:15"))

    assert find_step(promise, PLAN, closed, at("2026-11-23T10:14")) is None
    assert find_step(promise, PLAN, closed, at("2026-11-25T10:15")) is Step.NEXT
    assert find_step(promise, LATER, closed, at("2026-11-25T10:15")) is None


@given(minutes=st.lists(st.integers(0, 60 * 24 * 3), min_size=1, max_size=30))
def test_whenever_one_looks_no_step_comes_twice_or_out_of_order(minutes):
    start = MONDAY
    promise = OpenPromise("L1", start, start + timedelta(hours=2))
    taken = []
    for minute in sorted(minutes):
        step = find_step(promise, PLAN, OFFICE, start + timedelta(minutes=minute))
        if step:
            taken.append(step)
            promise = replace(promise, step=step)

    assert taken == [step for step in LADDER if step in taken]


@pytest.mark.parametrize(
    ("stage", "due", "overdue"),
    [
        ("new", "2026-11-23T10:00", True),
        ("assigned", "2026-11-23T10:00", True),
        ("new", "2026-11-23T10:01", False),
        ("new", None, False),
        ("contacted", "2026-11-23T10:00", False),
        ("erased", "2026-11-23T10:00", False),
    ],
)
def test_only_a_waiting_visitor_has_an_overdue_promise(lead_of, at, stage, due, overdue):
    lead = replace(lead_of("L1", "v1", stage=stage), progress=Progress(due_at=at(due) if due else None))

    assert is_overdue(lead, at("2026-11-23T10:01")) is overdue
    assert not is_overdue(replace(lead, frozen_at=at("2026-11-23T09:00")), at("2026-11-23T10:01"))
