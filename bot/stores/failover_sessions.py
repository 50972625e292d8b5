"""Where do sessions live while Redis is away, and how do they get back?"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from bot.errors import StoreUnavailable
from bot.ports import Clock, SessionStore, Turn, TurnState
from bot.stores.redis_sessions import RedisSessionStore
from bot.stores.sql.sessions import SqlSessionStore

_LOOK_AGAIN: Final = 1.0
"""Seconds after which a process looks whether another one has saved sessions to SQL."""
_MOST_HOLDERS: Final = 10_000
_MOST_STRAYS: Final = 20
_AT_ONCE: Final = 200


class FailoverSessionStore:
    """Sessions in Redis, and in SQL while Redis is away.

    A turn ends where it began. A visitor whose last turn was saved to SQL is moved back before Redis is asked for
    that visitor again; `restore` moves the others.
    """

    def __init__(self, first: RedisSessionStore, second: SqlSessionStore, clock: Clock) -> None:
        self._first = first
        self._second = second
        self._clock = clock
        self._turns: OrderedDict[str, SessionStore] = OrderedDict()
        self._strays: OrderedDict[str, list[str]] = OrderedDict()
        self._lock = threading.Lock()
        self._may_hold = True
        self._look_at = clock.monotonic()

    def begin(self, visitor: str, key: str, payload: str, holder: str) -> Turn:
        """Note the message unless it is known, and take the visitor's lock if it is free."""
        try:
            self._settle(visitor)
            return self._noted(self._first.begin(visitor, key, payload, holder), holder, self._first)
        except StoreUnavailable:
            self._may_hold = True
            self._note_stray(visitor, holder)
            return self._noted(self._second.begin(visitor, key, payload, holder), holder, self._second)

    def finish(self, visitor: str, holder: str, session: str, replies: Mapping[str, str]) -> Turn:
        """Save the session and the replies where the turn began, or in SQL when Redis went away meanwhile."""
        began_in = self._turns.get(holder)
        if began_in is not self._second:
            try:
                return self._noted(self._first.finish(visitor, holder, session, replies), holder, self._first)
            except StoreUnavailable:
                self._may_hold = True
        if began_in is self._first:
            self._note_stray(visitor, holder)
            self._second.save(visitor, session, replies)
            return self._noted(Turn(TurnState.ANSWERED), holder, self._second)
        return self._noted(self._second.finish(visitor, holder, session, replies), holder, self._second)

    def abandon(self, visitor: str, holder: str) -> None:
        """Release the lock where it was taken, without saving."""
        with self._lock:
            began_in = self._turns.pop(holder, self._first)
        # A lock that cannot be released ends by itself, and the caller has nothing left to do about it.
        with suppress(StoreUnavailable):
            began_in.abandon(visitor, holder)

    def read(self, visitor: str) -> str | None:
        """Return the stored session without taking the lock."""
        try:
            self._settle(visitor)
            return self._first.read(visitor)
        except StoreUnavailable:
            return self._second.read(visitor)

    def forget(self, visitor: str) -> None:
        """Erase everything kept of the visitor in both stores.

        Raises:
            StoreUnavailable: one of them is away, so something may be left; ask again later.
        """
        try:
            self._second.forget(visitor)
        finally:
            self._first.forget(visitor)

    def restore(self) -> int:
        """Move the sessions of an outage back to Redis and drop what is past its time; return how many were moved.

        Raises:
            StoreUnavailable: Redis or SQL is away; what was not moved stays.
        """
        self._second.purge()
        if self._first.is_away:
            return 0
        with self._lock:
            stray_visitors = list(self._strays)
        for visitor in stray_visitors:
            self._release_strays(visitor)
        return sum(self._move(visitor) for visitor in self._second.list_visitors(_AT_ONCE))

    def _note_stray(self, visitor: str, holder: str) -> None:
        """Remember a lock that Redis keeps, or may still give, for a turn that goes on in SQL.

        A server that was only stalled carries out what it was sent, long after nobody waits for it.
        """
        with self._lock:
            holders = self._strays.setdefault(visitor, [])
            # Only the first few can have reached Redis before the breaker opened.
            if holder not in holders and len(holders) < _MOST_STRAYS:
                holders.append(holder)
            while len(self._strays) > _MOST_HOLDERS:
                self._strays.popitem(last=False)

    def _release_strays(self, visitor: str) -> None:
        with self._lock:
            holders = self._strays.pop(visitor, [])
        try:
            for holder in holders:
                self._first.abandon(visitor, holder)
        except StoreUnavailable:
            for holder in holders:
                self._note_stray(visitor, holder)
            raise

    def _settle(self, visitor: str) -> None:
        if self._first.is_away:
            return
        self._release_strays(visitor)
        if self._second_may_hold():
            self._move(visitor)

    def _second_may_hold(self) -> bool:
        # Without this a message would cost a look into SQL each time, though there is hardly ever anything.
        if self._clock.monotonic() >= self._look_at:
            self._look_at = self._clock.monotonic() + _LOOK_AGAIN
            with suppress(StoreUnavailable):
                self._may_hold = not self._second.is_empty()
        return self._may_hold

    def _move(self, visitor: str) -> bool:
        mover = secrets.token_hex(8)
        try:
            saved = self._second.hold(visitor, mover)
        except StoreUnavailable:
            return False
        if saved is None:
            return False
        adopted = False
        try:
            adopted = self._first.adopt(saved)
        finally:
            with suppress(StoreUnavailable):
                (self._second.drop if adopted else self._second.abandon)(visitor, mover)
        return adopted

    def _noted(self, turn: Turn, holder: str, store: SessionStore) -> Turn:
        with self._lock:
            self._turns.pop(holder, None)
            if turn.state is TurnState.MINE:
                self._turns[holder] = store
            while len(self._turns) > _MOST_HOLDERS:
                self._turns.popitem(last=False)
        return turn
