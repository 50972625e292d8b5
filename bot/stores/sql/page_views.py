"""How are views of pages counted so that several processes may add at once?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select, true

from bot.stores.sql.database import insert_into, reading, writing
from bot.stores.sql.tables import page_views

_BATCH = 200
"""Records asked for in one statement."""


class SqlPageViews:
    """Views by kind, record and day."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, counts: Mapping[tuple[str, str], int], day: date) -> None:
        """Add views by kind and id of the record; several processes may add at once."""
        with writing(self._engine) as connection:
            # One order for all, or two processes would wait for each other's rows.
            for (kind, record_id), views in sorted(counts.items()):
                first = insert_into(connection, page_views)
                row = first.values(kind=kind, record_id=record_id, day=day, views=views)
                added = {"views": page_views.c.views + row.excluded.views}
                connection.execute(row.on_conflict_do_update(index_elements=["kind", "record_id", "day"], set_=added))

    def totals(self, records: Collection[tuple[str, str]] | None = None) -> Mapping[tuple[str, str], int]:
        """Return the views of all days by kind and id; of these records only, or of all that have any."""
        if records is None:
            return self._sum(true())
        wanted = list(records)
        sums: dict[tuple[str, str], int] = {}
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            sums |= self._sum(
                or_(*(and_(page_views.c.kind == kind, page_views.c.record_id == record) for kind, record in batch))
            )
        return sums

    def _sum(self, which: ColumnElement[bool]) -> dict[tuple[str, str], int]:
        record = (page_views.c.kind, page_views.c.record_id)
        query = select(*record, func.sum(page_views.c.views).label("views")).where(which).group_by(*record)
        with reading(self._engine) as connection:
            return {(row.kind, row.record_id): int(row.views) for row in connection.execute(query)}
