from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.posted import find_posted

SEEN = date(2025, 7, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-10-31 10:20", date(2024, 10, 31)),
        ("发布于2024年3月5日", date(2024, 3, 5)),
        ("2024/3/5", date(2024, 3, 5)),
        ("2024-10-31T23:30:00+08:00", date(2024, 10, 31)),
        ("2024-02-30", None),
    ],
)
def test_absolute_date_is_taken_as_it_stands(text, day):
    posted = find_posted(text, SEEN)

    assert posted is not None
    assert (posted.day, posted.seen_on) == (day, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("admin8个月前 (10-31)上海工业地产招商88", date(2024, 10, 31)),
        ("2年前 (10-31)", date(2022, 10, 31)),
        ("3天前", date(2025, 7, 12)),
        ("昨天 10:20", date(2025, 7, 14)),
        ("8个月前 (03-01)", None),
        ("8个月前", None),
        ("(10-31)", None),
        ("8个月前 (02-30)", None),
    ],
)
def test_relative_date_is_resolved_only_where_one_day_fits(text, day):
    posted = find_posted(text, SEEN)

    assert posted is not None
    assert posted.day == day
    assert posted.raw
    assert (posted.seen_on == SEEN) == (day is not None)


@pytest.mark.parametrize("text", ["8个月前 (10-31)", "3天前", "昨天", "(10-31)"])
def test_relative_date_without_the_day_it_was_seen_stays_unknown(text):
    posted = find_posted(text, None)

    assert posted is not None
    assert posted.day is None
    assert posted.raw == text


@pytest.mark.parametrize("text", ["", "记者16日获悉", "嘉定 3000平"])
def test_text_that_names_no_posting_day_gives_nothing(text):
    assert find_posted(text, SEEN) is None


@given(st.text(alphabet="0123456789-/.年月日个前天()( )昨", max_size=40), st.dates(date(2, 1, 1)))
def test_resolved_days_never_lie_after_the_day_they_were_seen(text, seen):
    posted = find_posted(text, seen)

    assert posted is None or posted.seen_on is None or (posted.day is not None and posted.day <= seen)
