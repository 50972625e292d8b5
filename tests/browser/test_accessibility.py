"""Can people who see badly, or use no mouse, use every page; and is every page light and alone?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.support.site import Site, running_site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"phone": 390, "desk": 1280}
LARGEST = 100_000
"""Bytes of a page with everything it loads."""


def go(address: str) -> Callable[[Page, str], None]:
    return lambda page, url: page.goto(url + address, wait_until="networkidle") and None


def send_empty(address: str) -> Callable[[Page, str], None]:
    def send(page: Page, url: str) -> None:
        page.goto(url + address)
        page.get_by_role("button", name="提交").click()
        page.get_by_role("alert").wait_for()

    return send


def register(page: Page, url: str) -> None:
    page.goto(f"{url}/lead")
    page.get_by_label("租", exact=True).check()
    page.get_by_label("手机号").fill("13800138000")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="已登记").wait_for()


def ask_for_an_update(page: Page, url: str) -> None:
    page.goto(f"{url}/owner?about=p/jiading-hydrogen-port")
    page.get_by_label("要更新的内容").fill("建筑面积改为 3 万平方米")
    page.get_by_label("单位和身份").fill("示例运营公司，招商经理")
    proof = {"name": "card.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"x" * 100}
    page.get_by_label("身份证明").set_input_files([proof])
    page.get_by_label("手机号").fill("13800138000")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="已登记").wait_for()


PAGES: Mapping[str, Callable[[Page, str], None]] = {
    "parks": go("/parks"),
    "parks narrowed": go("/parks?district=嘉定区&industry=新能源"),
    "parks none": go("/parks?district=青浦区&industry=食品"),
    "listings": go("/listings"),
    "listings held against a need": go("/listings?area_from=1000&area_to=3000&height=6"),
    "listings, none fits": go("/listings?height=40&district=嘉定区"),
    "compared": go("/compare?l=sample-qinghe-1-crane&l=sample-qinghe-2-1f"),
    "articles": go("/articles"),
    "policies": go("/policies"),
    "topic": go("/topics/嘉定区"),
    "park": go("/p/jiading-hydrogen-port"),
    "park with gaps": go("/p/waigang-plot-1704"),
    "listing": go("/l/hefei-beicheng-floors"),
    "invented listing": go("/l/sample-qinghe-1-crane"),
    "article": go("/a/post-11779"),
    "policy": go("/policy/current"),
    "expired policy": go("/policy/expired"),
    "search": go("/search?q=氢能"),
    "search narrowed to nothing": go("/search?q=氢能&district=崇明区"),
    "search without result": go("/search?q=qwxyz"),
    "empty search": go("/search"),
    "form": go("/lead?park=jiading-hydrogen-port"),
    "form with errors": send_empty("/lead"),
    "form sent": register,
    "owner form": go("/owner?about=p/jiading-hydrogen-port"),
    "owner form with errors": send_empty("/owner"),
    "owner form sent": ask_for_an_update,
    "takedown form": go("/takedown?about=a/post-11779"),
    "privacy notice": go("/privacy"),
    "not found": go("/nowhere"),
}

# Together they show every colour.
DARK = ("park", "listing", "listings held against a need", "expired policy", "owner form with errors", "form sent")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("pages"), samples=True) as site:
        yield site


def grave_findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [*((name, width, "light") for name in PAGES for width in WIDTHS), *((name, "phone", "dark") for name in DARK)],
)
def test_page_has_no_grave_accessibility_finding(browser: Browser, site, name, width, scheme):
    size = {"width": WIDTHS[width], "height": 844}
    with browser.new_context(viewport=size, locale="zh-CN", color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        PAGES[name](page, site.url)

        assert grave_findings(page) == []
        assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_light_and_asks_no_other_host_without_scripts(browser: Browser, site, name, width):
    size = {"width": WIDTHS[width], "height": 844}
    with browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=False) as context:
        page = context.new_page()
        asked: list[str] = []
        weights: list[int] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"]))

        PAGES[name](page, site.url)
        page.wait_for_load_state("networkidle")

        assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
        assert sum(weights) < LARGEST


def test_simulator_has_no_grave_accessibility_finding(browser: Browser, account):
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", bypass_csp=True) as context:
        page = context.new_page()
        page.goto(account.url, wait_until="networkidle")

        assert grave_findings(page) == []
