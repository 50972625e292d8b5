"""What was asked most and could not be answered?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select

from bot.demand import DemandGap
from bot.stores.sql.database import reading
from bot.stores.sql.demand_tables import demand_gaps
from bot.stores.sql.tables import unanswered


class SqlDemandReport:
    """Counts of gaps and of messages without an answer; nothing of it names a visitor."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count_gaps(self, since: datetime) -> Sequence[DemandGap]:
        """Return the kinds of searches that found nothing since then, those of most visitors first.

        A visitor counts once for a kind, however often; one who was forgotten counts once for each need.
        """
        # Whoever was forgotten has no fingerprint: the row itself stands for them.
        visitors = func.count(func.distinct(demand_gaps.c.visitor_digest)) + (
            func.count() - func.count(demand_gaps.c.visitor_digest)
        )
        last = func.max(demand_gaps.c.at)
        query = select(demand_gaps.c.conditions, visitors, last).where(demand_gaps.c.at >= since)
        query = query.group_by(demand_gaps.c.conditions).order_by(visitors.desc(), last.desc())
        with reading(self._engine) as connection:
            return tuple(DemandGap(json.loads(row[0]), row[1], row[2]) for row in connection.execute(query))

    def count_unanswered(self, since: datetime) -> Sequence[tuple[str, int]]:
        """Return the topics of messages without an answer since then with their number, most first."""
        count = func.count()
        query = select(unanswered.c.reason, count).where(unanswered.c.at >= since).group_by(unanswered.c.reason)
        with reading(self._engine) as connection:
            return tuple(
                (row[0], row[1]) for row in connection.execute(query.order_by(count.desc(), unanswered.c.reason))
            )
