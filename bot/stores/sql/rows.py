"""How does a lead or ticket get its number, its history and its notices inside one transaction?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from bot.model import Json
from bot.stores.sql.database import insert_into
from bot.stores.sql.tables import SHANGHAI, counters, erasures, lead_events, outbox

_PROMISE = "promise_%"
"""Kinds of the notices that urge somebody to answer."""


def get_row(connection: Connection, query: Select[Any], number: str) -> Row[Any]:
    """Return the row of a number.

    Raises:
        KeyError: there is none.
    """
    row = connection.execute(query).first()
    if row is None:
        raise KeyError(number)
    return row


def next_number(connection: Connection, prefix: str, now: datetime) -> str:
    """Return the next number of the day, without gaps or doubles."""
    # The row stays locked until COMMIT, whoever else counts.
    name = f"{prefix}{now.astimezone(SHANGHAI):%y%m%d}"
    first = insert_into(connection, counters).values(name=name, value=1)
    counted = first.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
    return f"{name}-{connection.execute(counted.returning(counters.c.value)).scalar_one():03d}"


def was_erased_since(connection: Connection, visitor_digest: str, moment: datetime) -> bool:
    """Say whether the visitor asked to be forgotten after something was written."""
    erased_at = connection.scalar(select(erasures.c.at).where(erasures.c.visitor_digest == visitor_digest))
    return erased_at is not None and erased_at >= moment


def note_event(connection: Connection, row: Row[Any], kind: str, now: datetime) -> None:
    """Add the present state of a lead to its history."""
    copied = {name: getattr(row, name) for name in ("version", "plain", "sealed", "has_words")}
    connection.execute(insert(lead_events).values(lead_id=row.id, kind=kind, at=now, **copied))


def queue_notices(
    connection: Connection, kind: str, number: str, channels: Sequence[str], now: datetime, **subject: int
) -> None:
    """Put one notice a channel into the outbox."""
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


def cancel_promise_notices(connection: Connection, lead_ids: Sequence[int], now: datetime) -> None:
    """Urge nobody any more about leads of which there is other news."""
    cancel_urging(connection, outbox.c.lead_id.in_(lead_ids), now)


def cancel_urging(connection: Connection, about: ColumnElement[bool], now: datetime) -> None:
    """Stop the notices that urge somebody to answer, and are not delivered yet."""
    urging = about, outbox.c.kind.like(_PROMISE), outbox.c.status == "waiting"
    cancelled = {"status": "cancelled", "leased_until": None, "done_at": now}
    connection.execute(update(outbox).where(*urging).values(cancelled))
