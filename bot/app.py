"""How are the parts built and connected?"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.strict_yaml import find_files, read_document
from bot.clock import SystemClock
from bot.conversation.engine import Engine
from bot.conversation.playbook import Playbook, load_playbook
from bot.conversation.talk import Talk
from bot.crosschecks import find_cross_faults
from bot.errors import Fault, KnowledgeError
from bot.leads.promise_watch import PromiseWatch
from bot.leads.stock_watch import StockWatch
from bot.notices.channels.table import ChannelSettings, build_channels
from bot.pipeline import Pipeline
from bot.ports import Clock, LeadBook, Outbox, SessionStore, Unsaved
from bot.rehearsal import Stage, StagedClock, play_all
from bot.settings import Settings
from bot.stores.failover_sessions import FailoverSessionStore
from bot.stores.gatekeeper import RedisGatekeeper
from bot.stores.memory_sessions import MemorySessionStore
from bot.stores.proofs import ProofFolder
from bot.stores.redis_client import GuardedRedis, connect
from bot.stores.redis_sessions import RedisSessionStore
from bot.stores.spool import Spool
from bot.stores.sql.audit import SqlAudit
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.condition import SqlCondition
from bot.stores.sql.database import open_database
from bot.stores.sql.demand_report import SqlDemandReport
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.page_views import SqlPageViews
from bot.stores.sql.pipeline import SqlPipeline
from bot.stores.sql.questions import SqlQuestions
from bot.stores.sql.reports import SqlReports
from bot.stores.sql.retention import SqlRetention
from bot.stores.sql.rotation import SqlKeyRotation
from bot.stores.sql.sessions import SqlSessionStore
from bot.stores.sql.stock_book import SqlStockBook
from bot.stores.sql.ticket_records import SqlTicketRecords
from bot.stores.sql.unanswered import SqlUnanswered
from bot.stores.sql.visitor_records import SqlVisitorRecords
from bot.understanding.name_files import read_name_files
from bot.understanding.understand import Understander, load_understander

Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One checked version of knowledge/ and config/."""

    catalog: Catalog
    understander: Understander
    playbook: Playbook

    @property
    def version(self) -> str:
        """Return a short name of this version for /readyz."""
        return f"{self.catalog.version}-{self.playbook.version}"


@dataclass(frozen=True, slots=True)
class Records:
    """What operators need to look after personal data, besides what the conversation needs."""

    audit: SqlAudit
    visitors: SqlVisitorRecords
    retention: SqlRetention
    rotation: SqlKeyRotation
    fallback: SqlSessionStore
    spool: Spool
    condition: SqlCondition


@dataclass(frozen=True, slots=True)
class PageStores:
    """What the public pages need besides the lead book."""

    views: SqlPageViews
    proofs: ProofFolder
    tickets: SqlTicketRecords
    gatekeeper: RedisGatekeeper
    reports: SqlReports


@dataclass(frozen=True, slots=True)
class DemandStores:
    """What was asked for in vain, and the stock that may serve it now."""

    questions: SqlQuestions
    stock: SqlStockBook
    report: SqlDemandReport


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that keeps data, opened for one process."""

    sessions: SessionStore
    book: LeadBook
    pipeline: Pipeline
    outbox: Outbox
    unsaved: Unsaved
    unanswered: SqlUnanswered
    redis: GuardedRedis
    records: Records
    pages: PageStores
    demand: DemandStores
    chores: Sequence[Callable[[], object]]
    """What the relay does each round besides delivering: replay what was spooled, bring sessions home."""


def real_now() -> datetime:
    """Return the time of the machine's clock."""
    return SystemClock().now()


def read_playbook(settings: Settings) -> Playbook:
    """Read what operations people have decided, with the channels of this installation.

    Raises:
        KnowledgeError: with every fault of config/.
    """
    channels = frozenset(build_channels(ChannelSettings.read(settings.model_dump()), SystemClock()))
    return load_playbook(settings.config_dir, settings.public_url, channels)


def load_knowledge(
    knowledge_dir: Path,
    config_dir: Path,
    public_url: str = "",
    channels: frozenset[str] = frozenset({"log"}),
    *,
    samples: bool = False,
) -> Knowledge:
    """Read and check both folders; with the invented stock for demonstrations when that is wished.

    Raises:
        KnowledgeError: with every fault of both.
    """
    faults: list[Fault] = []
    playbook = _or_faults(lambda: load_playbook(config_dir, public_url, channels), faults)
    catalog = _or_faults(lambda: load_catalog(knowledge_dir, samples=samples), faults)
    if playbook is None or catalog is None:
        raise KnowledgeError(faults)
    understander = load_understander(knowledge_dir, catalog.named_things(), frozenset(playbook.agency.own_numbers))
    faults = find_cross_faults(config_dir, playbook, catalog, read_name_files(knowledge_dir))
    if faults:
        raise KnowledgeError(faults)
    return Knowledge(catalog, understander, playbook)


