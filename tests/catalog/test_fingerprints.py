from __future__ import annotations

from typing import get_args

import pytest

from bot.catalog.fingerprints import _COMPARED, fingerprint, fingerprints
from bot.catalog.schema.listing import Listing, PropertyType


@pytest.mark.parametrize(
    "change",
    [
        {"floor_height_m": 8},
        {"status": "待租"},
        {"rent": {"value": 1, "unit": "元/㎡/天", "raw": "1块", "tax_included": None, "property_fee_included": None}},
        {"crane": {"installed": True, "tonnage_t": 10}},
        {"property_type": get_args(PropertyType)[1]},
        {"area": {"value": 3000, "unit": "㎡", "raw": "3000平", "meaning": None}},
    ],
)
def test_what_a_condition_looks_at_changes_the_fingerprint(make_listing, change):
    assert fingerprint(make_listing(**change)) != fingerprint(make_listing())


@pytest.mark.parametrize(
    "change", [{"summary": "换一句。"}, {"title": "换个标题"}, {"notes": ["补充"]}, {"facilities": "食堂"}]
)
def test_better_words_are_no_news(make_listing, change):
    assert fingerprint(make_listing(**change)) == fingerprint(make_listing())


def test_every_compared_field_is_one_of_a_listing():
    assert set(Listing.model_fields) >= _COMPARED


def test_fingerprints_are_told_apart_by_listing(make_listing):
    one, other = make_listing(), make_listing(id="l-2", floor_height_m=8)

    assert fingerprints([one, other]) == {"l-1": fingerprint(one), "l-2": fingerprint(other)}
