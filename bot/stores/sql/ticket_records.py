"""Which tickets are there, for staff to work on?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select

from bot.model import Ticket
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading
from bot.stores.sql.rows import get_row
from bot.stores.sql.stored_requests import ticket_from
from bot.stores.sql.tables import tickets


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """One ticket with its number."""

    number: str
    opened_at: datetime
    ticket: Ticket
    is_erased: bool
    """Its words are gone; number, kind and time stay."""


class SqlTicketRecords:
    """The tickets of the lead book, to be read."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def list_recent(self, limit: int) -> Sequence[TicketRecord]:
        """Return the newest tickets."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(tickets).order_by(tickets.c.id.desc()).limit(limit)).all()
        return tuple(self._record(row) for row in rows)

    def get(self, number: str) -> TicketRecord:
        """Return one ticket.

        Raises:
            KeyError: no ticket has that number.
        """
        with reading(self._engine) as connection:
            return self._record(get_row(connection, select(tickets).where(tickets.c.number == number), number))

    def _record(self, row: Row[Any]) -> TicketRecord:
        return TicketRecord(row.number, row.created_at, ticket_from(self._cipher, row), row.sealed is None)
