"""Starts the whole product as an operator would, and looks at what it stored and sent."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from cryptography.fernet import Fernet

from bot import app
from bot.clock import SystemClock
from bot.settings import Settings
from bot.simulator.platform import Delivery, Platform
from bot.simulator.standins import Keys, StandIns, StandInServer

ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_without_parkbot() -> dict[str, str]:
    """Return this process's environment without settings of an installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PARKBOT_")}


def wait_until(holds: Callable[[], object], seconds: float = 20.0, what: str = "the condition") -> object:
    """Return the first true result; polling, not sleeping a guessed time."""
    tick = threading.Event()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = holds()
        if result:
            return result
        tick.wait(0.02)
    raise AssertionError(f"{what} did not hold within {seconds} s")


@dataclass
class Product:
    """One installation in a folder of its own: `parkbot serve` with embedded parts."""

    folder: Path
    workers: int = 2
    robot: str = ""
    port: int = field(default_factory=free_port)
    token: str = field(default_factory=lambda: secrets.token_hex(12))
    process: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] = field(default_factory=dict)
    stand_ins: StandIns | None = None

    def __post_init__(self) -> None:
        self.appid = "wx0123456789abcdef"
        self.aes_key = secrets.token_hex(22)[:43]
        self.keys = {"SECRET_KEY": secrets.token_hex(16), "DATA_KEY": Fernet.generate_key().decode()}

    @property
    def env(self) -> dict[str, str]:
        own = {
            **self.keys,
            "WECHAT_TOKEN": self.token,
            "WECHAT_APPID": self.appid,
            "WECHAT_AES_KEY": self.aes_key,
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "WORKERS": str(self.workers),
            "WECOM_WEBHOOK": self.robot,
            **self.extra,
        }
        return {**environment_without_parkbot(), **{f"PARKBOT_{name}": value for name, value in own.items() if value}}

    @property
    def settings(self) -> Settings:
        return Settings.load({name: value for name, value in self.env.items() if name.startswith("PARKBOT_")})

    @property
    def platform(self) -> Platform:
        url = f"http://127.0.0.1:{self.port}/wechat"
        return Platform(url, self.token, self.appid, self.aes_key, SystemClock())

    def start(self) -> None:
        log = (self.folder / "product.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env=self.env,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        wait_until(self.is_ready, _READY_SECONDS, f"/readyz of the product ({self.log()[-800:]})")

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the product ended: {self.log()[-3000:]}"
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def log(self) -> str:
        path = self.folder / "product.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def worker_pids(self) -> list[int]:
        """Return the gunicorn workers: grandchildren of the supervisor below its `web` child."""
        assert self.process is not None
        web = [pid for pid in _children(self.process.pid) if " web" in _command(pid)]
        return [pid for master in web for pid in _children(master)]

    def relay_pid(self) -> int:
        found = wait_until(lambda: self._children_called("relay"), 20, "a running relay")
        assert isinstance(found, list)
        return int(found[0])

    def _children_called(self, command: str) -> list[int]:
        assert self.process is not None
        return [pid for pid in _children(self.process.pid) if f" {command}" in _command(pid)]

    def redis_pid(self) -> int:
        found = [int(p.name) for p in Path("/proc").glob("[0-9]*") if _serves(p, self.folder)]
        assert len(found) == 1, found
        return found[0]

    def says(self, visitor: str, text: str) -> Delivery:
        return self.platform.deliver(self.platform.messages.text(visitor, text))

    @contextmanager
    def stores(self) -> Iterator[app.Stores]:
        with app.open_stores(self.settings) as stores:
            yield stores

    def robot_notices(self) -> list[str]:
        """Return what the staff's robot has received."""
        assert self.stand_ins is not None
        return [received.text for received in self.stand_ins.received]

    def leads(self) -> list[str]:
        with self.stores() as stores:
            return [lead.number for lead in stores.book.list_recent(10_000)]


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _serves(process: Path, folder: Path) -> bool:
    command = _command(int(process.name))
    if "valkey-server" not in command and "redis-server" not in command:
        return False
    try:
        return process.joinpath("cwd").resolve().is_relative_to(folder.resolve())
    except OSError:
        return False


@contextmanager
def running_with_robot(folder: Path, extra: dict[str, str] | None = None) -> Iterator[Product]:
    """Run the whole product with a stand-in WeCom robot, and stop both in the end."""
    stand_ins = StandIns(Keys(wecom="robot-key-of-the-test"), SystemClock())
    server = StandInServer(stand_ins)
    running = Product(folder, robot=server.webhooks()["wecom"], stand_ins=stand_ins, extra=extra or {})
    try:
        running.start()
        yield running
    finally:
        running.stop()
        server.close()
