"""Which clock, keys and servers do the tests of the stores share?"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from bot.stores.embedded import EmbeddedRedis
from bot.stores.redis_client import GuardedRedis, connect
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.migrate import upgrade


class StandingClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._now + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        return self._seconds

    def passes(self, seconds: float) -> None:
        self._seconds += seconds


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher.from_keys(Fernet.generate_key().decode(), b"secret")


@pytest.fixture
def visitor() -> str:
    return f"openid-{secrets.token_hex(8)}"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/parkbot.db")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pb"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(short_folder: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(short_folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(server: EmbeddedRedis, clock: StandingClock) -> Iterator[GuardedRedis]:
    client = connect(server.start(), clock)
    yield client
    client.close()
