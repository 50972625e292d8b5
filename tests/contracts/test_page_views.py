"""How does every database count views that several processes add at once?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from bot.errors import StoreUnavailable
from bot.stores.sql.database import open_database
from bot.stores.sql.page_views import SqlPageViews
from bot.stores.sql.tables import page_views

PARK, ARTICLE = ("p", "jiading-hydrogen-port"), ("a", "post-11779")
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


def test_views_of_all_days_add_up(engine):
    views = SqlPageViews(engine)

    views.add({PARK: 2, ARTICLE: 1}, TODAY)
    views.add({PARK: 3}, TOMORROW)

    assert views.totals() == {PARK: 5, ARTICLE: 1}
    assert views.totals([ARTICLE, ("p", "unseen")]) == {ARTICLE: 1}
    assert views.totals([]) == {}


def test_views_are_kept_by_day_and_say_nothing_of_visitors(engine):
    SqlPageViews(engine).add({PARK: 2}, TODAY)

    with engine.connect() as connection:
        (row,) = connection.execute(select(page_views)).all()
    assert row._asdict() == {"kind": "p", "record_id": "jiading-hydrogen-port", "day": TODAY, "views": 2}


def test_views_added_at_once_are_all_counted(engine):
    views = SqlPageViews(engine)
    orders = [{PARK: 1, ARTICLE: 1}, {ARTICLE: 1, PARK: 1}] * 10

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda counts: views.add(counts, TODAY), orders))

    assert views.totals() == {PARK: 20, ARTICLE: 20}


def test_many_records_are_asked_for_in_batches(engine):
    views = SqlPageViews(engine)
    records = {("l", f"listing-{number}"): number + 1 for number in range(450)}
    views.add(records, TODAY)

    assert views.totals(records) == records


def test_database_away_is_said_so(tmp_path):
    views = SqlPageViews(open_database(f"sqlite:///{tmp_path}/without-tables.db"))

    with pytest.raises(StoreUnavailable):
        views.add({PARK: 1}, TODAY)
