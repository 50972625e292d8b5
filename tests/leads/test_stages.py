from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.leads.stages import MOVES, SIDE_EXITS, Stage, StageRefused, move

DIAGRAM = Path(__file__).parents[2] / "bot/leads/stages.mmd"
TODAY = date(2026, 11, 23)
ROAD = [stage for stage in Stage if stage not in SIDE_EXITS]
REASONS = {Stage.LOST: ("价格", "位置")}


def test_diagram_shows_exactly_the_allowed_moves():
    arrows = [line.split("-->") for line in DIAGRAM.read_text().splitlines() if "-->" in line]
    drawn = {(a.strip(), b.strip()) for a, b in arrows}
    expected = {(str(stage), str(to)) for stage, ways in MOVES.items() for to in ways}
    ends = {(str(stage), "[*]") for stage, ways in MOVES.items() if not ways}

    assert drawn == expected | ends | {("[*]", "new")}


def test_table_has_every_stage_and_all_are_reached_from_the_first():
    reached, border = {Stage.NEW}, {Stage.NEW}
    while border:
        border = {to for stage in border for to in MOVES[stage]} - reached
        reached |= border

    assert set(MOVES) == reached == set(Stage)
    assert all(stage not in ways for stage, ways in MOVES.items())


def test_only_moved_in_invalid_and_lost_are_terminal():
    assert {stage for stage, ways in MOVES.items() if not ways} == {Stage.MOVED_IN, Stage.INVALID, Stage.LOST}


@pytest.mark.parametrize(("before", "after"), list(pairwise(ROAD)))
def test_road_is_walked_step_by_step_without_reasons(before, after):
    assert move(before, after, today=TODAY).after is after


@pytest.mark.parametrize(
    ("stage", "to", "extra", "hint"),
    [
        ("new", "signed", {}, "not_allowed"),
        ("lost", "assigned", {"reason": "又来了"}, "not_allowed"),
        ("new", "new", {}, "same_stage"),
        ("new", "new", {"forced": True, "reason": "x"}, "same_stage"),
        ("new", "sold", {}, "unknown_stage"),
        ("erased", "assigned", {"forced": True, "reason": "x"}, "unknown_stage"),
        ("new", "invalid", {}, "reason_needed"),
        ("new", "lost", {"reason": "  "}, "reason_needed"),
        ("new", "lost", {"reason": "心情"}, "reason_unknown"),
        ("new", "signed", {"forced": True}, "reason_needed"),
        ("new", "paused", {"reason": "年后再看"}, "date_needed"),
        ("new", "paused", {"reason": "年后再看", "next_contact": date(2026, 11, 22)}, "date_past"),
    ],
)
def test_move_is_refused_with_a_hint_for_staff(stage, to, extra, hint):
    with pytest.raises(StageRefused) as refused:
        move(stage, to, **extra, today=TODAY, reasons=REASONS)

    assert refused.value.hint == hint


def test_listed_reason_may_carry_details():
    assert move("new", "lost", "价格：高了两毛", today=TODAY, reasons=REASONS).reason == "价格：高了两毛"


def test_pause_keeps_the_day_of_the_next_contact():
    made = move("contacted", "paused", "年后再看", today=TODAY, next_contact=date(2027, 3, 1))

    assert made.next_contact == date(2027, 3, 1)
    assert not made.forced


def test_forced_jump_is_marked_only_when_it_leaves_the_table():
    jump = move("lost", "contacted", "客户又来了", forced=True, today=TODAY)
    step = move("new", "assigned", "补登", forced=True, today=TODAY)

    assert (jump.forced, step.forced) == (True, False)


def test_every_stage_and_refusal_has_words(rules):
    assert rules.score.stages.labels[Stage.MOVED_IN] == "入驻"
    assert rules.score.stages.refusals["date_past"] == "日期已过"
