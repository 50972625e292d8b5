"""Which visitors wait for the person they asked for, and who knows of it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from bot.stores.sql.database import storable
from bot.stores.sql.rows import cancel_urging, queue_notices
from bot.stores.sql.tables import outbox, tickets

_KIND = "promise_ticket"


def settle_tickets(connection: Connection, whose: ColumnElement[bool], who: str, now: datetime) -> None:
    """Note who looks after tickets, so that nobody is urged about them."""
    ids = connection.scalars(select(tickets.c.id).where(whose, tickets.c.settled_at.is_(None)).with_for_update()).all()
    settled = {"settled_at": now, "settled_by": storable(who, 64)}
    connection.execute(update(tickets).where(tickets.c.id.in_(ids)).values(settled))
    cancel_urging(connection, outbox.c.ticket_id.in_(ids), now)


def find_late(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Return the numbers of tickets whose time has come and of which nobody has been told, soonest first."""
    late = select(tickets.c.number).where(is_waiting(now), tickets.c.escalated_at.is_(None))
    return tuple(connection.scalars(late.order_by(tickets.c.due_at).limit(limit)))


def escalate(connection: Connection, number: str, channels: Sequence[str], now: datetime) -> bool:
    """Tell staff of a late ticket, once, and return whether it was now."""
    mine = tickets.c.number == number, is_waiting(now), tickets.c.escalated_at.is_(None)
    ticket_id = connection.scalar(update(tickets).where(*mine).values(escalated_at=now).returning(tickets.c.id))
    if ticket_id is None:
        return False
    queue_notices(connection, _KIND, number, channels, now, ticket_id=ticket_id)
    return True


def count_late(connection: Connection, now: datetime) -> int:
    """Return how many visitors wait longer than they were told."""
    return connection.scalar(select(func.count()).select_from(tickets).where(is_waiting(now))) or 0


def is_waiting(now: datetime) -> ColumnElement[bool]:
    """Say that a visitor should have heard from somebody; an erased one waits no more."""
    return and_(tickets.c.due_at <= now, tickets.c.settled_at.is_(None), tickets.c.sealed.is_not(None))
