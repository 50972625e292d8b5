"""What has to go when a visitor is forgotten, or when a lead's time is over?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from bot.stores.sql.database import insert_into
from bot.stores.sql.questions import forget_asker
from bot.stores.sql.reports import forget_reports
from bot.stores.sql.stored_requests import ERASED
from bot.stores.sql.tables import consents, erasures, lead_events, leads, outbox, proofs, scans, tickets


def forget_visitor(connection: Connection, digest: str, now: datetime) -> int:
    """Remove personal data of a visitor everywhere; return how many leads that touched.

    What the bot could not answer is kept masked and without a visitor, so nothing of it can be found again.
    """
    stone = insert_into(connection, erasures).values(visitor_digest=digest, at=now)
    connection.execute(stone.on_conflict_do_update(index_elements=["visitor_digest"], set_={"at": now}))
    lead_ids = connection.scalars(select(leads.c.id).where(leads.c.visitor_digest == digest).with_for_update()).all()
    ticket_ids = connection.scalars(select(tickets.c.id).where(tickets.c.visitor_digest == digest)).all()
    forget_leads(connection, lead_ids, now)
    forget_tickets(connection, ticket_ids, now)
    connection.execute(delete(scans).where(scans.c.visitor_digest == digest))
    forget_asker(connection, digest)
    # The answers themselves are evidence; they name nobody.
    active = (consents.c.visitor_digest == digest, consents.c.withdrawn_at.is_(None))
    connection.execute(update(consents).where(*active).values(withdrawn_at=now))
    return len(lead_ids)


def forget_leads(connection: Connection, lead_ids: Sequence[int], now: datetime) -> None:
    """Leave of leads only what says nothing of a person, in their history too, and stop their notices."""
    gone = {"visitor_digest": None, "phone_digest": None, "company_digest": None, "sealed": None, "has_words": False}
    forgotten = update(leads).where(leads.c.id.in_(lead_ids))
    connection.execute(forgotten.values(**gone, stage=ERASED, updated_at=now))
    history = update(lead_events).where(lead_events.c.lead_id.in_(lead_ids))
    connection.execute(history.values(sealed=None, has_words=False))
    _cancel_notices(connection, outbox.c.lead_id.in_(lead_ids), now)
    forget_reports(connection, lead_ids)
    for row in connection.execute(select(leads.c.id, leads.c.version, leads.c.plain).where(leads.c.id.in_(lead_ids))):
        event = {"lead_id": row.id, "version": row.version, "plain": row.plain}
        connection.execute(insert(lead_events).values(**event, kind=ERASED, has_words=False, at=now))


def forget_tickets(connection: Connection, ticket_ids: Sequence[int], now: datetime) -> None:
    """Leave of tickets only number, kind and time, and stop their notices."""
    gone = {"visitor_digest": None, "sealed": None}
    connection.execute(update(tickets).where(tickets.c.id.in_(ticket_ids)).values(gone))
    # The files go from the disk once this is committed: bot/stores/proofs.py.
    connection.execute(update(proofs).where(proofs.c.ticket_id.in_(ticket_ids)).values(ticket_id=None))
    _cancel_notices(connection, outbox.c.ticket_id.in_(ticket_ids), now)


def _cancel_notices(connection: Connection, about: ColumnElement[bool], now: datetime) -> None:
    cancelled = {"status": "cancelled", "leased_until": None, "done_at": now}
    connection.execute(update(outbox).where(about, outbox.c.status == "waiting").values(cancelled))
