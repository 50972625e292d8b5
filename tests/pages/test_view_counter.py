from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.errors import StoreUnavailable
from bot.pages.view_counter import ViewCounter, is_seen
from bot.stores.sql.database import open_database
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.page_views import SqlPageViews

PARK = ("p", "jiading-hydrogen-port")
ADDRESS = "/p/jiading-hydrogen-port"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.44"


@dataclass
class FailingViews:
    """A store that is away until it is told to come back."""

    is_away: bool = True
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    written: threading.Event = field(default_factory=threading.Event)

    def add(self, counts: Mapping[tuple[str, str], int], day: date) -> None:
        assert day
        if self.is_away:
            raise StoreUnavailable("away")
        self.kept.update(counts)
        self.written.set()

    def totals(self, records: Collection[tuple[str, str]] | None = None) -> Mapping[tuple[str, str], int]:
        if self.is_away:
            raise StoreUnavailable("away")
        return {record: views for record, views in self.kept.items() if records is None or record in records}


@pytest.fixture
def store(tmp_path) -> SqlPageViews:
    engine = open_database(f"sqlite:///{tmp_path}/views.db")
    upgrade(engine)
    return SqlPageViews(engine)


@pytest.fixture
def counter(store, installation_clock) -> ViewCounter:
    counter = ViewCounter(store, installation_clock)
    counter.flush()
    return counter


def test_every_visit_is_counted_and_shown(install, counter, store):
    client = install(views=counter).browser()

    pages = [client.get(ADDRESS, headers={"User-Agent": PHONE}).text for _ in range(3)]
    counter.flush()

    assert "浏览 1 次" in pages[0] and "浏览 3 次" in pages[2]
    assert store.totals() == {PARK: 3}
    assert "Set-Cookie" not in client.get(ADDRESS, headers={"User-Agent": PHONE}).headers


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {"User-Agent": PHONE}),
        ("GET", {"User-Agent": ""}),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"}),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}),
        ("GET", {"User-Agent": "curl/8.5.0"}),
        ("GET", {"User-Agent": "python-requests/2.32"}),
        ("GET", {"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"User-Agent": PHONE, "Purpose": "prefetch"}),
        ("GET", {"User-Agent": PHONE, "X-Moz": "prefetch"}),
        ("GET", {"User-Agent": PHONE, "X-Purpose": "preview"}),
    ],
)
def test_machines_and_pages_nobody_looks_at_are_not_counted(install, counter, store, method, headers):
    client = install(views=counter).browser()

    assert client.open(ADDRESS, method=method, headers=headers).status_code == 200
    counter.flush()

    assert store.totals() == {}


def test_people_are_seen():
    assert is_seen("GET", {"User-Agent": PHONE})


def test_address_that_does_not_exist_is_not_counted(install, counter, store):
    install(views=counter).browser().get("/p/nowhere", headers={"User-Agent": PHONE})
    counter.flush()

    assert store.totals() == {}


def test_views_of_other_processes_show_after_the_next_flush(store, counter, installation_clock):
    other = ViewCounter(store, installation_clock)
    other.flush()
    other.note(PARK)
    other.flush()

    counter.note(PARK)
    counter.flush()

    assert counter.total(PARK) == 2


def test_page_answers_while_the_store_is_away_and_no_view_is_lost(install, installation_clock):
    store = FailingViews()
    counter = ViewCounter(store, installation_clock)
    client = install(views=counter).browser()
    counter.flush()

    page = client.get(ADDRESS, headers={"User-Agent": PHONE})
    counter.flush()
    store.is_away = False
    counter.note(PARK)
    counter.flush()

    assert page.status_code == 200 and "浏览" not in page.text
    assert store.kept == {PARK: 2}
    assert counter.total(PARK) == 2


def test_memory_does_not_grow_while_the_store_is_away(installation_clock):
    store = FailingViews()
    counter = ViewCounter(store, installation_clock)
    for number in range(12_000):
        counter.note(("p", f"park-{number}"))
    counter.note(("p", "park-1"))
    store.is_away = False
    counter.flush()

    assert len(store.kept) == 5_000
    assert store.kept["p", "park-1"] == 2


def test_thread_writes_by_itself_and_once_more_at_the_end(installation_clock):
    store = FailingViews(is_away=False)
    counter = ViewCounter(store, installation_clock, flush_seconds=0.01)
    counter.note(PARK)
    counter.start()
    assert store.written.wait(5)

    counter.note(PARK)
    counter.stop()

    assert store.kept == {PARK: 2}
