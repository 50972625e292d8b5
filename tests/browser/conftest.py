"""Which browser, pages and simulated account do the browser tests share?"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.model import Card, Incoming, Kind, Reply
from bot.simulator.pages import create_simulator
from bot.simulator.platform import Platform
from bot.simulator.standins import Received
from bot.simulator.surroundings import MenuEntry, Place, Scene
from bot.wechat.gate import Gate
from bot.wechat.views import create_webhook

TOKEN = "exampleToken123"
APPID = "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCENES = (Scene("poster-jiading", "嘉定招商海报"), Scene("park-gate", "园区门口立牌"))
PLACES = (Place("上海市嘉定区政府", 31.3746, 121.2653), Place("嘉定氢能港", 31.3027, 121.1645))
MENU = (
    MenuEntry("找园区", entries=(MenuEntry("有哪些园区", key="PARKS"), MenuEntry("登记需求", key="LEAD"))),
    MenuEntry("联系我们", key="CONTACT"),
)


class RealClock:
    """Tells the time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai"))

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Staff:
    """What reached the staff, as the stand-ins would hold it."""

    received: list[Received] = field(default_factory=list)

    def tell(self, text: str, channel: str = "wecom") -> None:
        self.received.append(Received(channel, text, RealClock().now()))


@dataclass(frozen=True)
class Account:
    """A listening account: its simulator's address, what its webhook heard, its staff."""

    url: str
    heard: list[Incoming]
    staff: Staff


CHOICES = (
    "您好,我是园区招商助手,请问想找什么?\n"
    '1. <a href="weixin://bizmsgmenu?msgmenucontent=找厂房&msgmenuid=choice-1">找厂房</a>\n'
    '2. <a href="weixin://bizmsgmenu?msgmenucontent=%E6%9C%89%E5%93%AA%E4%BA%9B%E5%9B%AD%E5%8C%BA&msgmenuid=choice-2">'
    "有哪些园区</a>\n"
    '也可以看<a href="https://example.com/privacy?a=1&b=2">隐私说明</a>。'
)
MARKUP = (
    '<img src=x onerror="document.title=1"><b>粗体</b><script>document.title=2</script><a href="javascript:1">坏</a>'
)
TEXT_REPLIES = {
    "看看卡片": Reply(card=Card("嘉定氢能港", "研发办公与标准厂房,近地铁 11 号线", "https://example.com/p/hydrogen")),
    "安静": Reply(),
    "标记": Reply(text=MARKUP),
}


def answer(incoming: Incoming) -> Reply:
    """Answer as briefly as a test can tell the answers apart."""
    answers: dict[Kind, Callable[[], Reply]] = {
        Kind.FOLLOW: lambda: Reply(text=f"扫码来的:{incoming.scene}" if incoming.scene else CHOICES),
        Kind.SCAN: lambda: Reply(text=f"您又扫了:{incoming.scene}"),
        Kind.TEXT: lambda: TEXT_REPLIES.get(incoming.text, Reply(text=f"您说的是:{incoming.text}")),
        Kind.VOICE: lambda: Reply(text=f"听到了:{incoming.text}" if incoming.text else "没有听清,请打字"),
        Kind.IMAGE: lambda: Reply(text="图片看不懂,请打字"),
        Kind.LOCATION: lambda: Reply(text=f"位置:{incoming.latitude} {incoming.longitude} {incoming.label}"),
        Kind.MENU_CLICK: lambda: Reply(text=f"菜单:{incoming.text}"),
    }
    return answers.get(incoming.kind, Reply)()


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Drop the line."""


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def account_listening(token: str = TOKEN) -> Iterator[Account]:
    """Serve a webhook in safe mode, and a simulator that signs with this token."""
    clock, staff, heard = RealClock(), Staff(), []

    def listen(incoming: Incoming, _deadline: float) -> Reply:
        heard.append(incoming)
        return answer(incoming)

    webhook = Flask("webhook")
    gate = Gate(token=TOKEN, appid=APPID, aes_key=AES_KEY, previous_aes_key="", mode="safe", clock=clock)
    webhook.register_blueprint(create_webhook(gate, listen, clock))
    with serving(webhook) as webhook_url:
        platform = Platform(f"{webhook_url}/wechat", token, APPID, AES_KEY, clock)
        app = Flask("simulator")
        app.register_blueprint(
            create_simulator(platform, lambda: staff.received, SCENES, PLACES, MENU, account_name="园区招商助手")
        )
        with serving(app) as url:
            yield Account(f"{url}/simulator/", heard, staff)


@pytest.fixture(scope="session")
def running_account() -> Iterator[Account]:
    with account_listening() as account:
        yield account


@pytest.fixture
def account(running_account: Account) -> Account:
    running_account.heard.clear()
    running_account.staff.received.clear()
    return running_account


@pytest.fixture
def listen_with_token() -> Callable[[str], AbstractContextManager[Account]]:
    """Start an account whose platform signs with another token."""
    return account_listening


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # None lets Playwright look for a browser of its own.
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_SWITCHES)) as launched:
            yield launched


@contextmanager
def watched(context: BrowserContext) -> Iterator[BrowserContext]:
    """Close the context afterwards; no page of it may have raised or have asked another host."""
    faults: list[str] = []
    hosts: set[str] = set()
    context.set_default_timeout(8_000)
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or "data"))
    yield context
    context.close()
    assert faults == []
    assert hosts <= {"127.0.0.1", "data"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page as wide as a desk's screen."""
    with watched(browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")) as context:
        yield context.new_page()


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page as wide as a phone."""
    options = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "device_scale_factor": 2}
    with watched(browser.new_context(**options, is_mobile=True, has_touch=True)) as context:
        yield context.new_page()
