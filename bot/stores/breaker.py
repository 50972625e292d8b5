"""Is a store worth asking right now, or did it just fail several times?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import StoreUnavailable
from bot.ports import Clock


class Breaker:
    """Refuse calls at once after repeated failures, and let one through now and then as a probe."""

    def __init__(self, clock: Clock, *, failures: int = 3, pause: float = 5.0) -> None:
        self._clock = clock
        self._limit = failures
        self._pause = pause
        self._failed = 0
        self._next_probe = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Say whether a call now would be refused."""
        with self._lock:
            return self._refuses()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run the block if the store is worth asking, and learn from how it ends.

        Raises:
            StoreUnavailable: at once while the breaker is open, or from the block.
        """
        self._admit()
        try:
            yield
        except StoreUnavailable:
            self._note_failure()
            raise
        with self._lock:
            self._failed = 0

    def _refuses(self) -> bool:
        return self._failed >= self._limit and self._clock.monotonic() < self._next_probe

    def _admit(self) -> None:
        with self._lock:
            if self._refuses():
                raise StoreUnavailable("the store failed repeatedly and is left alone for a moment")
            if self._failed >= self._limit:
                # Whoever passes here is the probe; the others wait for its outcome or the next pause.
                self._next_probe = self._clock.monotonic() + self._pause

    def _note_failure(self) -> None:
        with self._lock:
            self._failed += 1
            self._next_probe = self._clock.monotonic() + self._pause
