"""Which pages, knowledge and lead book do the tests of the pages share?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from bot.catalog.catalog import Catalog, load_catalog
from bot.conversation.playbook import Playbook, load_playbook
from bot.pages.lead_desk import LeadDesk
from bot.pages.public import create_pages
from bot.stores.spool import Spool
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade

ROOT = Path(__file__).parents[2]
PUBLIC_URL = "https://pages.example.com"


@dataclass
class HandClock:
    """Tells the time that the test sets."""

    moment: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def passes(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Markup(HTMLParser):
    """What a test wants to know of a page."""

    text: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def field(self, name: str) -> dict[str, str]:
        return next(attributes for attributes in self.all("input") if attributes.get("name") == name)

    def meta(self, name: str) -> str:
        found = [a for a in self.all("meta") if name in (a.get("name"), a.get("property"))]
        return found[0]["content"] if found else ""


@dataclass
class Installation:
    """Pages over a real lead book on SQLite, and a spool beside it."""

    app: Flask
    book: SqlLeadBook
    spool: Spool
    clock: HandClock
    database: Path
    spool_folder: Path

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def browser_over_tls(self) -> FlaskClient:
        """Return a browser behind a proxy that ends TLS: cookies marked secure come back."""
        client = self.app.test_client()
        client.environ_base["wsgi.url_scheme"] = "https"
        return client


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(ROOT / "knowledge")


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    return load_playbook(ROOT / "config", PUBLIC_URL)


@pytest.fixture(scope="session")
def install(
    tmp_path_factory: pytest.TempPathFactory, catalog: Catalog, playbook: Playbook
) -> Callable[..., Installation]:
    def installed(catalog: Catalog = catalog, public_url: str = PUBLIC_URL) -> Installation:
        folder = tmp_path_factory.mktemp("pages")
        engine = open_database(f"sqlite:///{folder / 'leads.db'}")
        upgrade(engine)
        cipher = Cipher.from_keys(Fernet.generate_key().decode(), b"a secret of the tests")
        book, spool, clock = SqlLeadBook(engine, cipher), Spool(folder / "spool", cipher), HandClock()
        desk = LeadDesk(book, spool, lambda: playbook, clock)
        app = Flask("pages")
        pages = create_pages(
            lambda: catalog, lambda: playbook, clock, desk.submit, public_url=public_url, secret="a secret of the tests"
        )
        app.register_blueprint(pages)
        return Installation(app, book, spool, clock, folder / "leads.db", folder / "spool")

    return installed


@pytest.fixture(scope="session")
def client(install: Callable[..., Installation]) -> FlaskClient:
    """A browser that only looks at pages, so that all tests may share it."""
    return install().browser()


@pytest.fixture
def installation_clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def read() -> Callable[[str], Markup]:
    def parsed(html: str) -> Markup:
        markup = Markup()
        markup.feed(html)
        return markup

    return parsed
