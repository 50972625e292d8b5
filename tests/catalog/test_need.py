"""Needs made from slot values."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.need import Budget, Need, Range


@pytest.mark.parametrize(
    ("slots", "field", "expected"),
    [
        ({"area_m2": 3000}, "area", Range(2400, 3600)),
        ({"area_m2": [2000, 3000]}, "area", Range(2000, 3000)),
        ({"area_m2": [None, 800]}, "area", Range(None, 800)),
        ({"area_m2": [3000, 2000]}, "area", Range(2000, 3000)),
        ({"floor_height_m": 8}, "floor_height_m", Range(8, None)),
        ({"floor_height_m": [8, None]}, "floor_height_m", Range(8, None)),
        ({"load_t_m2": 1}, "load_t_m2", Range(1, None)),
        ({"power_kva": 500}, "power_kva", Range(500, None)),
        ({"crane_t": [5, None]}, "crane_t", Range(5, None)),
        ({"price": {"value": 1.2, "unit": "yuan/m2/day"}}, "price", Budget(Range(None, 1.2), "yuan/m2/day")),
        ({"district": ["嘉定区", "青浦区"]}, "districts", ("嘉定区", "青浦区")),
        ({"property_type": ["厂房"]}, "property_types", ("厂房",)),
        ({"deal": "rent"}, "deal", "rent"),
        ({"storey": "一楼"}, "storey", "一楼"),
        ({"fire_class": "丙二类"}, "fire_class", "丙二类"),
        ({"move_in": "2026-05"}, "move_in", date(2026, 5, 28)),
        ({"move_in": "2026-H2"}, "move_in", date(2026, 12, 31)),
        ({"move_in": "2026-07-01"}, "move_in", date(2026, 7, 1)),
        ({"move_in": "asap"}, "move_in", None),
    ],
)
def test_slot_becomes_condition(slots: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(Need.from_slots(slots), field) == expected


def test_excluded_places_and_storeys_are_kept_apart() -> None:
    need = Need.from_slots({}, {"district": ["嘉定区"], "storey": ["顶楼"]})

    assert (need.excluded_places, need.excluded_storeys) == (("嘉定区",), ("顶楼",))


def test_need_without_conditions_is_empty() -> None:
    assert Need.from_slots({"phone": "13800138000"}).is_empty
    assert not Need.from_slots({"deal": "buy"}).is_empty


def test_need_can_be_written_as_json() -> None:
    need = Need.from_slots({"area_m2": 3000, "move_in": "2026-07-01", "district": ["嘉定区"]})

    assert orjson.loads(orjson.dumps(need.to_json()))["move_in"] == "2026-07-01"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (2000, 3000, "2000–3000"),
        (8, None, "≥8"),
        (None, 800, "≤800"),
        (4.25, 4.25, "4.25"),
    ],
)
def test_range_is_shown_shortly(low: float | None, high: float | None, text: str) -> None:
    assert str(Range(low, high)) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "unit", "x"]), inner),
    max_leaves=6,
)
SLOTS = [
    "area_m2",
    "price",
    "district",
    "town",
    "property_type",
    "deal",
    "floor_height_m",
    "load_t_m2",
    "power_kva",
    "crane_t",
    "storey",
    "move_in",
]


@given(st.dictionaries(st.sampled_from(SLOTS), JSON))
def test_odd_values_never_raise(slots: dict[str, Any]) -> None:
    assert isinstance(Need.from_slots(slots, slots).is_empty, bool)
