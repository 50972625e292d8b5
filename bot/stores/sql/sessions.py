"""How are sessions kept in SQL while Redis is away?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, and_, delete, func, or_, select, update

from bot.ports import Clock, Turn, TurnState
from bot.stores.saved import SECOND, SavedVisitor, milliseconds
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import insert_into, reading, storable, writing
from bot.stores.sql.tables import given_replies, sessions, waiting_messages


class SqlSessionStore:
    """Sessions in SQLite or PostgreSQL, everything personal sealed."""

    def __init__(
        self,
        engine: Engine,
        cipher: Cipher,
        clock: Clock,
        *,
        session_ttl: float,
        reply_ttl: float = 600,
        lock_ms: int = 6000,
    ) -> None:
        self._engine = engine
        self._cipher = cipher
        self._clock = clock
        self._keep_ms = int(session_ttl * SECOND)
        self._reply_ms = int(reply_ttl * SECOND)
        self._lock_ms = lock_ms

    def begin(self, visitor: str, key: str, payload: str, holder: str) -> Turn:
        """Note the message unless it is known, and take the visitor's lock if it is free."""
        digest, now = self._cipher.digest_visitor(visitor), milliseconds(self._clock)
        with writing(self._engine) as connection:
            # The row comes first: whoever looks for a reply without it may miss the one just being stored.
            row = self._row(connection, visitor, now)
            reply = self._find_reply(connection, digest, key, now)
            if reply is not None:
                return Turn(TurnState.ANSWERED, reply=reply)
            self._note(connection, digest, key, payload, now)
            if not self._take_lock(connection, row, visitor, holder, now):
                return Turn(TurnState.BUSY)
            waiting = tuple(self._waiting(connection, digest).values())
            return Turn(TurnState.MINE, self._session(row, now), waiting)

    def finish(self, visitor: str, holder: str, session: str, replies: Mapping[str, str]) -> Turn:
        """Save the session and the replies, and hand out what waits or free the lock."""
        digest, now = self._cipher.digest_visitor(visitor), milliseconds(self._clock)
        with writing(self._engine) as connection:
            if not _holds(connection, digest, holder, now):
                done = replies and all(
                    self._find_reply(connection, digest, key, now) == text for key, text in replies.items()
                )
                return Turn(TurnState.ANSWERED if done else TurnState.BUSY)
            self._store_replies(connection, digest, replies, now)
            waiting = tuple(self._waiting(connection, digest).values())
            lock_until = now + self._lock_ms if waiting else now
            values = {"sealed": self._seal(visitor, session), "saved_at": now, "lock_until": lock_until}
            connection.execute(update(sessions).where(sessions.c.visitor_digest == digest).values(values))
        return Turn(TurnState.MINE, session, waiting) if waiting else Turn(TurnState.ANSWERED)

    def abandon(self, visitor: str, holder: str) -> None:
        """Release the lock without saving."""
        digest = self._cipher.digest_visitor(visitor)
        mine = (sessions.c.visitor_digest == digest, sessions.c.lock_holder == storable(holder, 128))
        with writing(self._engine) as connection:
            connection.execute(update(sessions).where(*mine).values(lock_until=milliseconds(self._clock)))

    def read(self, visitor: str) -> str | None:
        """Return the stored session without taking the lock."""
        digest = self._cipher.digest_visitor(visitor)
        with reading(self._engine) as connection:
            row = connection.execute(select(sessions).where(sessions.c.visitor_digest == digest)).first()
        return self._session(row, milliseconds(self._clock)) if row else None

    def forget(self, visitor: str) -> None:
        """Erase everything kept of the visitor but the lock, which its holder still needs to finish."""
        digest = self._cipher.digest_visitor(visitor)
        with writing(self._engine) as connection:
            for table in (waiting_messages, given_replies):
                connection.execute(delete(table).where(table.c.visitor_digest == digest))
            forgotten = update(sessions).where(sessions.c.visitor_digest == digest)
            connection.execute(forgotten.values(sealed=None, saved_at=0))

    def save(self, visitor: str, session: str, replies: Mapping[str, str]) -> None:
        """Save what a turn ended with whose own store went away meanwhile."""
        digest, now = self._cipher.digest_visitor(visitor), milliseconds(self._clock)
        values = {"sealed": self._seal(visitor, session), "saved_at": now}
        with writing(self._engine) as connection:
            self._row(connection, visitor, now)
            connection.execute(update(sessions).where(sessions.c.visitor_digest == digest).values(values))
            self._store_replies(connection, digest, replies, now)

    def is_empty(self) -> bool:
        """Say whether nobody's session is kept here."""
        with reading(self._engine) as connection:
            return connection.execute(select(sessions.c.visitor_digest).limit(1)).first() is None

    def list_visitors(self, limit: int) -> Sequence[str]:
        """Return the openids of visitors of whom something is kept here."""
        with reading(self._engine) as connection:
            rows = connection.scalars(
                select(sessions.c.sealed).where(sessions.c.sealed.is_not(None)).limit(limit)
            ).all()
        return tuple(self._cipher.open(sealed)["visitor"] for sealed in rows)

    def purge(self) -> int:
        """Remove what is past its time and return how many entries that were."""
        with writing(self._engine) as connection:
            return sum(connection.execute(delete(table).where(past)).rowcount for table, past in self._past())

    def count_past(self) -> int:
        """Return how many entries `purge` would remove."""
        counts = [select(func.count()).select_from(table).where(past) for table, past in self._past()]
        with reading(self._engine) as connection:
            return sum(connection.scalar(count) or 0 for count in counts)

    def hold(self, visitor: str, holder: str) -> SavedVisitor | None:
        """Lock a visitor and return all that is kept; None when there is nothing or somebody works on it."""
        digest, now = self._cipher.digest_visitor(visitor), milliseconds(self._clock)
        with writing(self._engine) as connection:
            query = select(sessions).where(sessions.c.visitor_digest == digest).with_for_update()
            row = connection.execute(query).first()
            if row is None or not self._take_lock(connection, row, visitor, holder, now):
                return None
            fresh = given_replies.c.expires_at > now
            rows = connection.execute(select(given_replies).where(given_replies.c.visitor_digest == digest, fresh))
            replies = {found.message_key: self._cipher.open(found.sealed) for found in rows}
            waiting = self._waiting(connection, digest)
        return SavedVisitor(visitor, self._session(row, now), row.saved_at, replies, waiting)

    def drop(self, visitor: str, holder: str) -> None:
        """Remove a visitor that `hold` locked, once another store has everything."""
        digest, now = self._cipher.digest_visitor(visitor), milliseconds(self._clock)
        with writing(self._engine) as connection:
            if _holds(connection, digest, holder, now):
                for table in (waiting_messages, given_replies, sessions):
                    connection.execute(delete(table).where(table.c.visitor_digest == digest))

    def _past(self) -> Sequence[tuple[Table, ColumnElement[bool]]]:
        """Return each table with the condition for what is past its time in it."""
        now = milliseconds(self._clock)
        untouched = and_(sessions.c.saved_at <= now - self._keep_ms, sessions.c.lock_until <= now - self._keep_ms)
        forgotten = and_(sessions.c.sealed.is_(None), sessions.c.lock_until <= now)
        return (
            (given_replies, given_replies.c.expires_at <= now),
            (waiting_messages, waiting_messages.c.noted_at <= now - self._keep_ms),
            (sessions, or_(untouched, forgotten)),
        )

    def _seal(self, visitor: str, session: str | None) -> str:
        return self._cipher.seal({"visitor": visitor, "session": session})

    def _session(self, row: Row[Any], now: int) -> str | None:
        if not row.sealed or row.saved_at + self._keep_ms <= now:
            return None
        session: str | None = self._cipher.open(row.sealed)["session"]
        return session

    def _find_reply(self, connection: Connection, digest: str, key: str, now: int) -> str | None:
        mine = (given_replies.c.visitor_digest == digest, given_replies.c.message_key == storable(key, 255))
        fresh = given_replies.c.expires_at > now
        sealed = connection.scalar(select(given_replies.c.sealed).where(*mine, fresh))
        if sealed is None:
            return None
        reply: str = self._cipher.open(sealed)
        return reply

    def _note(self, connection: Connection, digest: str, key: str, payload: str, now: int) -> None:
        row = {
            "visitor_digest": digest,
            "message_key": storable(key, 255),
            "sealed": self._cipher.seal(payload),
            "noted_at": now,
        }
        connection.execute(insert_into(connection, waiting_messages).values(row).on_conflict_do_nothing())

    def _waiting(self, connection: Connection, digest: str) -> dict[str, str]:
        mine = select(waiting_messages).where(waiting_messages.c.visitor_digest == digest)
        rows = connection.execute(mine.order_by(waiting_messages.c.id))
        return {row.message_key: self._cipher.open(row.sealed) for row in rows}

    def _row(self, connection: Connection, visitor: str, now: int) -> Row[Any]:
        """Return the visitor's row, which nobody else reads for writing until this transaction ends."""
        digest = self._cipher.digest_visitor(visitor)
        values = {"visitor_digest": digest, "saved_at": 0, "lock_holder": "", "lock_until": now}
        connection.execute(insert_into(connection, sessions).values(values).on_conflict_do_nothing())
        return connection.execute(select(sessions).where(sessions.c.visitor_digest == digest).with_for_update()).one()

    def _take_lock(self, connection: Connection, row: Row[Any], visitor: str, holder: str, now: int) -> bool:
        name = storable(holder, 128)
        if row.lock_holder != name and row.lock_until > now:
            return False
        values = {
            "lock_holder": name,
            "lock_until": now + self._lock_ms,
            "sealed": row.sealed or self._seal(visitor, None),
        }
        connection.execute(
            update(sessions).where(sessions.c.visitor_digest == row.visitor_digest).values(values),
        )
        return True

    def _store_replies(self, connection: Connection, digest: str, replies: Mapping[str, str], now: int) -> None:
        for key, reply in replies.items():
            name, expires_at = storable(key, 255), now + self._reply_ms
            sealed = self._cipher.seal(reply)
            row = {"visitor_digest": digest, "message_key": name, "sealed": sealed, "expires_at": expires_at}
            first = insert_into(connection, given_replies).values(row)
            changed = {"sealed": sealed, "expires_at": expires_at}
            keys = ["visitor_digest", "message_key"]
            connection.execute(first.on_conflict_do_update(index_elements=keys, set_=changed))
            answered = (waiting_messages.c.visitor_digest == digest, waiting_messages.c.message_key == name)
            connection.execute(delete(waiting_messages).where(*answered))


def _holds(connection: Connection, digest: str, holder: str, now: int) -> bool:
    row = connection.execute(select(sessions).where(sessions.c.visitor_digest == digest).with_for_update()).first()
    return row is not None and row.lock_holder == storable(holder, 128) and row.lock_until > now
