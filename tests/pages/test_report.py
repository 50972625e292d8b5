"""What the site-selection report says of a lead and of the stock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.finding import Fit
from bot.model import Lead, LeadRequest
from bot.pages.report import MOST, find_gone, make_report

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 23)
WIDE = {
    "deal": "rent",
    "property_type": ["厂房"],
    "district": ["嘉定区", "青浦区", "松江区", "昆山市"],
    "area_m2": [1000, 3000],
    "floor_height_m": 6,
    "exclusions": ["顶楼"],
}


@pytest.fixture
def report_of(stocked, playbook):
    def make(fields, catalog=stocked, **more):
        request = LeadRequest("key", "visitor", fields, {}, **more)
        return make_report(Lead(1, "L261123-001", request, NOW, NOW, 1), catalog, playbook.labels, TODAY)

    return make


def test_listings_that_fit_stand_before_those_that_miss_one(report_of):
    found = report_of(WIDE).candidates
    misses = [one.count(Fit.MISFITS) for one in found]

    assert 2 <= len(found) <= MOST
    assert [one.letter for one in found] == list("ABCDE")[: len(found)]
    assert misses == sorted(misses)
    assert max(misses) <= 1


def test_every_requirement_has_one_of_three_states(report_of):
    report = report_of(WIDE)

    for one in report.candidates:
        assert [check.label for check in one.checks] == [check.label for check in report.candidates[0].checks]
        assert {check.state for check in one.checks} <= {"符合", "不符", "未知"}
        assert all(check.wanted and check.offered for check in one.checks)


def test_miss_is_measured_and_the_nearest_one_named(report_of):
    closest = report_of(WIDE).closest

    missed = next(check for check in closest.checks if check.fit is Fit.MISFITS)
    assert missed.gap
    assert missed.wanted
    assert missed.offered


def test_nothing_for_sale_or_elsewhere_is_offered_as_near(report_of):
    for one in report_of(WIDE).candidates:
        assert "rent" in one.listing.deal
        assert one.listing.property_type == "厂房"
        assert one.listing.district in WIDE["district"]


def test_costs_follow_the_deal_and_the_area_that_is_wanted(report_of):
    bought = report_of({"deal": "buy", "property_type": ["厂房"], "area_m2": [500, None]})

    assert bought.candidates
    assert {one.cost.total.label for one in bought.candidates if one.cost and one.cost.total} == {"总价"}


def test_facts_come_with_their_source_and_gaps_by_name(report_of):
    report = report_of(WIDE)

    for one in report.candidates:
        stated = [check for check in one.checks if check.fit is not Fit.UNKNOWN and check.label != "产业"]
        assert all(check.row and check.row.citation for check in stated)
        assert not {row.line.label for row in one.beside} & set(one.gaps)


def test_need_is_told_without_the_person(report_of):
    person = {
        "contact": "李建国",
        "phone": "13800138000",
        "company": "云谷精工",
        "tax": {"value": 1, "unit": "yuan/year"},
    }
    report = report_of(
        {**WIDE, **person, "usage": "机加工，找李建国13800138000", "needs_text": "电话一三八零零一三八零零零"}
    )
    said = " ".join(line.value for line in report.needs)

    assert "机加工" in said
    assert "李**" in said
    for secret in ("李建国", "13800138000", "一三八零零一三八零零零", "云谷精工"):
        assert secret not in said


def test_wanted_crane_and_clear_height_are_told_back(report_of):
    needs = {line.label: line.value for line in report_of({"crane": True, "clear_height_m": [7, None]}).needs}

    assert needs["行车"] == "要"
    assert needs["净高"].startswith("7米")


def test_wishes_that_no_field_answers_are_left_to_people(report_of):
    lines = {line.label: line.is_compared for line in report_of({**WIDE, "usage": "喷涂", "floor_height_m": 6}).needs}

    assert lines["做什么"] is False
    assert lines["层高"] is True


def test_wanted_park_is_searched_by_its_name(report_of, stocked):
    park = stocked.parks["sample-kunlan"]
    report = report_of({"park": park.name})

    assert {one.listing.park for one in report.candidates} == {park.id}


def test_nothing_fitting_names_the_parks_of_the_place(report_of, catalog):
    report = report_of({"deal": "rent", "district": ["嘉定区"], "area_m2": 2000}, catalog)

    assert report.candidates == ()
    assert report.parks
    assert not report.is_too_vague


def test_lead_without_a_need_lists_no_stock(report_of):
    report = report_of({"phone": "13800138000"})

    assert report.is_too_vague
    assert report.candidates == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"area_m2": "many", "district": 7, "deal": [], "price": "cheap", "exclusions": 3, "park": None},
        {"area_m2": [None, None], "deal": {"a": 1}, "floor_height_m": True, "crane_t": -1, "storey": ""},
        {"district": [], "town": [None], "property_type": [1, 2], "move_in": "2026-99", "contact": None},
    ],
)
def test_odd_values_of_a_lead_break_nothing(report_of, fields):
    assert report_of(fields).number == "L261123-001"


def test_gone_listings_are_named_with_what_became_of_them(stocked):
    shown = {"sample-qinghe-3-1f": "还在", "sample-qinghe-2-1f": "租掉的", "no-such-listing": "删掉的"}

    assert find_gone(shown, stocked) == (("租掉的", "已租"), ("删掉的", ""))


def test_listing_that_is_gone_is_not_offered_again(report_of, stock_where):
    best = report_of(WIDE).candidates[0].listing.id
    left = report_of(WIDE, stock_where(best, status="已租")).candidates

    assert best not in {one.listing.id for one in left}
