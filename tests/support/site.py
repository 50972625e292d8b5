"""Which public pages, with which policies, do the tests look at?"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.catalog.catalog import Catalog, load_catalog
from bot.clock import SystemClock
from bot.conversation.playbook import load_playbook
from bot.pages.lead_desk import LeadDesk
from bot.pages.public import create_pages
from bot.pages.report_desk import ReportDesk
from bot.pages.ticket_desk import TicketDesk
from bot.pages.view_counter import ViewCounter
from bot.stores.proofs import ProofFolder
from bot.stores.spool import Spool
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.page_views import SqlPageViews
from bot.stores.sql.reports import SqlReports

ROOT = Path(__file__).resolve().parents[2]
_POLICY = """\
id: {id}
title: {title}
document_number: 示例规〔2025〕1 号
issuer: 示例区发展和改革委员会
url: https://policy.example.com/{id}
published: {start}
effective_from: {start}
effective_to: {end}
districts: [嘉定区]
industry_tags: [新能源]
summary: 说明示例区支持新能源企业的范围和申请步骤。
conditions: 在本区注册并实际经营的新能源企业
amount_quote: 「按设备投资额的一定比例给予支持，最高不超过 100 万元」
"""


def load_with_policies(folder: Path, *, samples: bool = False) -> Catalog:
    """Return the knowledge with one policy in force and one that has expired, both invented."""
    knowledge = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    policies = knowledge / "policies"
    policies.mkdir(exist_ok=True)
    for name, title, start, end in (
        ("current", "示例区支持新能源产业办法", "2025-01-01", "2099-12-31"),
        ("expired", "示例区支持新能源产业办法（旧）", "2020-01-01", "2022-12-31"),
    ):
        text = _POLICY.format(id=name, title=title, start=start, end=end)
        (policies / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_catalog(knowledge, samples=samples)


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Drop the line."""


class Site:
    """Running pages over a real lead book, with every part that production has."""

    def __init__(self, folder: Path, *, samples: bool = False) -> None:
        engine = open_database(f"sqlite:///{folder / 'leads.db'}")
        upgrade(engine)
        cipher = Cipher.from_keys(Fernet.generate_key().decode(), b"a secret of the tests")
        self.book = SqlLeadBook(engine, cipher)
        self.links = SqlReports(engine, cipher, timedelta(days=30))
        self.catalog, self.playbook = load_with_policies(folder, samples=samples), load_playbook(ROOT / "config")
        clock, spool = SystemClock(), Spool(folder / "spool", cipher)
        self.views = ViewCounter(SqlPageViews(engine), clock)
        self.views.flush()
        desk = LeadDesk(self.book, spool, lambda: self.playbook, lambda: self.catalog, clock)
        tickets = TicketDesk(
            self.book, spool, ProofFolder(folder / "proofs", engine, cipher, clock), lambda: self.playbook, clock
        )
        app = Flask("pages")
        pages = create_pages(
            lambda: self.catalog,
            lambda: self.playbook,
            clock,
            desk.submit,
            public_url="",
            secret="of the tests",
            take_ticket=tickets.take,
            views=self.views,
            reports=ReportDesk(self.links, self.book),
        )
        app.register_blueprint(pages)
        self.server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def running_site(folder: Path, *, samples: bool = False) -> Iterator[Site]:
    """Serve the pages on this machine until the block ends."""
    site = Site(folder, samples=samples)
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        thread.join()
        site.server.server_close()
