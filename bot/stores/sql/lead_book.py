"""How are leads and tickets kept so that none is lost, doubled or left without its notices?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, literal, select, update

from bot.model import Json, Lead, LeadRequest, Ticket
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import Conflict, insert_into, reading, storable, writing
from bot.stores.sql.stored_requests import (
    ERASED,
    erased_columns,
    lead_from,
    request_columns,
    says_the_same,
    ticket_to_json,
)
from bot.stores.sql.tables import (
    SHANGHAI,
    counters,
    erasures,
    lead_events,
    leads,
    outbox,
    scans,
    tickets,
    unanswered,
)

Outcome = TypeVar("Outcome")


class SqlLeadBook:
    """Leads, tickets and their outbox rows in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def register(self, request: LeadRequest, channels: Sequence[str], now: datetime) -> Lead:
        """Store the lead and one outbox row a channel, or return the lead its key already has."""
        return self._write(lambda connection: self._register(connection, request, channels, now))

    def amend(self, number: str, request: LeadRequest, channels: Sequence[str], now: datetime) -> Lead:
        """Replace the fields of a lead after a correction, and tell staff.

        A request that says what the lead says already changes nothing. The lead keeps its first key.

        Raises:
            KeyError: no lead has that number, or its visitor was forgotten.
        """
        return self._write(lambda connection: self._amend(connection, number, request, channels, now))

    def open_ticket(self, ticket: Ticket, channels: Sequence[str], now: datetime) -> str:
        """Store the ticket and its outbox rows and return its number; the same key gives the same number."""
        return self._write(lambda connection: self._open_ticket(connection, ticket, channels, now))

    def get(self, number: str) -> Lead:
        """Return the lead of that number.

        Raises:
            KeyError: no lead has that number.
        """
        with reading(self._engine) as connection:
            return lead_from(self._cipher, _row(connection, select(leads).where(leads.c.number == number), number))

    def find_by_visitor(self, visitor: str) -> Sequence[Lead]:
        """Return the visitor's leads, newest first."""
        digest = self._cipher.digest_visitor(visitor)
        return self._find(select(leads).where(leads.c.visitor_digest == digest).order_by(leads.c.id.desc()))

    def find_by_phone(self, phone: str) -> Sequence[Lead]:
        """Return the leads that leave this phone number, newest first."""
        digest = self._cipher.digest_phone(phone)
        return self._find(select(leads).where(leads.c.phone_digest == digest).order_by(leads.c.id.desc()))

    def list_recent(self, limit: int) -> Sequence[Lead]:
        """Return the newest leads."""
        return self._find(select(leads).order_by(leads.c.id.desc()).limit(limit))

    def erase_visitor(self, visitor: str, now: datetime) -> int:
        """Remove personal data of the visitor's leads, tickets and queued notices; return how many leads it touched."""
        digest = self._cipher.digest_visitor(visitor)
        return self._write(lambda connection: _erase(connection, digest, now))

    def record_scan(self, visitor: str, scene: str, now: datetime) -> None:
        """Remember which QR code brought a visitor."""
        values = {"visitor_digest": self._cipher.digest_visitor(visitor), "scene": storable(scene, 128), "at": now}
        with writing(self._engine) as connection:
            connection.execute(insert(scans).values(values))

    def record_unanswered(self, text: str, reason: str, now: datetime) -> None:
        """Remember a masked message that the bot could not answer."""
        values = {"text": storable(text), "reason": storable(reason, 128), "at": now}
        with writing(self._engine) as connection:
            connection.execute(insert(unanswered).values(values))

    def _write(self, act: Callable[[Connection], Outcome]) -> Outcome:
        try:
            with writing(self._engine) as connection:
                return act(connection)
        except Conflict:
            # Another process has just stored the same key: the second look finds what it stored.
            with writing(self._engine) as connection:
                return act(connection)

    def _find(self, query: Select[Any]) -> Sequence[Lead]:
        with reading(self._engine) as connection:
            return tuple(lead_from(self._cipher, row) for row in connection.execute(query))

    def _register(self, connection: Connection, request: LeadRequest, channels: Sequence[str], now: datetime) -> Lead:
        key_digest = self._cipher.digest_key(request.key)
        known = connection.execute(select(leads).where(leads.c.key_digest == key_digest)).first()
        if known is not None:
            return lead_from(self._cipher, known)
        visitor_digest = self._cipher.digest_visitor(request.visitor)
        erased = _was_erased_since(connection, visitor_digest, now)
        values = {
            **(erased_columns(request) if erased else request_columns(self._cipher, request)),
            "number": _next_number(connection, "L", now),
            "key_digest": key_digest,
            "visitor_digest": None if erased else visitor_digest,
            "stage": ERASED if erased else "new",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        row = connection.execute(insert(leads).values(values).returning(leads)).one()
        _note(connection, row, "registered", now)
        if not erased:
            _queue(connection, "lead_registered", row.number, channels, now, lead_id=row.id)
        return lead_from(self._cipher, row)

    def _amend(
        self, connection: Connection, number: str, request: LeadRequest, channels: Sequence[str], now: datetime
    ) -> Lead:
        row = _row(connection, select(leads).where(leads.c.number == number).with_for_update(), number)
        lead = lead_from(self._cipher, row)
        if row.stage == ERASED:
            raise KeyError(number)
        if says_the_same(lead.request, request):
            return lead
        kept = LeadRequest(
            key=lead.request.key,
            visitor=lead.request.visitor,
            fields=request.fields,
            raw=request.raw,
            queue=request.queue,
            scene=request.scene,
            consent=request.consent,
            transcript=request.transcript,
            missing=request.missing,
        )
        values = {**request_columns(self._cipher, kept), "version": row.version + 1, "updated_at": now}
        changed = connection.execute(update(leads).where(leads.c.id == row.id).values(values).returning(leads)).one()
        _note(connection, changed, "amended", now)
        _queue(connection, "lead_updated", number, channels, now, lead_id=row.id)
        return lead_from(self._cipher, changed)

    def _open_ticket(self, connection: Connection, ticket: Ticket, channels: Sequence[str], now: datetime) -> str:
        key_digest = self._cipher.digest_key(ticket.key)
        known = connection.scalar(select(tickets.c.number).where(tickets.c.key_digest == key_digest))
        if known is not None:
            return str(known)
        visitor_digest = self._cipher.digest_visitor(ticket.visitor)
        erased = _was_erased_since(connection, visitor_digest, now)
        values = {
            "number": _next_number(connection, "T", now),
            "key_digest": key_digest,
            "visitor_digest": None if erased else visitor_digest,
            "kind": storable(ticket.kind, 64),
            "scene": storable(ticket.scene, 128),
            "sealed": None if erased else self._cipher.seal(ticket_to_json(ticket)),
            "created_at": now,
        }
        row = connection.execute(insert(tickets).values(values).returning(tickets)).one()
        if not erased:
            _queue(connection, "ticket_opened", row.number, channels, now, ticket_id=row.id)
        return str(row.number)


def _row(connection: Connection, query: Select[Any], number: str) -> Row[Any]:
    row = connection.execute(query).first()
    if row is None:
        raise KeyError(number)
    return row


def _next_number(connection: Connection, prefix: str, now: datetime) -> str:
    # The row stays locked until COMMIT, so numbers have no gaps and no doubles whoever counts.
    name = f"{prefix}{now.astimezone(SHANGHAI):%y%m%d}"
    first = insert_into(connection, counters).values(name=name, value=1)
    counted = first.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
    return f"{name}-{connection.execute(counted.returning(counters.c.value)).scalar_one():03d}"


def _was_erased_since(connection: Connection, visitor_digest: str, moment: datetime) -> bool:
    erased_at = connection.scalar(select(erasures.c.at).where(erasures.c.visitor_digest == visitor_digest))
    return erased_at is not None and erased_at >= moment


def _note(connection: Connection, row: Row[Any], kind: str, now: datetime) -> None:
    values = {"lead_id": row.id, "version": row.version, "kind": kind, "plain": row.plain, "sealed": row.sealed}
    connection.execute(insert(lead_events).values(**values, at=now))


def _queue(
    connection: Connection, kind: str, number: str, channels: Sequence[str], now: datetime, **subject: int
) -> None:
    common: dict[str, Json] = {
        "kind": kind,
        "number": number,
        "status": "waiting",
        "attempts": 0,
        "reason": "",
        "created_at": now,
        "due_at": now,
        **subject,
    }
    rows = [{"channel": channel, **common} for channel in channels]
    if rows:
        connection.execute(insert(outbox), rows)


def _erase(connection: Connection, digest: str, now: datetime) -> int:
    stone = insert_into(connection, erasures).values(visitor_digest=digest, at=now)
    connection.execute(stone.on_conflict_do_update(index_elements=["visitor_digest"], set_={"at": now}))
    lead_rows = connection.execute(select(leads).where(leads.c.visitor_digest == digest).with_for_update()).all()
    ticket_ids = connection.scalars(select(tickets.c.id).where(tickets.c.visitor_digest == digest)).all()
    lead_ids = [row.id for row in lead_rows]

    gone = {"visitor_digest": None, "sealed": None}
    forgotten = {**gone, "phone_digest": None, "stage": ERASED, "updated_at": now}
    connection.execute(update(leads).where(leads.c.id.in_(lead_ids)).values(forgotten))
    connection.execute(update(lead_events).where(lead_events.c.lead_id.in_(lead_ids)).values(sealed=None))
    connection.execute(update(tickets).where(tickets.c.id.in_(ticket_ids)).values(gone))
    about = outbox.c.lead_id.in_(lead_ids) | outbox.c.ticket_id.in_(ticket_ids)
    cancelled = {"status": "cancelled", "leased_until": None, "done_at": now}
    connection.execute(update(outbox).where(about, outbox.c.status == literal("waiting")).values(cancelled))
    connection.execute(delete(scans).where(scans.c.visitor_digest == digest))
    for row in lead_rows:
        connection.execute(
            insert(lead_events).values(lead_id=row.id, version=row.version, kind=ERASED, plain=row.plain, at=now)
        )
    return len(lead_rows)
