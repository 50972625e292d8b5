"""Who has knocked too often lately, in all processes together?"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from bot.errors import StoreUnavailable
from bot.ports import Clock
from bot.stores.digests import Digest
from bot.stores.redis_client import GuardedRedis, Script

_KNOCK: Final = Script.of((Path(__file__).parent / "lua" / "knock.lua").read_text(encoding="utf-8"))
_MOST_COUNTERS: Final = 10_000


class RedisGatekeeper:
    """Counts in Redis, and in this process alone while Redis is away."""

    def __init__(self, client: GuardedRedis, secret: bytes, clock: Clock, prefix: str = "parkbot") -> None:
        self._client = client
        self._digest = Digest(secret, "knock")
        self._memory = MemoryGatekeeper(clock)
        self._prefix = prefix

    def admit(self, knock: str, most: int, seconds: int) -> bool:
        """Count one more knock and say whether it is within the limit."""
        name = f"{self._prefix}:knock:{self._digest(f'{knock} {seconds}')}"
        try:
            return int(self._client.run(_KNOCK, [name], [seconds * 1000])) <= most
        except StoreUnavailable:
            return self._memory.admit(name, most, seconds)


class MemoryGatekeeper:
    """Counts in this process; forgets everything rather than grow without end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counters: dict[tuple[str, int], tuple[int, float]] = {}

    def admit(self, knock: str, most: int, seconds: int) -> bool:
        """Count one more knock and say whether it is within the limit."""
        now = self._clock.monotonic()
        with self._lock:
            if len(self._counters) >= _MOST_COUNTERS:
                self._counters.clear()
            count, ends = self._counters.get((knock, seconds), (0, 0.0))
            count, ends = (count + 1, ends) if now < ends else (1, now + seconds)
            self._counters[knock, seconds] = count, ends
        return count <= most
