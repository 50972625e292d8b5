"""The whole product as `make demo` starts it, used in a real browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.product import ROOT, environment_without_parkbot, free_port, wait_until


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `parkbot demo` in a folder of its own and give its address."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    env = {**environment_without_parkbot(), "PARKBOT_DATA_DIR": str(folder)}
    with (folder / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            wait_until(lambda: is_ready(process, port, folder), 40, "the demo to be ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def is_ready(process: subprocess.Popen[bytes], port: int, folder: Path) -> bool:
    assert process.poll() is None, (folder / "demo.log").read_text(errors="replace")[-2000:]
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=1).ok
    except requests.RequestException:
        return False


def replies(page: Page):
    return page.locator(".entry-account")


def says(page: Page, text: str) -> None:
    before = replies(page).count()
    page.get_by_label("发消息").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(replies(page)).to_have_count(before + 1)


def follow(page: Page, address: str) -> None:
    page.goto(f"{address}/simulator/")
    page.get_by_role("button", name="关注公众号").click()
    expect(replies(page)).to_have_count(1)


def test_conversation_in_the_simulator_ends_in_a_lead_and_a_notice(page, demo):
    follow(page, demo)
    expect(replies(page).last).to_contain_text("欢迎关注")

    for text in ("嘉定有没有2000平的厂房", "租", "做汽车零部件", "没有", "跳过", "1块2以内", "跳过", "跳过"):
        says(page, text)
    says(page, "王先生 13800138000")
    expect(replies(page).last).to_contain_text("请核对登记内容")
    expect(page.locator("body")).to_contain_text("个人信息说明")
    before = replies(page).count()
    replies(page).last.get_by_role("link", name="确认").click()
    expect(replies(page)).to_have_count(before + 1)

    expect(replies(page).last).to_contain_text("已登记")
    number = re.search(r"L\d{6}-\d{3}", replies(page).last.inner_text())
    assert number
    notice = page.locator(".notice").first
    expect(notice).to_contain_text(number.group(), timeout=15_000)
    expect(notice).to_contain_text("138****8000")
    expect(page.locator("body")).not_to_contain_text("13800138000嘉")
    shoot(page, "simulator")


def test_scan_of_a_park_poster_lets_questions_need_no_name(page, demo):
    page.goto(f"{demo}/simulator/")
    page.get_by_role("button", name="关注公众号").click()
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="更多功能").click()
    page.locator("#drawer").get_by_role("button", name="扫一扫").click()
    page.get_by_role("button", name=re.compile("氢能港")).click()
    expect(replies(page)).to_have_count(2)

    says(page, "在哪个镇")

    expect(replies(page).last).to_contain_text("安亭镇")
    expect(replies(page).last).to_contain_text("来源")


def test_demo_works_on_a_phone_screen(phone_page, demo):
    follow(phone_page, demo)

    says(phone_page, "有哪些园区")

    width = phone_page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    shoot(phone_page, "simulator-390")


def test_need_in_the_demo_finds_marked_sample_listings_and_their_pages(phone_page, demo):
    follow(phone_page, demo)

    says(phone_page, "想在嘉定租3000平厂房，层高8米")

    expect(replies(phone_page).last).to_contain_text("示例·青禾智造园 3号楼首层厂房")
    shoot(phone_page, "sample-need")
    says(phone_page, "第一个详细说说")
    expect(replies(phone_page).last).to_contain_text("示例数据，非真实房源")
    phone_page.goto(f"{demo}/l/sample-qinghe-3-1f")
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("示例·青禾智造园 3号楼首层厂房")
    expect(phone_page.get_by_text("示例数据，非真实房源")).to_be_visible()
    expect(phone_page.get_by_role("note")).to_contain_text("都是虚构的")
    assert phone_page.title().startswith("示例·")
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone_page, "sample-listing")
    for number, address in enumerate(("p/sample-qinghe", "listings?district=嘉定区", "search?q=外冈 厂房")):
        phone_page.goto(f"{demo}/{address}")
        expect(phone_page.get_by_text("示例·青禾智造园").first).to_be_visible()
        shoot(phone_page, f"sample-{number}")


def shoot(page: Page, name: str) -> None:
    """Keep a picture for people when they ask for it; the tests themselves do not look at it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
