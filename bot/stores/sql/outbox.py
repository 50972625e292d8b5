"""Which notices wait for delivery, and which relay works on each?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, or_, select, update

from bot.demand import Digest, OpenQuestion
from bot.model import Json, Lead, Notice, Ticket
from bot.stores.sql import questions, stock_book
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, storable, writing
from bot.stores.sql.stored_requests import lead_for_staff, ticket_from
from bot.stores.sql.tables import leads, outbox, tickets


class SqlOutbox:
    """The outbox table, shared by any number of relays."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def claim(self, limit: int, lease_seconds: float, now: datetime) -> Sequence[Notice]:
        """Take due notices, oldest first, for this relay alone until the lease ends."""
        free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)
        due = (
            select(outbox)
            .where(outbox.c.status == "waiting", outbox.c.due_at <= now, free)
            .order_by(outbox.c.created_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with writing(self._engine) as connection:
            rows = connection.execute(due).all()
            until = now + timedelta(seconds=lease_seconds)
            taken = outbox.c.id.in_([row.id for row in rows])
            connection.execute(update(outbox).where(taken).values(leased_until=until))
            known_leads = self._leads(connection, rows)
            known_tickets = self._tickets(connection, rows)
            news = _news(connection, rows)
        return tuple(
            _notice(row, known_leads.get(row.lead_id), known_tickets.get(row.ticket_id), news.get(row.number))
            for row in rows
        )

    def delivered(self, notice_id: int, now: datetime) -> None:
        """Mark a notice as accepted by its channel."""
        self._change(notice_id, {"status": "delivered", "done_at": now, "leased_until": None})

    def postpone(self, notice_id: int, until: datetime, reason: str) -> None:
        """Try a notice again later; adds one to its attempts."""
        attempts = outbox.c.attempts + 1
        values = {"due_at": until, "attempts": attempts, "reason": storable(reason), "leased_until": None}
        self._change(notice_id, values)

    def give_up(self, notice_id: int, reason: str, now: datetime) -> None:
        """Stop trying a notice; it stays visible to the operator."""
        attempts = outbox.c.attempts + 1
        ended = {"status": "given_up", "done_at": now, "leased_until": None}
        self._change(notice_id, {**ended, "attempts": attempts, "reason": storable(reason)})

    def lag_seconds(self, now: datetime) -> float:
        """Return the age of the oldest undelivered notice that is not given up, 0 when there is none."""
        with reading(self._engine) as connection:
            oldest = connection.scalar(select(func.min(outbox.c.created_at)).where(outbox.c.status == "waiting"))
        return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0

    def _change(self, notice_id: int, values: dict[str, Json]) -> None:
        # Cancelled meanwhile means that its visitor was forgotten, and so it stays.
        with writing(self._engine) as connection:
            waiting = update(outbox).where(outbox.c.id == notice_id, outbox.c.status == "waiting")
            connection.execute(waiting.values(values))

    def _leads(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Lead]:
        ids = {row.lead_id for row in rows if row.lead_id is not None}
        found = connection.execute(select(leads).where(leads.c.id.in_(ids)))
        return {row.id: lead_for_staff(self._cipher, row) for row in found}

    def _tickets(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Ticket]:
        ids = {row.ticket_id for row in rows if row.ticket_id is not None}
        found = connection.execute(select(tickets).where(tickets.c.id.in_(ids)))
        return {row.id: ticket_from(self._cipher, row) for row in found}


def _news(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, OpenQuestion | Digest]:
    """Return what notices tell that are about no single lead or ticket, by number."""
    asked = {row.number for row in rows if row.kind == questions.NOTICE}
    looked = {row.number for row in rows if row.kind == stock_book.NOTICE}
    return {**questions.read_questions(connection, asked), **stock_book.read_digests(connection, looked)}


def _notice(row: Row[Any], lead: Lead | None, ticket: Ticket | None, news: OpenQuestion | Digest | None) -> Notice:
    return Notice(
        id=row.id,
        channel=row.channel,
        kind=row.kind,
        lead=lead,
        ticket=ticket,
        number=row.number,
        attempts=row.attempts,
        created_at=row.created_at,
        news=news,
    )
