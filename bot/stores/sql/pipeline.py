"""How is kept what staff do with leads, so that two of them never overwrite each other?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from bot.errors import LeadChanged
from bot.model import Lead
from bot.progress import Change, LeadEvent, OpenPromise
from bot.stores.sql import waiting_tickets
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, storable, writing
from bot.stores.sql.progress import is_waiting, progress_columns
from bot.stores.sql.rows import cancel_promise_notices, get_row, queue_notices
from bot.stores.sql.stored_requests import lead_from
from bot.stores.sql.tables import lead_events, leads, tickets

_ESCALATED = "escalated"


class SqlPipeline:
    """Stages, owners and promises of the leads in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def change(self, lead: Lead, change: Change, channels: Sequence[str], now: datetime) -> Lead:
        """Write a change with its line of history, and its notices in place of those of earlier steps.

        Raises:
            LeadChanged: the lead is not any more as it was read.
            KeyError: no lead has that number.
        """
        mine = select(leads).where(leads.c.number == lead.number).with_for_update()
        with writing(self._engine) as connection:
            row = get_row(connection, mine, lead.number)
            if (row.stage, row.frozen_at, row.changes) != (lead.stage, lead.frozen_at, lead.progress.changes):
                raise LeadChanged(lead.number)
            changed = self._write(connection, row, change, now)
            cancel_promise_notices(connection, [row.id], now)
            if change.notice:
                queue_notices(connection, change.notice, row.number, channels, now, lead_id=row.id)
            return lead_from(self._cipher, changed)

    def history(self, number: str) -> Sequence[LeadEvent]:
        """Return what happened to a lead, oldest first.

        Raises:
            KeyError: no lead has that number.
        """
        with reading(self._engine) as connection:
            row = get_row(connection, select(leads.c.id).where(leads.c.number == number), number)
            events = select(lead_events).where(lead_events.c.lead_id == row.id).order_by(lead_events.c.id)
            return tuple(self._event(event) for event in connection.execute(events))

    def find(
        self, limit: int, *, stage: str = "", owner_id: str = "", overdue_at: datetime | None = None
    ) -> Sequence[Lead]:
        """Return the newest leads of a stage, an owner, or whose promise has passed at that time."""
        query = select(leads).order_by(leads.c.id.desc()).limit(limit)
        query = query.where(leads.c.stage == stage) if stage else query
        query = query.where(leads.c.owner_id == owner_id) if owner_id else query
        query = query.where(is_waiting(), leads.c.due_at < overdue_at) if overdue_at else query
        with reading(self._engine) as connection:
            return tuple(lead_from(self._cipher, row) for row in connection.execute(query))

    def find_promises(self, limit: int, last_step: str) -> Sequence[OpenPromise]:
        """Return promises that nobody has kept and whose escalation has not come to its last step, soonest first."""
        columns = (leads.c.number, leads.c.created_at, leads.c.due_at, leads.c.step, leads.c.claimed_at)
        query = select(*columns).where(is_waiting(), leads.c.step != last_step).order_by(leads.c.due_at).limit(limit)
        with reading(self._engine) as connection:
            return tuple(OpenPromise(*row) for row in connection.execute(query))

    def count_overdue(self, now: datetime) -> int:
        """Return how many promises have passed without an answer."""
        query = select(func.count()).select_from(leads).where(is_waiting(), leads.c.due_at < now)
        with reading(self._engine) as connection:
            return (connection.scalar(query) or 0) + waiting_tickets.count_late(connection, now)

    def find_late_tickets(self, limit: int, now: datetime) -> Sequence[str]:
        """Return the numbers of tickets whose promised time has come and of which nobody has been told."""
        with reading(self._engine) as connection:
            return waiting_tickets.find_late(connection, now, limit)

    def escalate_ticket(self, number: str, channels: Sequence[str], now: datetime) -> bool:
        """Tell staff of a late ticket, once, and return whether it was now."""
        with writing(self._engine) as connection:
            return waiting_tickets.escalate(connection, number, channels, now)

    def claim_ticket(self, number: str, who: str, now: datetime) -> str:
        """Note who looks after a ticket, and return who does: whoever was first.

        Raises:
            KeyError: no ticket has that number.
        """
        mine = tickets.c.number == number
        with writing(self._engine) as connection:
            waiting_tickets.settle_tickets(connection, mine, who, now)
            return str(get_row(connection, select(tickets.c.settled_by).where(mine), number).settled_by)

    def _write(self, connection: Connection, row: Row[Any], change: Change, now: datetime) -> Row[Any]:
        values = {**progress_columns(change.progress), "stage": change.stage, "changes": row.changes + 1}
        if change.kind != _ESCALATED:
            # What staff do counts as contact, for retention and for the protection of the owner; waiting does not.
            values["updated_at"] = now
        connection.execute(insert(lead_events).values(**self._event_columns(row, change), at=now))
        return connection.execute(update(leads).where(leads.c.id == row.id).values(values).returning(leads)).one()

    def _event_columns(self, row: Row[Any], change: Change) -> dict[str, Any]:
        progress = change.progress
        plain = {
            "before": row.stage,
            "after": change.stage,
            "who": change.who,
            "owner_name": progress.owner_name,
            "forced": change.forced,
            "next_contact": progress.next_contact.isoformat() if progress.next_contact else None,
            "step": progress.step,
            "due_at": row.due_at.isoformat() if row.due_at else None,
        }
        return {
            "lead_id": row.id,
            "version": row.version,
            "kind": storable(change.kind, 32),
            "plain": storable(json.dumps(plain, ensure_ascii=False)),
            "sealed": self._cipher.seal({"reason": change.reason}) if change.reason else None,
            "has_words": False,
        }

    def _event(self, row: Row[Any]) -> LeadEvent:
        plain = json.loads(row.plain)
        if "after" not in plain:
            return LeadEvent(row.kind, row.at)
        day = plain["next_contact"]
        return LeadEvent(
            row.kind,
            row.at,
            plain["before"],
            plain["after"],
            plain["who"],
            plain["owner_name"],
            self._cipher.open(row.sealed)["reason"] if row.sealed else "",
            plain["forced"],
            date.fromisoformat(day) if day else None,
            plain["step"],
        )
