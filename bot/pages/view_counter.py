"""How often was each page seen, without slowing it and without knowing who saw it?"""

from __future__ import annotations

import atexit
import re
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeAlias

from bot.errors import StoreUnavailable
from bot.ports import Clock, PageViews

Record: TypeAlias = tuple[str, str]
"""Kind and id."""

_FLUSH_SECONDS: Final = 5.0
_MOST_WAITING: Final = 5_000
"""Records that wait to be written; views of further ones are not counted while the store is away."""
_MACHINES: Final = re.compile(
    r"bot|spider|crawl|slurp|curl|wget|python|java/|go-http|okhttp|httpclient|headless|monitor|preview|scan|fetch",
    re.IGNORECASE,
)
_AHEAD: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers by which a browser says that nobody looks at the page yet."""


def is_seen(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether somebody looks at the page: no crawler, no HEAD, no prefetching browser."""
    agent = headers.get("User-Agent", "")
    if method != "GET" or not agent or _MACHINES.search(agent):
        return False
    return not any("pre" in headers.get(name, "").lower() for name in _AHEAD)


class ViewCounter:
    """Counts in memory and writes every few seconds from a thread of its own."""

    def __init__(self, store: PageViews, clock: Clock, flush_seconds: float = _FLUSH_SECONDS) -> None:
        self._store = store
        self._clock = clock
        self._flush_seconds = flush_seconds
        self._lock = threading.Lock()
        self._waiting: Counter[Record] = Counter()
        self._flying: Counter[Record] = Counter()
        self._written: dict[Record, int] | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin to write; what waits when the process ends is written then."""
        threading.Thread(target=self._run, name="page views", daemon=True).start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Write what waits and end."""
        self._stop.set()
        self.flush()

    def note(self, record: Record) -> None:
        """Count one view."""
        with self._lock:
            if record in self._waiting or len(self._waiting) < _MOST_WAITING:
                self._waiting[record] += 1

    def total(self, record: Record) -> int | None:
        """Return the views so far, None before they are known."""
        with self._lock:
            if self._written is None:
                return None
            return self._written.get(record, 0) + self._flying[record] + self._waiting[record]

    def flush(self) -> None:
        """Write what waits and learn what other processes wrote; what cannot be written waits on."""
        with self._lock:
            self._flying, self._waiting = self._waiting, Counter()
            flying, is_first = self._flying, self._written is None
        try:
            if flying:
                self._store.add(flying, self._clock.now().date())
        except StoreUnavailable:
            with self._lock:
                self._waiting.update(flying)
                self._flying = Counter()
            return
        with self._lock:
            # Written by now, whether or not the sums can be read below.
            self._written = None if self._written is None else {**self._written, **self._added(flying)}
            self._flying = Counter()
        self._learn(None if is_first else flying)

    def _added(self, flying: Counter[Record]) -> dict[Record, int]:
        known = self._written or {}
        return {record: known.get(record, 0) + views for record, views in flying.items()}

    def _learn(self, records: Counter[Record] | None) -> None:
        if records is not None and not records:
            return
        try:
            sums = self._store.totals(records)
        except StoreUnavailable:
            return
        with self._lock:
            self._written = {**(self._written or {}), **sums}

    def _run(self) -> None:
        self.flush()
        while not self._stop.wait(self._flush_seconds):
            self.flush()
