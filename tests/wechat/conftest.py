"""Which real parts do the webhook's tests share?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.serving import make_server

from bot.model import Incoming, Reply
from bot.simulator.platform import Mode, Platform
from bot.wechat.gate import Gate
from bot.wechat.views import create_webhook

TOKEN = "exampleToken123"
APPID = "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PREVIOUS_AES_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"
ACCOUNT = "gh_0123456789ab"
VISITOR = "oVisitor_0000000000000000001"
GREETING = Reply(text="您好,请问找厂房还是仓库?")


@dataclass
class SteppableClock:
    """Tells the real time, moved by as much as a test likes."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) + self.offset

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Listener:
    """Answers every message alike and remembers what it was asked."""

    reply: Reply = GREETING
    fault: Exception | None = None
    heard: list[Incoming] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def __call__(self, incoming: Incoming, deadline: float) -> Reply:
        self.heard.append(incoming)
        self.deadlines.append(deadline)
        if self.fault:
            raise self.fault
        return self.reply


@dataclass
class Webhook:
    """A webhook that really listens, with the platform in front and the listener behind it."""

    platform: Platform
    listener: Listener
    clock: SteppableClock


def new_gate(clock: SteppableClock, mode: Mode, aes_key: str = AES_KEY, previous: str = "") -> Gate:
    gate_mode = "plain" if mode == "plain" else "safe"
    return Gate(token=TOKEN, appid=APPID, aes_key=aes_key, previous_aes_key=previous, mode=gate_mode, clock=clock)


@contextmanager
def listening(mode: Mode, aes_key: str = AES_KEY, previous: str = "") -> Iterator[Webhook]:
    clock, listener = SteppableClock(), Listener()
    app = Flask(__name__)
    app.register_blueprint(create_webhook(new_gate(clock, mode, aes_key, previous), listener, clock))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/wechat"
    platform = Platform(url, TOKEN, APPID, aes_key, SteppableClock(), mode, ACCOUNT)
    try:
        yield Webhook(platform, listener, clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def webhooks() -> Iterator[dict[str, Webhook]]:
    with listening("safe") as safe, listening("plain") as plain:
        compat = replace(safe, platform=replace(safe.platform, mode="compat"))
        yield {"safe": safe, "plain": plain, "compat": compat}


@pytest.fixture
def listen() -> Callable[..., AbstractContextManager[Webhook]]:
    """Start a further webhook with other keys."""
    return listening


@pytest.fixture
def build_gate() -> Callable[..., Gate]:
    return new_gate


@pytest.fixture
def clock() -> SteppableClock:
    return SteppableClock()


def refresh(webhook: Webhook) -> Webhook:
    webhook.clock.offset = timedelta()
    webhook.listener.heard.clear()
    webhook.listener.deadlines.clear()
    webhook.listener.reply, webhook.listener.fault = GREETING, None
    return webhook


@pytest.fixture(params=["safe", "plain"])
def webhook(request: pytest.FixtureRequest, webhooks: dict[str, Webhook]) -> Webhook:
    return refresh(webhooks[request.param])


@pytest.fixture
def safe(webhooks: dict[str, Webhook]) -> Webhook:
    return refresh(webhooks["safe"])


@pytest.fixture
def plain(webhooks: dict[str, Webhook]) -> Webhook:
    return refresh(webhooks["plain"])


@pytest.fixture
def compat(webhooks: dict[str, Webhook]) -> Webhook:
    return refresh(webhooks["compat"])
