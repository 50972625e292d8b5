"""What was the stock at the last look, and which digests about it wait for staff?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, insert, select

from bot.demand import NO_NEED_STAGES, OFFERS, Candidate, Digest, OpenNeed, StockNews, StockState
from bot.stores.sql.database import Conflict, reading, storable, writing
from bot.stores.sql.demand_tables import digests, stock_looks
from bot.stores.sql.rows import next_number, queue_notices
from bot.stores.sql.stored_requests import ERASED
from bot.stores.sql.tables import leads

NOTICE: Final = "digest"
"""Kind of the notice about changed stock."""


class SqlStockBook:
    """The stock of the last look, in SQLite or PostgreSQL; needs are read from what says nothing of a person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read_state(self) -> StockState:
        """Return the stock of the last look."""
        with reading(self._engine) as connection:
            last = connection.execute(select(stock_looks).order_by(stock_looks.c.id.desc()).limit(1)).first()
        return StockState(last.id, json.loads(last.listings)) if last else StockState()

    def list_open_needs(self, limit: int) -> Sequence[OpenNeed]:
        """Return what the newest leads look for that are still worked on and may be used."""
        query = select(leads).where(_looks_for_space()).order_by(leads.c.id.desc()).limit(limit)
        with reading(self._engine) as connection:
            return tuple(_need(row) for row in connection.execute(query))

    def record_look(
        self,
        before: StockState,
        fingerprints: Mapping[str, str],
        digest: Digest | None,
        channels: Sequence[str],
        now: datetime,
    ) -> bool:
        """Note the stock and queue the digest in one transaction; False when another has looked since `before`."""
        try:
            with writing(self._engine) as connection:
                # The next id can be given once only: whoever comes second finds it taken and changes nothing.
                look = {"id": before.looks + 1, "listings": storable(json.dumps(dict(fingerprints))), "at": now}
                connection.execute(insert(stock_looks).values(look))
                connection.execute(delete(stock_looks).where(stock_looks.c.id <= before.looks))
                if digest:
                    _queue(connection, digest, channels, now)
        except Conflict:
            if self.read_state().looks == before.looks:
                raise
            return False
        return True


def read_digests(connection: Connection, numbers: Iterable[str]) -> dict[str, Digest]:
    """Return digests by number, without leads that were forgotten, frozen or closed since they were written."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = connection.execute(select(digests.c.number, digests.c.body).where(digests.c.number.in_(wanted))).all()
    bodies = {row.number: json.loads(row.body) for row in rows}
    named = {number for body in bodies.values() for one in body["news"] for number, _, _ in one["leads"]}
    found = connection.execute(select(leads).where(leads.c.number.in_(named), _looks_for_space()))
    needs = {row.number: _need(row) for row in found}
    return {number: _digest(body, needs) for number, body in bodies.items()}


def _looks_for_space() -> ColumnElement[bool]:
    """Say that somebody still looks for space and has not told us to stop."""
    ended = [*NO_NEED_STAGES, ERASED]
    return and_(leads.c.stage.not_in(ended), leads.c.frozen_at.is_(None), leads.c.queue != OFFERS)


def _need(row: Row[Any]) -> OpenNeed:
    return OpenNeed(row.number, json.loads(row.plain)["fields"], row.owner_name)


def _queue(connection: Connection, digest: Digest, channels: Sequence[str], now: datetime) -> None:
    number = next_number(connection, "D", now)
    body = storable(json.dumps(_body(digest), ensure_ascii=False))
    connection.execute(insert(digests).values(number=number, body=body, created_at=now))
    queue_notices(connection, NOTICE, number, channels, now)


def _body(digest: Digest) -> dict[str, Any]:
    news = [
        {
            "id": one.listing_id,
            "title": one.title,
            "is_new": one.is_new,
            "leads": [[candidate.need.number, candidate.miss, candidate.gap] for candidate in one.candidates],
        }
        for one in digest.news
    ]
    return {"news": news, "left_out": digest.left_out}


def _digest(body: Mapping[str, Any], needs: Mapping[str, OpenNeed]) -> Digest:
    news = (
        StockNews(
            one["id"],
            one["title"],
            one["is_new"],
            tuple(Candidate(needs[number], miss, gap) for number, miss, gap in one["leads"] if number in needs),
        )
        for one in body["news"]
    )
    return Digest(tuple(one for one in news if one.candidates), body["left_out"])
