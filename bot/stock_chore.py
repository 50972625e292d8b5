"""When does the relay have the stock looked at, without making notices wait or keeping the catalog in memory?"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

import structlog

from bot.ports import Clock

COMMAND: Final = (sys.executable, "-m", "bot", "match", "digest")
"""Thousands of listings take seconds and hundreds of megabytes, which a process of its own gives back."""
_PAUSES: Final = (30.0, 120.0, 600.0)
"""Seconds after the first, second, ... look that failed; the last one from then on."""

log = structlog.get_logger()


class StockChore:
    """Starts a look at the stock whenever one is due, and again when it failed; never waits for it."""

    def __init__(self, due: threading.Event, clock: Clock, command: Sequence[str] = COMMAND) -> None:
        self._due = due
        self._clock = clock
        self._command = command
        self._look: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._rests_until = clock.monotonic()

    def __call__(self) -> None:
        """Start a look if one is due, or judge the one that has ended."""
        if self._look is not None:
            self._judge(self._look)
        elif self._due.is_set() and self._clock.monotonic() >= self._rests_until:
            # Cleared first: a reload while the look is running asks for another one.
            self._due.clear()
            self._look = subprocess.Popen(  # noqa: S603 - our own program with our own words
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    def stop(self) -> None:
        """End a look that is still running; it has written all or nothing."""
        if self._look is not None:
            self._look.kill()
            self._look.wait()
            self._look = None

    def _judge(self, look: subprocess.Popen[bytes]) -> None:
        code = look.poll()
        if code is None:
            return
        self._look = None
        if code == 0:
            self._failures = 0
            return
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        self._rests_until = self._clock.monotonic() + pause
        self._due.set()
        log.error("stock_look_failed", code=code, again_in=pause, hint="parkbot match digest --dry-run")