def _or_faults(load: Callable[[], Loaded], faults: list[Fault]) -> Loaded | None:
    try:
        return load()
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None


@contextmanager
def open_stores(settings: Settings, clock: Clock | None = None) -> Iterator[Stores]:
    """Open the stores of this installation and close them at the end."""
    clock = clock or SystemClock()
    cipher = Cipher.from_keys(settings.data_key, settings.secret_key.encode())
    engine = open_database(settings.sql_url)
    redis = connect(settings.redis_url or "redis://127.0.0.1:6379/0", clock)
    keep = settings.session_seconds
    fallback = SqlSessionStore(engine, cipher, clock, session_ttl=keep)
    sessions = FailoverSessionStore(RedisSessionStore(redis, cipher, clock, session_ttl=keep), fallback, clock)
    book = SqlLeadBook(engine, cipher)
    spool = Spool(settings.data_dir / "spool", cipher)
    proofs = ProofFolder(settings.data_dir / "proofs", engine, cipher, clock)
    gatekeeper = RedisGatekeeper(redis, settings.secret_key.encode(), clock)
    reports = SqlReports(engine, cipher, timedelta(days=settings.report_days))
    pages = PageStores(SqlPageViews(engine), proofs, SqlTicketRecords(engine, cipher), gatekeeper, reports)
    demand = DemandStores(SqlQuestions(engine, cipher), SqlStockBook(engine), SqlDemandReport(engine))
    chores = (lambda: spool.replay(book), sessions.restore, proofs.sweep_now_and_then)
    records = Records(
        SqlAudit(engine, cipher),
        SqlVisitorRecords(engine, cipher),
        SqlRetention(engine, cipher),
        SqlKeyRotation(engine, cipher),
        fallback,
        spool,
        SqlCondition(engine),
    )
    try:
        yield Stores(
            sessions, book, SqlPipeline(engine, cipher), SqlOutbox(engine, cipher), spool, SqlUnanswered(engine), redis,
            records, pages, demand, chores,
        )  # fmt: skip
    finally:
        redis.close()
        engine.dispose()


def build_engine(settings: Settings, stores: Stores, knowledge: Knowledge, clock: Clock) -> Engine:
    """Connect the conversation with its stores."""
    talk = Talk(
        knowledge.understander,
        knowledge.catalog,
        knowledge.playbook,
        stores.book,
        stores.unsaved,
        stores.demand.questions,
        stores.pages.reports,
        settings.public_url,
    )
    return Engine(stores.sessions, lambda: talk, clock, time.sleep)


def build_promise_watch(stores: Stores, playbook: Playbook, clock: Clock) -> PromiseWatch:
    """Connect what looks after promises with its stores and rules."""
    return PromiseWatch(
        stores.book, stores.pipeline, playbook.rules, playbook.working_time, playbook.channels_of, clock
    )


def build_stock_watch(stores: Stores, clock: Clock) -> StockWatch:
    """Connect what tells staff of new stock with its stores."""
    return StockWatch(stores.demand.questions, stores.demand.stock, clock)


def rehearsal_stage(knowledge: Knowledge, public_url: str = "") -> Callable[[datetime], Stage]:
    """Return what sets up the real engine on stores in memory, for dialogues and `parkbot chat`."""
    # Made only when something is kept, which stores in memory never need.
    spool_dir = Path(tempfile.gettempdir()) / f"parkbot-{secrets.token_hex(8)}"

    def stage_at(now: datetime) -> Stage:
        clock = StagedClock(now)
        engine = open_database("sqlite://")
        upgrade(engine)
        cipher = Cipher.from_keys("A" * 43 + "=", b"rehearsal")
        book, sessions = SqlLeadBook(engine, cipher), MemorySessionStore(clock, session_ttl=259_200)
        spool = Spool(spool_dir, cipher)
        questions, reports = SqlQuestions(engine, cipher), SqlReports(engine, cipher, timedelta(days=1))
        talk = Talk(
            knowledge.understander, knowledge.catalog, knowledge.playbook, book, spool, questions, reports, public_url
        )
        outbox = SqlOutbox(engine, cipher)
        return Stage(
            Engine(sessions, lambda: talk, clock, clock.pass_time),
            clock,
            sessions,
            book,
            SqlPipeline(engine, cipher),
            outbox,
        )

    return stage_at


def play_dialogues(knowledge: Knowledge, config_dir: Path) -> list[Fault]:
    """Play every dialogue under config/dialogues and return what differed."""
    documents = [read_document(path, config_dir) for path in find_files(config_dir / "dialogues")]
    return play_all(documents, rehearsal_stage(knowledge))
