from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import KnowledgeError
from bot.leads.rules import load_lead_rules
from bot.leads.working_time import WorkingTime

MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICE = WorkingTime.of(
    {"mon": ["9:00-12:00", "13:00-18:00"], "tue": ["10:00-16:00"], "sun": ["9:10-9:11"]},
    load_lead_rules(Path(__file__).parent / "samples").calendar,
)


@pytest.fixture
def office(rules, hours) -> WorkingTime:
    return WorkingTime.of(hours, rules.calendar)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-23T18:00", "2026-11-24T10:00"),
        ("2026-11-25T18:30", "2026-11-28T10:00"),  # over the holidays to the make-up day with Tuesday's hours
        ("2026-11-28T16:00", "2026-11-30T09:00"),
        ("2026-12-30T19:00", "2027-01-04T09:00"),  # the calendar year turns
    ],
)
def test_next_opening_skips_holidays_and_knows_make_up_days(office, at, now, opens):
    assert office.next_opening(at(now)) == at(opens)
    assert office.is_open(at(now)) == (now == opens)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T10:00", 15, "2026-11-23T10:15"),
        ("2026-11-23T11:30", 60, "2026-11-23T13:30"),
        ("2026-11-23T17:00", 60, "2026-11-23T18:00"),
        ("2026-11-23T17:00", 61, "2026-11-24T10:01"),
        ("2026-11-23T20:00", 15, "2026-11-24T10:15"),
        ("2026-11-25T17:30", 60, "2026-11-28T10:30"),
    ],
)
def test_working_time_passes_only_while_open(office, at, start, minutes, end):
    assert office.add_working_time(at(start), minutes) == at(end)


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2026-11-23T10:15", 5, "2026-11-23T10:10"),
        ("2026-11-23T13:03", 5, "2026-11-23T11:58"),
        ("2026-11-23T18:00", 300, "2026-11-23T13:00"),
        ("2026-11-23T18:00", 301, "2026-11-23T11:59"),
        ("2026-11-22T15:00", 1, "2026-11-20T17:59"),
        ("2026-11-28T10:10", 30, "2026-11-25T17:40"),
    ],
)
def test_working_time_is_counted_back_over_closed_hours(office, at, end, minutes, start):
    assert office.subtract_working_time(at(end), minutes) == at(start)


@pytest.mark.parametrize(("days", "opens"), [(1, "2026-11-28T10:00"), (2, "2026-11-30T09:00")])
def test_next_working_days_are_counted_over_holidays(office, at, days, opens):
    assert office.opening_after(at("2026-11-25T08:00"), days) == at(opens)


def test_office_without_hours_promises_no_time(rules, at):
    closed = WorkingTime.of({"mon": []}, rules.calendar)

    assert not closed.is_open(at("2026-11-23T10:00"))
    assert closed.next_opening(at("2026-11-23T10:00")) is None
    assert closed.opening_after(at("2026-11-23T10:00"), 1) is None
    assert closed.add_working_time(at("2026-11-23T10:00"), 1) is None
    assert closed.subtract_working_time(at("2026-11-23T10:00"), 1) is None


def test_overlapping_spans_count_once(rules, at):
    office = WorkingTime.of({"mon": ["11:00-18:00", "9:00-12:00", "9:30-10:00"]}, rules.calendar)

    assert office.add_working_time(at("2026-11-23T08:00"), 9 * 60) == at("2026-11-23T18:00")


@pytest.mark.parametrize("span", ["9-18", "18:00-9:00", "9:00-25:00", "9:00", "", "9:00-9:00", "９:00-18:00"])
def test_unreadable_hours_are_told_with_a_remedy(rules, span):
    with pytest.raises(KnowledgeError, match="9:00-18:00"):
        WorkingTime.of({"mon": [span]}, rules.calendar)


@settings(deadline=None)
@given(minutes=st.integers(1, 5000), offset=st.integers(0, 60 * 24 * 45))
def test_result_is_never_outside_opening_hours(minutes, offset):
    office, monday = OFFICE, MONDAY
    end = office.add_working_time(monday + timedelta(minutes=offset), minutes)

    assert end is not None
    assert office.is_open(end - timedelta(seconds=1))
    assert end - monday >= timedelta(minutes=offset + minutes)
