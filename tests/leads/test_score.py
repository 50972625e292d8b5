from __future__ import annotations

import pytest

from bot.leads.conditions import LeadFacts
from bot.leads.score import find_grade, score

CASES = {
    "nothing known": ({}, {}, 0, []),
    "empty values": ({"phone": " ", "district": [], "town": [None]}, {}, 0, []),
    "phone": ({"phone": "13800138000"}, {}, 30, ["有电话"]),
    "town tells the place": ({"town": ["柳溪镇"]}, {}, 10, ["有区域"]),
    "best of a group": ({"area_m2": 6000, "deal": "buy"}, {}, 20, ["很大"]),
    "another of the group": ({"area_m2": 2500, "deal": "buy"}, {}, 15, ["要买"]),
    "lower end of a range": ({"area_m2": [2000, 6000]}, {}, 10, ["较大"]),
    "open lower end": ({"area_m2": [None, 9000]}, {}, 0, []),
    "as soon as possible": ({"move_in": "asap"}, {}, 10, ["急"]),
    "day three months ahead": ({"move_in": "2027-02-23"}, {}, 10, ["急"]),
    "day after three months": ({"move_in": "2027-02-24"}, {}, 0, []),
    "month that begins in time": ({"move_in": "2027-02"}, {}, 10, ["急"]),
    "half-year too far": ({"move_in": "2027-H2"}, {}, 0, []),
    "half-year under way": ({"move_in": "2026-H2"}, {}, 10, ["急"]),
    "month long gone": ({"move_in": "2026-03"}, {}, 0, []),
    "impossible date": ({"move_in": "2026-13-40"}, {}, 0, []),
    "all conditions of a row": ({"area_m2": 2000, "move_in": "2026-12-01"}, {}, 25, ["较大", "急", "大而急"]),
    "viewing": ({}, {"asked_to_view": True}, 10, ["约看"]),
    "own words": ({}, {"said": ("我是 老板，直接找我",)}, 5, ["老板"]),
    "denied words": ({}, {"said": ("没有说我是老板",)}, 0, []),
    "queue": ({}, {"queue": "broker"}, 1, ["同行"]),
    "wrong types": ({"area_m2": "3000", "move_in": 3, "deal": {"a": 1}, "district": "东湖区"}, {}, 10, ["有区域"]),
    "true is no number": ({"area_m2": True, "phone": False}, {}, 0, []),
}


@pytest.mark.parametrize(("fields", "facts", "total", "labels"), CASES.values(), ids=CASES)
def test_points_come_from_the_rows_that_hold(rules, at, fields, facts, total, labels):
    result = score(fields, LeadFacts(**facts), rules, at("2026-11-23T10:00"))

    assert (result.total, [label for label, _ in result.parts]) == (total, labels)
    assert sum(points for _, points in result.parts) == result.total


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"phone": "13800138000", "area_m2": 6000, "town": ["柳溪镇"]}, "甲"),
        ({"phone": "13800138000"}, "乙"),
        ({"area_m2": 6000}, "丙"),
    ],
)
def test_grade_is_the_first_whose_points_are_reached(rules, at, fields, grade):
    assert score(fields, LeadFacts(), rules, at("2026-11-23T10:00")).grade == grade


def test_forgotten_grade_gets_the_slowest_response(rules):
    assert find_grade("S", rules).name == "丙"
