"""Which listings do staff read beside a lead?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.catalog import load_catalog
from bot.leads.matches import note_matches
from bot.leads.wake_up import need_of
from bot.model import LeadRequest

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(KNOWLEDGE, samples=True)


def noted(catalog, **fields):
    request = LeadRequest("k", "oVisitor", fields, {}, assessment={"grade": "B"})
    return note_matches(request, catalog).assessment


def test_best_three_are_named_with_the_three_states(catalog):
    verdict = noted(catalog, deal="rent", property_type=["厂房"], area_m2=2000, power_kva=[630, None])

    assert len(verdict["matches"]) == 3
    assert verdict["matches_left"] > 0
    assert verdict["grade"] == "B"
    for match in verdict["matches"]:
        assert match["title"] == catalog.listings[match["id"]].title
        assert "面积" in match["fits"]
        assert match["misfits"] == []
        assert set(match["fits"]).isdisjoint(match["unknown"])
    assert any(match["unknown"] for match in verdict["matches"])


def test_nearest_misses_are_named_with_their_size(catalog):
    verdict = noted(catalog, deal="rent", property_type=["厂房"], district=["嘉定区"], floor_height_m=[12, None])

    missed = [match for match in verdict["matches"] if match["misfits"]]

    assert missed
    assert all(len(match["misfits"]) == 1 for match in missed)
    assert any("m" in match["misfits"][0] for match in missed)


def test_need_that_nothing_meets_says_so(catalog):
    verdict = noted(catalog, deal="rent", district=["崇明区"], area_m2=900_000)

    assert verdict["matches"] == []
    assert verdict["matches_left"] == 0


def test_need_too_vague_to_search_by_is_left_alone(catalog):
    assert noted(catalog, move_in="2027-03") == {"grade": "B"}


def test_excluded_place_is_never_offered(catalog):
    wide = noted(catalog, property_type=["厂房"], area_m2=2000)
    district = catalog.listings[wide["matches"][0]["id"]].district

    narrow = noted(catalog, property_type=["厂房"], area_m2=2000, exclusions=[district, "顶楼"])

    assert {catalog.listings[match["id"]].district for match in narrow["matches"]} - {district}
    assert all(catalog.listings[match["id"]].district != district for match in narrow["matches"])
    assert need_of({"area_m2": 2000, "exclusions": ["顶楼"]}, catalog).excluded_storeys == ("顶楼",)
