from __future__ import annotations

import pytest

from bot.leads.assignment import assign

CASES = {
    "town first": ({"town": ["柳溪镇"], "district": ["东湖区"]}, "sales", "2026-11-23", "town", "镇 柳溪镇"),
    "town without its ending": ({"town": "柳溪"}, "sales", "2026-11-23", "town", "镇 柳溪镇"),
    "town of a like name": ({"town": ["柳溪乡"]}, "sales", "2026-11-23", "rest", "兜底"),
    "district": ({"district": ["东湖区"]}, "sales", "2026-11-23", "east", "区 东湖区"),
    "region of the district": ({"district": ["西湖区"]}, "sales", "2026-11-23", "city", "片 江城"),
    "region itself": ({"district": ["江城市"]}, "sales", "2026-11-23", "city", "片 江城"),
    "first of several places": ({"district": ["西湖区", "东湖区"]}, "sales", "2026-11-23", "east", "区 东湖区"),
    "nobody's place": ({"district": ["远县"]}, "sales", "2026-11-23", "rest", "兜底"),
    "no place": ({}, "sales", "2026-11-23", "rest", "兜底"),
    "on leave": ({}, "sales", "2026-11-24", "boss", "转主管；外围组不在"),
    "off the roster": ({}, "sales", "2026-11-25", "boss", "转主管；外围组不在"),
    "make-up day has its own roster": ({}, "sales", "2026-11-28", "rest", "兜底"),
    "next in line at the weekend": (
        {"district": ["东湖区"], "property_type": ["土地"]},
        "sales", "2026-11-29", "east-land", "区 东湖区；东区组不在",
    ),
    "others do not do land": ({"district": ["东湖区"], "property_type": ["厂房"]}, "sales", "2026-11-29", "boss", None),
    "holiday": ({"town": ["柳溪镇"]}, "sales", "2026-11-26", "boss", "转主管；镇上组、外围组不在"),
    "land before the next of the same place": (
        {"district": "东湖", "property_type": "土地"}, "sales", "2026-11-23", "east", "区 东湖区",
    ),
    "queue of its own": ({"town": ["柳溪镇"]}, "broker", "2026-11-23", "peers", "兜底"),
    "queue of nobody": ({"town": ["柳溪镇"]}, "supply", "2026-11-23", "boss", "转主管"),
    "wrong types": ({"town": 5, "district": {"a": 1}, "property_type": 3}, "sales", "2026-11-23", "rest", "兜底"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "queue", "day", "owner", "reason"), CASES.values(), ids=CASES)
def test_nearest_territory_on_duty_takes_the_lead(rules, at, fields, queue, day, owner, reason):
    found = assign(fields, queue, rules, at(f"{day}T10:00"))

    assert found.owner_id == owner
    assert reason is None or found.reason == reason
    assert found.owner_name == next(person.name for person in rules.staff.people if person.id == owner)


@pytest.mark.parametrize(
    ("but", "day", "owner", "reason"),
    [
        ({"town"}, "2026-11-23", "east", "区 东湖区"),
        ({"town", "east"}, "2026-11-23", "east-land", "区 东湖区"),
        ({"town", "east", "east-land", "city"}, "2026-11-23", "rest", "兜底"),
        ({"town", "east", "east-land", "city", "rest"}, "2026-11-23", "boss", "转主管"),
        ({"town"}, "2026-11-29", "east-land", "区 东湖区；东区组不在"),
    ],
)
def test_next_in_line_is_somebody_else_who_is_there(rules, at, but, day, owner, reason):
    fields = {"town": ["柳溪镇"], "district": ["东湖区"], "property_type": ["土地"]}
    found = assign(fields, "sales", rules, at(f"{day}T10:00"), but=but)

    assert (found.owner_id, found.reason) == (owner, reason)
