"""Which messages could the bot not answer, for people to learn from?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select

from bot.stores.sql.database import reading, writing
from bot.stores.sql.tables import unanswered


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One message, masked, with the intent that it was taken for."""

    id: int
    text: str
    reason: str
    at: datetime


class SqlUnanswered:
    """The messages that wait for review."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_newest(self, limit: int) -> Sequence[Unanswered]:
        """Return the newest messages, each text once."""
        query = select(unanswered).order_by(unanswered.c.at.desc(), unanswered.c.id.desc()).limit(limit * 4)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        once: dict[str, Unanswered] = {}
        for row in rows:
            once.setdefault(row.text, Unanswered(row.id, row.text, row.reason, row.at))
        return list(once.values())[:limit]

    def get(self, message_id: int) -> Unanswered:
        """Return one message.

        Raises:
            KeyError: there is none with that number.
        """
        with reading(self._engine) as connection:
            row = connection.execute(select(unanswered).where(unanswered.c.id == message_id)).first()
        if row is None:
            raise KeyError(message_id)
        return Unanswered(row.id, row.text, row.reason, row.at)

    def settle(self, text: str) -> int:
        """Remove every message with that text from the list and return how many there were."""
        with writing(self._engine) as connection:
            return int(connection.execute(delete(unanswered).where(unanswered.c.text == text)).rowcount)
