"""How are leads and tickets kept so that none is lost, doubled or left without its notices?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, insert, select, update

from bot.model import Consent, ConsentRecord, Json, Lead, LeadRequest, Ticket
from bot.stores.sql import consents
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import Conflict, reading, storable, writing
from bot.stores.sql.erasure import forget_visitor
from bot.stores.sql.progress import amended_columns, promised_columns
from bot.stores.sql.rows import get_row, next_number, note_event, queue_notices, was_erased_since
from bot.stores.sql.stored_requests import (
    ERASED,
    erased_columns,
    lead_from,
    request_columns,
    says_the_same,
    ticket_to_json,
)
from bot.stores.sql.tables import leads, scans, tickets, unanswered
from bot.stores.sql.ticket_parts import drop_contacts, hand_over_proofs
from bot.stores.sql.waiting_tickets import settle_tickets

Outcome = TypeVar("Outcome")
Asking = TypeVar("Asking", LeadRequest, Ticket)


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

    def settle_tickets(self, visitor: str, who: str, now: datetime) -> None:
        """Note that somebody talks with the visitor, who waits for nobody any more."""
        digest = self._cipher.digest_visitor(visitor)
        self._write(lambda connection: settle_tickets(connection, tickets.c.visitor_digest == digest, who, now))

    def get(self, number: str) -> Lead:
        """Return the lead of that number.

        Raises:
            KeyError: no lead has that number.
        """
        with reading(self._engine) as connection:
            return lead_from(self._cipher, get_row(connection, select(leads).where(leads.c.number == number), number))

    def find_by_visitor(self, visitor: str) -> Sequence[Lead]:
        """Return the visitor's leads, newest first."""
        digest = self._cipher.digest_visitor(visitor)
        return self._find(select(leads).where(leads.c.visitor_digest == digest).order_by(leads.c.id.desc()))

    def find_by_phone(self, phone: str) -> Sequence[Lead]:
        """Return the leads that leave this phone number, newest first."""
        digest = self._cipher.digest_phone(phone)
        return self._find(select(leads).where(leads.c.phone_digest == digest).order_by(leads.c.id.desc()))

    def find_by_company(self, company: str) -> Sequence[Lead]:
        """Return the leads of this company key, newest first."""
        digest = self._cipher.digest_company(company)
        return self._find(select(leads).where(leads.c.company_digest == digest).order_by(leads.c.id.desc()))

    def list_recent(self, limit: int) -> Sequence[Lead]:
        """Return the newest leads."""
        return self._find(select(leads).order_by(leads.c.id.desc()).limit(limit))

    def erase_visitor(self, visitor: str, now: datetime) -> int:
        """Remove personal data of the visitor's leads, tickets and queued notices; return how many leads it touched."""
        digest = self._cipher.digest_visitor(visitor)
        return self._write(lambda connection: forget_visitor(connection, digest, now))

    def withdraw_consent(self, ticket: Ticket, channels: Sequence[str], now: datetime) -> Sequence[str]:
        """End the visitor's consents, freeze their leads and tell staff once; return the numbers of frozen leads."""
        return self._write(lambda connection: self._withdraw(connection, ticket, channels, now))

    def record_consent(self, visitor: str, consent: Consent, *, agreed: bool) -> None:
        """Keep the answer to a question for consent; the same message twice is one answer."""
        digest = self._cipher.digest_visitor(visitor)
        with writing(self._engine) as connection:
            if not was_erased_since(connection, digest, consent.given_at):
                consents.note_answer(connection, self._cipher, digest, consent, agreed=agreed)

    def find_consents(self, visitor: str) -> Sequence[ConsentRecord]:
        """Return the visitor's consents and refusals, oldest first."""
        query = consents.of_visitor(self._cipher.digest_visitor(visitor))
        with reading(self._engine) as connection:
            return tuple(consents.record_from(row) for row in connection.execute(query))

    def may_share(self, number: str, receiver: str) -> bool:
        """Say whether name and phone of a lead may go to that receiver now.

        Raises:
            KeyError: no lead has that number.
        """
        with reading(self._engine) as connection:
            row = get_row(connection, select(leads).where(leads.c.number == number), number)
            is_open = row.frozen_at is None and row.stage != ERASED
            return is_open and consents.allows(connection, row.visitor_digest, receiver)

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
        erased = was_erased_since(connection, visitor_digest, now)
        request, frozen_at = self._heed_consent(connection, request, visitor_digest, now)
        values = {
            **(erased_columns(request) if erased else self._columns(request, frozen_at)),
            "number": next_number(connection, "L", now),
            "key_digest": key_digest,
            "visitor_digest": None if erased else visitor_digest,
            "stage": ERASED if erased else "new",
            **({} if erased else promised_columns(request.assessment)),
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        row = connection.execute(insert(leads).values(values).returning(leads)).one()
        note_event(connection, row, "registered", now)
        if not erased:
            queue_notices(connection, "lead_registered", row.number, channels, now, lead_id=row.id)
        return lead_from(self._cipher, row)

    def _amend(
        self, connection: Connection, number: str, request: LeadRequest, channels: Sequence[str], now: datetime
    ) -> Lead:
        row = get_row(connection, select(leads).where(leads.c.number == number).with_for_update(), number)
        lead = lead_from(self._cipher, row)
        if row.stage == ERASED:
            raise KeyError(number)
        if says_the_same(lead.request, request):
            return lead
        kept = replace(request, key=lead.request.key, visitor=lead.request.visitor)
        kept, frozen_at = self._heed_consent(connection, kept, row.visitor_digest, now)
        frozen_at = frozen_at or (None if kept.consent else row.frozen_at)
        renewed = row.frozen_at is not None and frozen_at is None
        values = {
            **self._columns(kept, frozen_at),
            **amended_columns(row, kept.assessment, renewed=renewed),
            "version": row.version + 1,
            "updated_at": now,
        }
        changed = connection.execute(update(leads).where(leads.c.id == row.id).values(values).returning(leads)).one()
        note_event(connection, changed, "amended", now)
        queue_notices(connection, "lead_updated", number, channels, now, lead_id=row.id)
        return lead_from(self._cipher, changed)

    def _open_ticket(self, connection: Connection, ticket: Ticket, channels: Sequence[str], now: datetime) -> str:
        key_digest = self._cipher.digest_key(ticket.key)
        known = connection.scalar(select(tickets.c.number).where(tickets.c.key_digest == key_digest))
        if known is not None:
            return str(known)
        visitor_digest = self._cipher.digest_visitor(ticket.visitor)
        erased = was_erased_since(connection, visitor_digest, now)
        ticket, frozen_at = self._heed_consent(connection, ticket, visitor_digest, now)
        ticket = replace(ticket, contact={}) if frozen_at else ticket
        values = {
            "number": next_number(connection, "T", now),
            "key_digest": key_digest,
            "visitor_digest": None if erased else visitor_digest,
            "kind": storable(ticket.kind, 64),
            "scene": storable(ticket.scene, 128),
            "sealed": None if erased else self._cipher.seal(ticket_to_json(ticket)),
            "created_at": now,
            "due_at": ticket.due_at,
        }
        row = connection.execute(insert(tickets).values(values).returning(tickets)).one()
        hand_over_proofs(connection, ticket.proofs, None if erased else row.id)
        if not erased:
            queue_notices(connection, "ticket_opened", row.number, channels, now, ticket_id=row.id)
        return str(row.number)

    def _columns(self, request: LeadRequest, frozen_at: datetime | None) -> dict[str, Json]:
        columns = {**request_columns(self._cipher, request), "frozen_at": frozen_at}
        return {**columns, "phone_digest": None, "company_digest": None} if frozen_at else columns

    def _heed_consent(
        self, connection: Connection, request: Asking, digest: str, now: datetime
    ) -> tuple[Asking, datetime | None]:
        """Keep the consent of a request as evidence, or take it away and freeze when it was withdrawn meanwhile."""
        consent = request.consent
        if consent is None or was_erased_since(connection, digest, consent.given_at):
            return request, None
        if consents.was_withdrawn_since(connection, digest, consent.given_at):
            return replace(request, consent=None), now
        consents.note_answer(connection, self._cipher, digest, consent, agreed=True)
        return request, None

    def _withdraw(
        self, connection: Connection, ticket: Ticket, channels: Sequence[str], now: datetime
    ) -> Sequence[str]:
        digest = self._cipher.digest_visitor(ticket.visitor)
        is_news = consents.withdraw(connection, self._cipher, digest, ticket.key, now)
        newly_frozen = consents.freeze_leads(connection, self._cipher, digest, now)
        drop_contacts(connection, self._cipher, digest)
        if is_news or newly_frozen:
            self._open_ticket(connection, ticket, channels, now)
        theirs = leads.c.visitor_digest == digest, leads.c.frozen_at.is_not(None)
        return tuple(connection.scalars(select(leads.c.number).where(*theirs).order_by(leads.c.id)))
