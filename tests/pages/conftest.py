"""Which pages, knowledge and lead book do the tests of the pages share?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from bot.catalog.catalog import Catalog, load_catalog
from bot.conversation.playbook import Playbook, load_playbook
from bot.pages.lead_desk import LeadDesk
from bot.pages.public import create_pages
from bot.pages.report_desk import ReportDesk
from bot.pages.ticket_desk import TicketDesk
from bot.stores.proofs import ProofFolder
from bot.stores.spool import Spool
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.reports import SqlReports
from bot.stores.sql.ticket_records import SqlTicketRecords

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
    links: SqlReports
    proofs: ProofFolder
    tickets: SqlTicketRecords

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
def stocked() -> Catalog:
    """The catalog together with the invented stock."""
    return load_catalog(ROOT / "knowledge", samples=True)


@pytest.fixture
def stock_where(tmp_path: Path) -> Callable[..., Catalog]:
    """Load the catalog with the invented stock after a listing has got another status."""

    def load(listing_id: str, status: str) -> Catalog:
        folder = tmp_path / "knowledge"
        shutil.copytree(ROOT / "knowledge", folder)
        path = folder / "samples" / "listings" / f"{listing_id}.yaml"
        path.write_text(re.sub("(?m)^status: .*$", f"status: {status}", path.read_text(encoding="utf-8")), "utf-8")
        return load_catalog(folder, samples=True)

    return load


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    return load_playbook(ROOT / "config", PUBLIC_URL)


@pytest.fixture(scope="session")
def install(
    tmp_path_factory: pytest.TempPathFactory, catalog: Catalog, playbook: Playbook
) -> Callable[..., Installation]:
    def installed(
        catalog: Catalog = catalog, public_url: str = PUBLIC_URL, playbook: Playbook = playbook, **parts: Any
    ) -> Installation:
        folder = tmp_path_factory.mktemp("pages")
        engine = open_database(f"sqlite:///{folder / 'leads.db'}")
        upgrade(engine)
        cipher = Cipher.from_keys(Fernet.generate_key().decode(), b"a secret of the tests")
        book, spool, clock = SqlLeadBook(engine, cipher), Spool(folder / "spool", cipher), HandClock()
        desk = LeadDesk(book, spool, lambda: playbook, lambda: catalog, clock)
        proofs = ProofFolder(folder / "proofs", engine, cipher, clock)
        app = Flask("pages")
        links = SqlReports(engine, cipher, timedelta(days=30))
        pages = create_pages(
            lambda: catalog,
            lambda: playbook,
            clock,
            desk.submit,
            public_url=public_url,
            secret="a secret of the tests",
            reports=ReportDesk(links, book),
            take_ticket=TicketDesk(book, spool, proofs, lambda: playbook, clock).take,
            **parts,
        )
        app.register_blueprint(pages)
        return Installation(
            app,
            book,
            spool,
            clock,
            folder / "leads.db",
            folder / "spool",
            links,
            proofs,
            SqlTicketRecords(engine, cipher),
        )

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
