from __future__ import annotations

import pytest

from bot.catalog.importers.differences import find_differences


@pytest.fixture
def existing(shelf):
    return next(e.record for e in shelf.listings if e.record.id == "hefei-beicheng-floors")


def test_every_field_that_differs_is_named_with_both_values(existing):
    found = find_differences(existing, {"floor_height_m": 4.5, "city": "合肥市", "zone": "另一个区"})

    assert [(d.field, d.existing, d.imported) for d in found] == [
        ("floor_height_m", "4.2", "4.5"),
        ("zone", "双凤开发区", "另一个区"),
    ]


def test_news_about_an_unknown_field_is_a_difference_and_silence_is_none(existing):
    assert [(d.existing, d.imported) for d in find_differences(existing, {"power_kva": 500})] == [("null", "500")]
    assert find_differences(existing, {"floor_height_m": None, "aliases": [], "zone": ""}) == []


def test_parts_of_a_record_are_compared_one_by_one(existing):
    area = {"value": 600.0, "unit": "亩", "raw": "600平/层", "meaning": None}

    assert [d.field for d in find_differences(existing, {"area_per_floor": area})] == ["area_per_floor.unit"]


def test_order_of_a_list_does_not_matter(existing):
    assert find_differences(existing, {"aliases": list(reversed(existing.aliases))}) == []
    assert [d.field for d in find_differences(existing, {"aliases": ["别的"]})] == ["aliases"]


def test_what_staff_word_themselves_is_not_compared(existing):
    assert find_differences(existing, {"summary": "别的", "id": "别的", "notes": ["别的"]}) == []
