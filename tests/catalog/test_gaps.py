"""Do like searches count as one kind of demand, and is each kind said in the trade's words?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.gaps import GAP_SLOTS, conditions_of, say_conditions
from bot.catalog.need import Need

PLANT = {"district": ["嘉定区"], "property_type": ["厂房"], "deal": "rent"}


def kind_of(**slots):
    return conditions_of(Need.from_slots({**PLANT, **slots}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"area_m2": 2500}, {"area_m2": [2000, 4000]}),
        ({"floor_height_m": [8, None]}, {"floor_height_m": 8.5}),
        ({"crane_t": 10}, {"crane_t": [10, None]}),
        ({"power_kva": 640}, {"power_kva": 790}),
        ({"load_t_m2": 2}, {"load_t_m2": [2.5, None]}),
        ({"district": ["嘉定区", "青浦区"]}, {"district": ["青浦区", "嘉定区"]}),
        ({"town": ["安亭镇"]}, {}),
        ({"industry": ["汽车及零部件"]}, {}),
    ],
)
def test_like_searches_are_of_one_kind(one, other):
    assert kind_of(**one) == kind_of(**other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"area_m2": 900}, {"area_m2": 1100}),
        ({"floor_height_m": 8}, {"floor_height_m": 10}),
        ({"crane": True}, {}),
        ({"deal": "buy"}, {}),
        ({"fire_class": "丙二类"}, {"fire_class": "丁类"}),
        ({"district": [], "town": ["安亭镇"]}, {"district": [], "town": ["外冈镇"]}),
    ],
)
def test_unlike_searches_are_of_different_kinds(one, other):
    assert kind_of(**one) != kind_of(**other)


def test_kind_is_said_in_one_line(catalog):
    conditions = kind_of(area_m2=3000, floor_height_m=[8, None], crane=True, power_kva=630, fire_class="丙二类")

    assert say_conditions(conditions, catalog.labels) == (
        "嘉定区 厂房 租 2000–5000㎡ 层高8米以上 行车 配电630kVA以上 消防等级丙二类"
    )


def test_kind_is_a_need_again_that_stock_can_be_held_against():
    conditions = kind_of(area_m2=3000, crane=True, crane_t=10, floor_height_m=8.4)
    again = Need.from_slots(conditions)

    assert conditions_of(again) == conditions
    assert again.floor_height_m is not None
    assert again.floor_height_m.low == 8


def test_every_condition_belongs_to_a_slot_that_refines_a_search():
    everything = kind_of(
        town=["安亭镇"], area_m2=3000, crane_t=10, floor_height_m=8, load_t_m2=2, power_kva=630, fire_class="丁类",
        storey="一楼",
    )  # fmt: skip

    assert everything.keys() <= GAP_SLOTS


@given(st.dictionaries(st.sampled_from(sorted(GAP_SLOTS)), st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(max_size=8), st.lists(st.one_of(st.none(), st.floats(), st.text())),
)))  # fmt: skip
def test_odd_values_make_no_odd_kinds(slots):
    conditions = conditions_of(Need.from_slots(slots))

    assert conditions_of(Need.from_slots(conditions)).keys() <= conditions.keys()
