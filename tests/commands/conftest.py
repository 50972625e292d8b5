"""Which installation do the tests of the commands run on?"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot import app
from bot.cli import commands
from bot.clock import SHANGHAI
from bot.model import Consent, LeadRequest, Ticket
from bot.preparing import prepare
from bot.settings import Settings
from tests.support.product import environment_without_parkbot

PHONE = "13800138000"
NAME = "王建国"
VISITOR = "oVisitorOne"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Sockets do not fit into pytest's long paths."""
    made = Path(tempfile.mkdtemp(prefix="pb"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    own = {
        "WECHAT_TOKEN": "token1234",
        "WECHAT_APPID": "wx0123456789abcdef",
        "WECHAT_MODE": "plain",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "secret-of-the-test",
        "DATA_KEY": Fernet.generate_key().decode(),
    }
    return {**environment_without_parkbot(), **{f"PARKBOT_{name}": value for name, value in own.items()}}


@pytest.fixture
def settings(env: dict[str, str]) -> Settings:
    made = Settings.load(env)
    prepare(made)
    return made


@pytest.fixture
def stores(settings: Settings) -> Callable[[], AbstractContextManager[app.Stores]]:
    return lambda: app.open_stores(settings)


@pytest.fixture
def parkbot(env: dict[str, str], settings: Settings) -> Callable[..., Result]:
    """Run a command as an operator would, with other environment variables on wish."""
    return lambda *words, **more: CliRunner().invoke(commands, words, env={**env, **more})


@pytest.fixture
def now() -> datetime:
    return datetime.now(SHANGHAI)


@pytest.fixture
def request_of() -> Callable[..., LeadRequest]:
    def make(key: str, given_at: datetime, visitor: str = VISITOR, **fields: object) -> LeadRequest:
        known = {"district": ["嘉定区"], "area_m2": [2000, 3000], "contact": NAME, "phone": PHONE, **fields}
        consent = Consent("2026-11", "联系您", given_at, f"message-{key}")
        return LeadRequest(key, visitor, known, {"phone": PHONE}, consent=consent, transcript=("访客:嘉定2000平",))

    return make


@pytest.fixture
def filled(stores, request_of, now) -> str:
    """Keep a lead, a ticket and a scan of one visitor, and return the number of the lead."""
    with stores() as opened:
        then = now - timedelta(days=1)
        lead = opened.book.register(request_of("one", then), ("log",), then)
        opened.book.open_ticket(Ticket("m-2", "human", VISITOR, "我要找人"), ("log",), then)
        opened.book.record_scan(VISITOR, "gate", then)
    return lead.number
