"""Who starts the processes of one installation, restarts those that die, and ends them all together?"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

_LOOK_SECONDS = 0.2
_GRACE_SECONDS = 12.0
"""A little more than gunicorn's graceful time-out, so that answers in flight are finished."""
_RESTART_SECONDS = 1.0

log = structlog.get_logger()


@dataclass(slots=True)
class Child:
    """One process of this installation: `parkbot` with other words."""

    words: Sequence[str]
    is_main: bool = False
    """When it ends, everything ends."""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    rest: float = 0.0
    """Seconds to wait before it is started again."""


class Supervisor:
    """Runs children until a signal comes or the main one ends."""

    def __init__(
        self,
        children: Sequence[Child],
        env: Mapping[str, str],
        is_ready: Callable[[], bool],
        announce: Callable[[], None],
    ) -> None:
        self._children = children
        self._is_ready = is_ready
        self._announce = announce
        self._env = dict(env)
        self._stop = threading.Event()

    def run(self) -> int:
        """Start all, watch them, and return the main child's exit code (0 after a signal)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)
        for child in self._children:
            self._start(child)
        code, announced = 0, False
        while not self._stop.wait(_LOOK_SECONDS):
            if not announced and self._is_ready():
                self._announce()
                announced = True
            ended = [child for child in self._children if child.process is None or child.process.poll() is not None]
            for child in ended:
                if child.is_main:
                    code = child.process.returncode if child.process else 1
                    self._stop.set()
                else:
                    self._start_again(child)
        self._end_all()
        return code

    def _start(self, child: Child) -> None:
        # Its own group, so that Ctrl-C reaches the supervisor alone and the end is orderly.
        child.process = subprocess.Popen(  # noqa: S603 - our own program with our own words
            [sys.executable, "-m", "bot", *child.words], env=self._env, start_new_session=True
        )

    def _start_again(self, child: Child) -> None:
        child.rest -= _LOOK_SECONDS
        if child.process is not None:
            log.error("child_ended", child=child.words[0], code=child.process.returncode)
            child.process, child.rest = None, _RESTART_SECONDS
        elif child.rest <= 0:
            self._start(child)

    def _end_all(self) -> None:
        running = [child.process for child in self._children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stop.set()

    def _on_reload(self, number: int, frame: FrameType | None) -> None:
        del frame
        for child in self._children:
            if child.process:
                child.process.send_signal(number)
