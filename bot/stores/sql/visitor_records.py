"""What is kept of one visitor besides leads and consents, for somebody who asks for a copy?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select

from bot.model import Json, Ticket
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading
from bot.stores.sql.demand_tables import demand_gaps, open_questions, question_asks
from bot.stores.sql.stored_requests import ticket_from
from bot.stores.sql.tables import scans, tickets


class SqlVisitorRecords:
    """Tickets, scans, questions and searches of a visitor, found by fingerprint."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def find_tickets(self, visitor: str) -> Sequence[tuple[str, datetime, Ticket]]:
        """Return number, time and content of the visitor's tickets, oldest first."""
        theirs = select(tickets).where(tickets.c.visitor_digest == self._cipher.digest_visitor(visitor))
        with reading(self._engine) as connection:
            rows = connection.execute(theirs.order_by(tickets.c.id)).all()
        return tuple((row.number, row.created_at, ticket_from(self._cipher, row)) for row in rows)

    def find_scans(self, visitor: str) -> Sequence[tuple[str, datetime]]:
        """Return scene and time of the visitor's scans, oldest first."""
        theirs = select(scans.c.scene, scans.c.at).where(scans.c.visitor_digest == self._cipher.digest_visitor(visitor))
        with reading(self._engine) as connection:
            return tuple((row.scene, row.at) for row in connection.execute(theirs.order_by(scans.c.id)))

    def find_asked(self, visitor: str) -> Sequence[tuple[str, str, datetime]]:
        """Return of which park or listing the visitor asked which unknown fact and when, oldest first."""
        query = select(open_questions.c.name, open_questions.c.label, question_asks.c.at).join_from(
            question_asks, open_questions
        )
        theirs = query.where(question_asks.c.visitor_digest == self._cipher.digest_visitor(visitor))
        with reading(self._engine) as connection:
            return tuple((row[0], row[1], row[2]) for row in connection.execute(theirs.order_by(question_asks.c.id)))

    def find_searches(self, visitor: str) -> Sequence[tuple[Json, datetime]]:
        """Return conditions and time of the visitor's searches that found nothing, oldest first."""
        query = select(demand_gaps.c.conditions, demand_gaps.c.at)
        theirs = query.where(demand_gaps.c.visitor_digest == self._cipher.digest_visitor(visitor))
        with reading(self._engine) as connection:
            rows = connection.execute(theirs.order_by(demand_gaps.c.id)).all()
        return tuple((json.loads(row[0]), row[1]) for row in rows)
