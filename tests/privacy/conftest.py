"""With what real parts do the tests about personal data talk?"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import app
from bot.clock import SHANGHAI
from bot.conversation.engine import Engine
from bot.conversation.session import Session, load
from bot.model import Incoming, Kind, Lead, Notice
from bot.preparing import prepare
from bot.rehearsal import StagedClock
from bot.settings import ROOT, Settings
from bot.stores.embedded import EmbeddedRedis

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def knowledge() -> app.Knowledge:
    return app.load_knowledge(ROOT / "knowledge", ROOT / "config", channels=frozenset({"wecom", "log"}))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Sockets do not fit into pytest's long paths."""
    made = Path(tempfile.mkdtemp(prefix="pb"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def redis(folder: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(folder: Path, redis: EmbeddedRedis) -> Settings:
    own = {
        "WECHAT_TOKEN": "token1234",
        "WECHAT_APPID": "wx0123456789abcdef",
        "WECHAT_MODE": "plain",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "secret-of-the-test",
        "DATA_KEY": Fernet.generate_key().decode(),
        "REDIS_URL": redis.start(),
    }
    made = Settings.load({f"PARKBOT_{name}": value for name, value in own.items()})
    prepare(made)
    return made


@dataclass
class Chat:
    """One visitor talking with the real engine over real Valkey and SQLite."""

    engine: Engine
    clock: StagedClock
    stores: app.Stores
    visitor: str = "oVisitorOne"
    sent: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)

    def says(self, *texts: str) -> str:
        for text in texts:
            reply = self._deliver(Kind.TEXT, text)
        return reply

    def happens(self, kind: Kind, scene: str = "") -> str:
        return self._deliver(kind, "", scene)

    def passes(self, **time: float) -> None:
        self.clock.pass_time(timedelta(**time).total_seconds())

    @property
    def session(self) -> Session:
        return load(self.stores.sessions.read(self.visitor))

    @property
    def leads(self) -> list[Lead]:
        return list(self.stores.book.find_by_visitor(self.visitor))

    @property
    def notices(self) -> list[Notice]:
        """Return what waits for staff."""
        return list(self.stores.outbox.claim(1000, 0.0, self.clock.now()))

    def _deliver(self, kind: Kind, text: str, scene: str = "") -> str:
        self.clock.pass_time(1)
        key = f"m{len(self.sent)}"
        self.sent.append(text)
        created = int(self.clock.now().timestamp())
        message = Incoming(key, self.visitor, "gh_1", kind, created, text, scene=scene)
        reply = self.engine.answer(message, self.clock.monotonic() + 4)
        self.replies.append(reply.text)
        return reply.text


@pytest.fixture
def chat(settings: Settings, knowledge: app.Knowledge) -> Iterator[Chat]:
    clock = StagedClock(NOW)
    with app.open_stores(settings, clock) as stores:
        yield Chat(app.build_engine(settings, stores, knowledge, clock), clock, stores)
