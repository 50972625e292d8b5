"""How does everything get sealed with the newest key, so that an old one can be dropped?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Table, and_, or_, select, update

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, writing
from bot.stores.sql.tables import given_replies, lead_events, leads, sessions, tickets, waiting_messages

_BATCH: Final = 200
"""Rows in one transaction, so that visitors do not wait for a long one."""
_SEALED: Final[Sequence[Table]] = (leads, lead_events, tickets, sessions, waiting_messages, given_replies)


@dataclass(frozen=True, slots=True)
class Resealed:
    """What came of a rotation."""

    changed: int
    unreadable: int
    """Rows that none of the keys opens; they are left alone."""


class SqlKeyRotation:
    """Goes through all sealed rows; may be stopped and begun again at any time."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def run(self) -> Resealed:
        """Seal every row with the newest key.

        Raises:
            StoreUnavailable: the database went away; what is done stays done.
        """
        outcomes = [self._reseal_batch(table, keys) for table in _SEALED for keys in self._batches(table)]
        return Resealed(sum(one.changed for one in outcomes), sum(one.unreadable for one in outcomes))

    def _batches(self, table: Table) -> Sequence[Sequence[Row[Any]]]:
        with reading(self._engine) as connection:
            keys = connection.execute(select(*table.primary_key.columns).where(table.c.sealed.is_not(None))).all()
        return [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]

    def _reseal_batch(self, table: Table, keys: Sequence[Row[Any]]) -> Resealed:
        columns = list(table.primary_key.columns)
        theirs = or_(*(and_(*(c == v for c, v in zip(columns, key, strict=True))) for key in keys))
        changed = unreadable = 0
        with writing(self._engine) as connection:
            query = select(table).where(theirs, table.c.sealed.is_not(None)).with_for_update()
            stale = [row for row in connection.execute(query).all() if not self._cipher.is_newest(row.sealed)]
            for row in stale:
                readable = self._reseal(connection, table, row)
                changed, unreadable = changed + readable, unreadable + (not readable)
        return Resealed(changed, unreadable)

    def _reseal(self, connection: Connection, table: Table, row: Row[Any]) -> bool:
        sealed = self._cipher.reseal(row.sealed)
        if sealed is None:
            return False
        mine = (column == getattr(row, column.name) for column in table.primary_key.columns)
        connection.execute(update(table).where(*mine).values(sealed=sealed))
        return True
