"""Which application does the transport test run under gunicorn?"""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

from flask import Flask

from bot.model import Incoming, Reply
from bot.wechat.gate import Gate, Mode
from bot.wechat.views import create_webhook


class RealClock:
    """Tells the real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def create(mode: Mode, token: str, appid: str, aes_key: str) -> Flask:
    """Build a webhook whose replies count the messages it was asked about."""
    count = itertools.count(1)
    clock = RealClock()

    def answer(_incoming: Incoming, _deadline: float) -> Reply:
        return Reply(text=f"第 {next(count)} 条")

    gate = Gate(token=token, appid=appid, aes_key=aes_key, previous_aes_key="", mode=mode, clock=clock)
    app = Flask(__name__)
    app.register_blueprint(create_webhook(gate, answer, clock))
    return app
