"""Who has seen or changed personal data, when, and of which lead?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, storable, writing
from bot.stores.sql.tables import audit


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did."""

    who: str
    what: str
    lead_number: str | None
    at: datetime


class SqlAudit:
    """The audit table; rows are only ever added, until retention removes them."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def record(
        self, who: str, what: str, now: datetime, *, numbers: Sequence[str] = (), visitor: str | None = None
    ) -> None:
        """Note that somebody has done something, a row for each lead concerned.

        Raises:
            StoreUnavailable: it could not be noted.
        """
        digest = self._cipher.digest_visitor(visitor) if visitor else None
        common = {"who": storable(who, 64), "what": storable(what, 32), "visitor_digest": digest, "at": now}
        with writing(self._engine) as connection:
            connection.execute(insert(audit), [{**common, "lead_number": number} for number in numbers or (None,)])

    def list_recent(self, limit: int) -> Sequence[AuditEntry]:
        """Return the newest entries, newest first."""
        newest = select(audit.c.who, audit.c.what, audit.c.lead_number, audit.c.at).order_by(audit.c.id.desc())
        with reading(self._engine) as connection:
            return tuple(AuditEntry(*row) for row in connection.execute(newest.limit(limit)))
