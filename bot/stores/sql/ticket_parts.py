"""What comes with a ticket besides words, and where does it go when it may be used no longer?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import insert_into
from bot.stores.sql.stored_requests import without_contact
from bot.stores.sql.tables import proofs, tickets


def hand_over_proofs(connection: Connection, names: Sequence[str], ticket_id: int | None) -> None:
    """Note to which ticket files belong; without one they are to be removed."""
    for name in names:
        row = insert_into(connection, proofs).values(name=name, ticket_id=ticket_id)
        connection.execute(row.on_conflict_do_nothing())


def drop_contacts(connection: Connection, cipher: Cipher, digest: str) -> None:
    """Take phone and name out of a visitor's tickets, since consent was withdrawn; the tickets stay."""
    theirs = select(tickets.c.id, tickets.c.sealed).where(
        tickets.c.visitor_digest == digest, tickets.c.sealed.is_not(None)
    )
    for row in connection.execute(theirs.with_for_update()).all():
        named = update(tickets).where(tickets.c.id == row.id)
        connection.execute(named.values(sealed=without_contact(cipher, row.sealed)))
