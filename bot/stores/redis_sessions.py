"""How does Redis keep sessions, locks, queues and given replies, in one trip a step?

Five keys a visitor, all with one hash tag so that a cluster keeps them on one node, each with a time to live:
session (hash: text, saved_at), queue (list of message keys), payloads (hash), lock,
replies (hash: expiry, fingerprint and text). Texts are sealed, because Redis writes them to disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from bot.ports import Clock, Turn, TurnState
from bot.stores.redis_client import GuardedRedis, Script
from bot.stores.saved import SECOND, SavedVisitor, milliseconds
from bot.stores.sql.cipher import Cipher

_FOLDER: Final = Path(__file__).parent / "lua"
_BEGIN, _FINISH, _ABANDON, _ADOPT = (
    Script.of((_FOLDER / f"{name}.lua").read_text(encoding="utf-8")) for name in ("begin", "finish", "abandon", "adopt")
)
_PARTS: Final = ("session", "queue", "payloads", "replies", "lock")


class RedisSessionStore:
    """Sessions in Redis, Valkey or a cluster of them."""

    def __init__(
        self,
        client: GuardedRedis,
        cipher: Cipher,
        clock: Clock,
        *,
        session_ttl: float,
        reply_ttl: float = 600,
        lock_ms: int = 6000,
        prefix: str = "parkbot",
    ) -> None:
        self._client = client
        self._clock = clock
        self._cipher = cipher
        self._keep_ms = int(session_ttl * SECOND)
        self._reply_ms = int(reply_ttl * SECOND)
        self._lock_ms = lock_ms
        self._prefix = prefix

    @property
    def is_away(self) -> bool:
        """Say whether Redis failed so often just now that it is not asked."""
        return self._client.is_away

    def begin(self, visitor: str, key: str, payload: str, holder: str) -> Turn:
        """Note the message unless it is known, and take the visitor's lock if it is free."""
        sealed = self._cipher.seal_text(payload)
        arguments = (key, sealed, holder, milliseconds(self._clock), self._lock_ms, self._keep_ms)
        state, *rest = self._client.run(_BEGIN, self._keys(visitor), arguments)
        if state == TurnState.ANSWERED:
            return Turn(TurnState.ANSWERED, reply=self._open_reply(rest[0]))
        return self._turn(state, rest)

    def finish(self, visitor: str, holder: str, session: str, replies: Mapping[str, str]) -> Turn:
        """Save the session and the replies, and hand out what waits or free the lock."""
        times = (milliseconds(self._clock), self._lock_ms, self._keep_ms, self._reply_ms)
        sealed = self._cipher.seal_text(session)
        arguments: list[str | int] = [holder, sealed, *times, *self._flat_replies(replies)]
        state, *rest = self._client.run(_FINISH, self._keys(visitor), arguments)
        return self._turn(state, rest)

    def abandon(self, visitor: str, holder: str) -> None:
        """Release the lock without saving."""
        self._client.run(_ABANDON, self._keys(visitor)[-1:], (holder,))

    def read(self, visitor: str) -> str | None:
        """Return the stored session without taking the lock."""
        key = self._keys(visitor)[0]
        return self._open(cast("str | None", self._client.call(lambda client: client.hget(key, "text"))))

    def forget(self, visitor: str) -> None:
        """Erase everything kept of the visitor.

        The lock stays until its holder finishes or its seconds are over: it holds a random name only, and the
        turn that carries out the visitor's wish must still be able to store its reply.
        """
        *keys, _lock = self._keys(visitor)
        self._client.call(lambda client: client.delete(*keys))

    def adopt(self, saved: SavedVisitor) -> bool:
        """Take over what another store kept, the session only if it is newer; False while somebody holds the lock."""
        session = ("0", "") if saved.session is None else ("1", self._cipher.seal_text(saved.session))
        times = (milliseconds(self._clock), self._keep_ms, self._reply_ms)
        waiting = [word for key, text in saved.waiting.items() for word in (key, self._cipher.seal_text(text))]
        head: list[str | int] = [*times, *session, saved.saved_at, len(saved.replies)]
        arguments = (*head, *self._flat_replies(saved.replies), *waiting)
        return bool(self._client.run(_ADOPT, self._keys(saved.visitor), arguments))

    def _keys(self, visitor: str) -> list[str]:
        tag = self._cipher.digest_visitor(visitor)
        return [f"{self._prefix}:{{{tag}}}:{part}" for part in _PARTS]

    def _flat_replies(self, replies: Mapping[str, str]) -> list[str]:
        # The fingerprint tells a reply that is sent again from another one; sealed texts differ each time.
        return [
            word
            for key, text in replies.items()
            for word in (key, f"{self._cipher.digest_reply(text)} {self._cipher.seal_text(text)}")
        ]

    def _open_reply(self, stored: str | None) -> str | None:
        return self._open((stored or "").partition(" ")[2])

    def _open(self, sealed: str | None) -> str | None:
        """Return a text; None too when its key is no longer listed, which makes the visitor a stranger for once."""
        return self._cipher.open_text(sealed) if sealed else None

    def _turn(self, state: str, rest: list[str | None]) -> Turn:
        if state != TurnState.MINE:
            return Turn(TurnState(state))
        session, *waiting = rest
        opened = [self._open(payload) for payload in waiting]
        # An evicted payload leaves a hole; its message is queued again by the platform's next delivery.
        return Turn(TurnState.MINE, self._open(session), tuple(payload for payload in opened if payload is not None))
