"""Which private link shows which lead's report, and for how long?"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, storable, writing
from bot.stores.sql.stored_requests import ERASED
from bot.stores.sql.tables import leads, reports

_TOKEN_BYTES: Final = 24
_LONGEST_TOKEN: Final = 64
"""Characters; what is longer was never issued."""
_MOST_SHOWN: Final = 30
"""Listings remembered of one report, the newest of them."""


class SqlReports:
    """The reports table; rows of links that have expired go when the next link is made."""

    def __init__(self, engine: Engine, cipher: Cipher, valid_for: timedelta) -> None:
        self._engine = engine
        self._cipher = cipher
        self._valid_for = valid_for

    def issue(self, number: str, now: datetime) -> str:
        """Make a link to the report of a lead and return its token.

        Raises:
            KeyError: no lead has that number, or its visitor withdrew consent or was forgotten.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with writing(self._engine) as connection:
            lead_id = connection.scalar(select(leads.c.id).where(leads.c.number == number, *_ALIVE).with_for_update())
            if lead_id is None:
                raise KeyError(number)
            connection.execute(delete(reports).where(reports.c.expires_at <= now))
            values = {"lead_id": lead_id, "shown": "{}", "issued_at": now, "expires_at": now + self._valid_for}
            connection.execute(insert(reports).values(token_digest=self._cipher.digest_report(token), **values))
        return token

    def open(self, token: str, now: datetime) -> str | None:
        """Return the number of the lead that a token shows, None when it shows none any more."""
        if len(token) > _LONGEST_TOKEN:
            return None
        found = select(leads.c.number).join(reports, reports.c.lead_id == leads.c.id)
        is_meant = reports.c.token_digest == self._cipher.digest_report(token)
        with reading(self._engine) as connection:
            return connection.scalar(found.where(is_meant, reports.c.expires_at > now, *_ALIVE))

    def remember(self, token: str, shown: Mapping[str, str]) -> Mapping[str, str]:
        """Note the names of the listings that a report shows now and return all that it has ever shown."""
        is_meant = reports.c.token_digest == self._cipher.digest_report(token)
        known = self._shown(token)
        if shown.keys() <= known.keys():
            return known
        with writing(self._engine) as connection:
            kept = connection.scalar(select(reports.c.shown).where(is_meant).with_for_update())
            if kept is None:
                return shown
            together = {**json.loads(kept), **shown}
            text = json.dumps(dict(list(together.items())[-_MOST_SHOWN:]), ensure_ascii=False)
            connection.execute(update(reports).where(is_meant).values(shown=storable(text)))
        return together

    def revoke(self, number: str) -> int:
        """End all links to the report of a lead and return how many that were."""
        with writing(self._engine) as connection:
            lead_ids = connection.scalars(select(leads.c.id).where(leads.c.number == number)).all()
            return forget_reports(connection, lead_ids)

    def _shown(self, token: str) -> Mapping[str, str]:
        query = select(reports.c.shown).where(reports.c.token_digest == self._cipher.digest_report(token))
        with reading(self._engine) as connection:
            kept: Mapping[str, str] = json.loads(connection.scalar(query) or "{}")
        return kept


def forget_reports(connection: Connection, lead_ids: Sequence[int]) -> int:
    """End all links to the reports of leads and return how many that were."""
    return connection.execute(delete(reports).where(reports.c.lead_id.in_(lead_ids))).rowcount


_ALIVE: Final = (leads.c.frozen_at.is_(None), leads.c.stage != ERASED)
