"""How are sessions kept inside one process, for the terminal chat and for played dialogues?"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ports import Clock, Turn, TurnState
from bot.stores.saved import SECOND, milliseconds


@dataclass(slots=True)
class _Visitor:
    session: str | None = None
    session_until: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    waiting_until: int = 0
    replies: dict[str, tuple[str, int]] = field(default_factory=dict)
    holder: str = ""
    lock_until: int = 0

    def is_held(self, holder: str, now: int) -> bool:
        return self.holder == holder and self.lock_until > now

    def has_given(self, replies: Mapping[str, str]) -> bool:
        return bool(replies) and all(key in self.replies and self.replies[key][0] == replies[key] for key in replies)

    def is_stale(self, now: int) -> bool:
        ends = [until for _, until in self.replies.values()]
        return max([self.session_until, self.lock_until, self.waiting_until, *ends]) <= now


class MemorySessionStore:
    """Sessions that end with the process."""

    def __init__(self, clock: Clock, *, session_ttl: float, reply_ttl: float = 600, lock_ms: int = 6000) -> None:
        self._clock = clock
        self._keep_ms = int(session_ttl * SECOND)
        self._reply_ms = int(reply_ttl * SECOND)
        self._lock_ms = lock_ms
        self._visitors: dict[str, _Visitor] = {}
        self._lock = threading.Lock()

    def begin(self, visitor: str, key: str, payload: str, holder: str) -> Turn:
        """Note the message unless it is known, and take the visitor's lock if it is free."""
        now = milliseconds(self._clock)
        with self._lock:
            self._drop_stale(now)
            kept = self._visitors.setdefault(visitor, _Visitor())
            reply, until = kept.replies.get(key, ("", 0))
            if until > now:
                return Turn(TurnState.ANSWERED, reply=reply)
            kept.waiting.setdefault(key, payload)
            kept.waiting_until = now + self._keep_ms
            if kept.lock_until > now and kept.holder != holder:
                return Turn(TurnState.BUSY)
            kept.holder, kept.lock_until = holder, now + self._lock_ms
            session = kept.session if kept.session_until > now else None
            return Turn(TurnState.MINE, session, tuple(kept.waiting.values()))

    def finish(self, visitor: str, holder: str, session: str, replies: Mapping[str, str]) -> Turn:
        """Save the session and the replies, and hand out what waits or free the lock."""
        now = milliseconds(self._clock)
        with self._lock:
            kept = self._visitors.setdefault(visitor, _Visitor())
            if not kept.is_held(holder, now):
                return Turn(TurnState.ANSWERED if kept.has_given(replies) else TurnState.BUSY)
            kept.session, kept.session_until = session, now + self._keep_ms
            for key, text in replies.items():
                kept.replies[key] = (text, now + self._reply_ms)
                kept.waiting.pop(key, None)
            if kept.waiting:
                kept.lock_until = now + self._lock_ms
                return Turn(TurnState.MINE, session, tuple(kept.waiting.values()))
            kept.lock_until = 0
            return Turn(TurnState.ANSWERED)

    def abandon(self, visitor: str, holder: str) -> None:
        """Release the lock without saving."""
        with self._lock:
            kept = self._visitors.get(visitor)
            if kept and kept.holder == holder:
                kept.lock_until = 0

    def read(self, visitor: str) -> str | None:
        """Return the stored session without taking the lock."""
        with self._lock:
            kept = self._visitors.get(visitor)
            return kept.session if kept and kept.session_until > milliseconds(self._clock) else None

    def forget(self, visitor: str) -> None:
        """Erase everything kept of the visitor but the lock, which its holder still needs to finish."""
        with self._lock:
            kept = self._visitors.pop(visitor, None)
            if kept:
                self._visitors[visitor] = _Visitor(holder=kept.holder, lock_until=kept.lock_until)

    def _drop_stale(self, now: int) -> None:
        for visitor in [name for name, kept in self._visitors.items() if kept.is_stale(now)]:
            del self._visitors[visitor]
