"""Comparison and site-selection report in a real browser, on a phone, on a desk and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.clock import SystemClock
from bot.leads.assess import assess
from bot.model import Consent, LeadRequest
from tests.support.site import Site, running_site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
ONE, TWO, THREE, FOUR = "sample-qinghe-3-1f", "sample-kunlan-1-1f", "sample-zelu-3-2f", "sample-lanzhou-store-4"
COMPARED = (
    "/compare",
    f"/compare?l={ONE}",
    f"/compare?l={ONE}&l={TWO}",
    f"/compare?l={ONE}&l={TWO}&l={THREE}&l={FOUR}&area=2000",
    "/compare?p=jiading-hydrogen-port&p=waigang-plot-1704",
)
NEED = {
    "deal": "rent",
    "property_type": ["厂房"],
    "district": ["嘉定区", "青浦区", "松江区", "昆山市"],
    "area_m2": [1000, 3000],
    "floor_height_m": 6,
    "fire_class": "丙二类",
    "price": {"value": 1.2, "unit": "yuan/m2/day"},
    "exclusions": ["顶楼"],
    "usage": "汽车零件机加工",
    "contact": "李建国",
    "phone": "13800138000",
}
SMALL_PHONE = {"width": 320, "height": 568}
TALLEST_TAP = 44


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("pages"), samples=True) as site:
        yield site


@pytest.fixture(scope="module")
def report(site: Site) -> str:
    """Address of the report of a lead that several listings suit, with one exception or none."""
    now, playbook = SystemClock().now(), site.playbook
    request = LeadRequest("key", "visitor", NEED, {}, consent=Consent("v1", "联系", now, "m"), missing=("入驻时间",))
    verdict = assess(request, [], playbook.rules, playbook.routing.hours, now)
    lead = site.book.register(replace(request, assessment=verdict.to_values()), (), now)
    return f"{site.url}/report/{site.links.issue(lead.number, now)}"


def has_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("address", [*COMPARED, "report"])
def test_no_page_scrolls_sideways_on_a_phone(phone_page, site, report, address):
    phone_page.goto(report if address == "report" else site.url + address)
    assert not has_sideways_scroll(phone_page)

    phone_page.set_viewport_size(SMALL_PHONE)
    assert not has_sideways_scroll(phone_page)


def test_listings_are_chosen_and_compared_without_scripts(browser: Browser, site):
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{site.url}/listings?district=嘉定区")
        boxes = page.get_by_role("checkbox", name=re.compile("^选来对比"))
        boxes.nth(0).check()
        boxes.nth(1).check()
        page.get_by_role("button", name="对比选中的").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("房源对比")
        expect(page.locator(".contenders li")).to_have_count(2)
        page.get_by_role("checkbox", name=re.compile("^选来对比")).first.check()
        page.get_by_role("button", name="对比", exact=True).click()
        expect(page.locator(".contenders li")).to_have_count(3)
        page.get_by_role("link", name=re.compile("^移除")).first.click()
        expect(page.locator(".contenders li")).to_have_count(2)


def test_record_starts_a_comparison(phone_page, site):
    phone_page.goto(f"{site.url}/l/{ONE}")
    phone_page.get_by_role("link", name="加入对比").click()

    expect(phone_page.get_by_role("heading", name="再加一个")).to_be_visible()


def test_equal_rows_are_hidden_on_wish(phone_page, site):
    phone_page.goto(f"{site.url}/compare?l={ONE}&l={TWO}")
    same = phone_page.locator("tr.same").first
    expect(same).to_be_visible()

    phone_page.get_by_label("只看不同和待核实的").check()

    expect(same).to_be_hidden()
    expect(phone_page.locator("tr.differs").first).to_be_visible()


def test_all_costs_are_counted_again_for_one_area(phone_page, site):
    phone_page.goto(f"{site.url}/compare?l={FOUR}&l=sample-lanzhou-store-1")

    phone_page.get_by_label(re.compile("^都按同一面积算")).fill("2500")
    phone_page.get_by_role("button", name="重新算").click()

    expect(phone_page.locator(".costcard").first).to_contain_text("30 元/㎡/月 × 12 × 2500 ㎡ = 900000 元/年")
    expect(phone_page.locator(".costcard").last).to_contain_text("按 2500 ㎡（建筑面积）计")


def test_report_on_a_phone_shows_the_whole_table_at_once(phone_page, report):
    phone_page.goto(report)
    table, columns = phone_page.locator(".matrix"), phone_page.locator(".matrix thead th")

    assert columns.count() == 6
    box = table.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    for cell in phone_page.locator(".matrix tbody tr").first.locator("td").all():
        assert cell.bounding_box()["x"] + cell.bounding_box()["width"] <= 390
        expect(cell).to_contain_text(re.compile("符合|不符|未知"))


def test_report_names_broker_and_calls_the_hotline(phone_page, report):
    phone_page.goto(report)
    call = phone_page.get_by_role("link", name=re.compile("^拨打热线 400"))

    expect(phone_page.locator(".broker")).to_contain_text("嘉定招商组")
    expect(call).to_be_in_viewport()
    assert call.bounding_box()["height"] >= TALLEST_TAP


def test_columns_of_the_report_bear_names_on_a_desk(page, report):
    page.goto(report)

    expect(page.locator(".matrix thead .thing").first).to_be_visible()


def test_printed_report_fits_two_sheets(page, report):
    page.goto(report)
    sheets = page.pdf(format="A4", prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", sheets)) <= 2


def test_paper_leaves_out_what_only_a_screen_needs(page, report):
    page.goto(report)
    page.emulate_media(media="print")

    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.locator(".act")).to_be_hidden()
    expect(page.locator(".matrix")).to_be_visible()
    expect(page.locator(".disclaimer")).to_be_visible()


def test_following_a_link_of_the_report_tells_nobody_its_address(page, report):
    heard = []
    page.on("request", lambda request: heard.append(request.headers.get("referer", "")))
    page.goto(report)
    heard.clear()
    page.locator(".candidate h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert not any("/report/" in address for address in heard)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", [*COMPARED, "report", "/report/unknown"])
def test_page_has_no_grave_accessibility_finding(browser: Browser, site, report, address, width, scheme):
    size = {"width": width, "height": 844}
    with browser.new_context(viewport=size, locale="zh-CN", color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(report if address == "report" else site.url + address)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [one for one in found if one["impact"] in {"serious", "critical"}]

        assert [(one["id"], node["html"][:160]) for one in grave for node in one["nodes"]] == []
