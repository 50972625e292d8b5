"""The public pages in a real browser, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.site import Site, running_site

ADDRESSES = (
    "/parks",
    "/parks?district=嘉定区&industry=新能源",
    "/listings",
    "/articles",
    "/p/jiading-hydrogen-port",
    "/p/waigang-plot-1704",
    "/l/hefei-beicheng-floors",
    "/a/post-11779",
    "/search?q=氢能",
    "/search?q=qwxyz",
    "/search?q=氢能&district=崇明区",
    "/topics/嘉定区",
    "/policies",
    "/policy/current",
    "/policy/expired",
    "/owner?about=p/jiading-hydrogen-port",
    "/takedown?about=a/post-11779",
    "/privacy",
    "/lead?park=jiading-hydrogen-port",
)
SMALL_PHONE = {"width": 320, "height": 568}
TALLEST_TAP = 44


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("pages")) as site:
        yield site


def has_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_phone(phone_page, site, address):
    phone_page.goto(site.url + address)
    assert not has_sideways_scroll(phone_page)

    phone_page.set_viewport_size(SMALL_PHONE)
    assert not has_sideways_scroll(phone_page)


def test_visitor_finds_a_park_and_reads_its_source(phone_page, site):
    phone_page.goto(f"{site.url}/parks")

    phone_page.get_by_role("searchbox", name="搜索").fill("氢能港")
    phone_page.get_by_role("button", name="搜索").click()
    phone_page.get_by_role("link", name=re.compile("^嘉定氢能港")).first.click()

    expect(phone_page.get_by_role("heading", level=1)).to_have_text("嘉定氢能港")
    expect(phone_page.get_by_role("heading", name="来源")).to_be_visible()
    expect(phone_page.locator("#source-1")).to_contain_text("未载明日期")


def test_chips_narrow_the_list_and_are_taken_back(phone_page, site):
    phone_page.goto(f"{site.url}/parks")

    phone_page.get_by_role("link", name=re.compile("^嘉定区")).first.click()
    phone_page.locator(".chips").get_by_role("link", name=re.compile("^新能源")).click()
    expect(phone_page.get_by_role("status")).to_contain_text("共 2 个园区")
    phone_page.get_by_role("link", name="清除筛选").click()

    expect(phone_page.get_by_role("status")).not_to_contain_text("共 2 个园区")


def test_form_without_scripts_becomes_a_lead(browser: Browser, site):
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{site.url}/p/jiading-hydrogen-port")
        page.locator(".contact").get_by_role("link", name=re.compile("提交需求")).click()
        page.get_by_label("租", exact=True).check()
        page.get_by_label(re.compile("^用途")).fill("汽车零件机加工")
        page.get_by_label("面积从").fill("2000")
        page.get_by_label(re.compile("^手机号")).fill("1380013800")
        page.get_by_label(re.compile("我已阅读并同意")).check()
        page.get_by_role("button", name="提交").click()

        expect(page.locator("#wrong-phone")).to_contain_text("好像少了几位")
        expect(page.get_by_label(re.compile("^用途"))).to_have_value("汽车零件机加工")
        page.get_by_label(re.compile("^手机号")).fill("13800138000")
        page.get_by_role("button", name="提交").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("已登记")
        lead = site.book.list_recent(1)[0]
        expect(page.locator(".number")).to_have_text(lead.number)
        assert lead.request.fields["park"] == "嘉定氢能港"
        assert lead.request.fields["phone"] == "13800138000"


def test_code_for_the_phone_stands_on_wide_screens_only(page, phone_page, site):
    for shown in (page, phone_page):
        shown.goto(f"{site.url}/p/jiading-hydrogen-port")

    expect(page.get_by_alt_text("本页的二维码")).to_be_visible()
    expect(phone_page.get_by_alt_text("本页的二维码")).to_be_hidden()


def test_bar_to_call_stays_in_view_on_a_phone(phone_page, site):
    phone_page.goto(f"{site.url}/p/waigang-plot-1704")

    call = phone_page.get_by_role("link", name="拨打热线")

    expect(call).to_be_in_viewport()
    assert call.bounding_box()["height"] >= TALLEST_TAP


def test_every_field_of_the_form_has_a_name_and_room_for_a_thumb(phone_page, site):
    phone_page.goto(f"{site.url}/lead")

    for name in (re.compile("^具体要求"), re.compile("^区域"), "面积到", re.compile("^税收"), re.compile("^联系人")):
        box = phone_page.get_by_label(name).bounding_box()
        assert box["height"] >= TALLEST_TAP
