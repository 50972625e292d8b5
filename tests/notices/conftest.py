"""What do the tests of notices share: a clock to turn, an outbox in memory, channels, robots, a mailbox?"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from bot.clock import SystemClock
from bot.model import Consent, Lead, LeadRequest, Notice, Ticket
from bot.notices.channel import Rendered
from bot.notices.channels.mail import MailAccount
from bot.notices.relay import Relay
from bot.simulator.standins import Keys, StandIns, StandInServer

START = datetime(2026, 11, 23, 15, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def passes(self, seconds: float) -> None:
        self.passed += seconds


@dataclass
class Row:
    notice: Notice
    due: datetime
    state: str = "waiting"
    reason: str = ""


class MemoryOutbox:
    """The outbox port over a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}

    def add(self, notice: Notice) -> None:
        self.rows[notice.id] = Row(notice, notice.created_at)

    def in_state(self, state: str) -> list[int]:
        return [row.notice.id for row in self.rows.values() if row.state == state]

    def claim(self, limit: int, lease_seconds: float, now: datetime) -> Sequence[Notice]:
        due = [row for row in self.rows.values() if row.state == "waiting" and row.due <= now]
        taken = sorted(due, key=lambda row: (row.notice.created_at, row.notice.id))[:limit]
        for row in taken:
            row.due = now + timedelta(seconds=lease_seconds)
        return [row.notice for row in taken]

    def delivered(self, notice_id: int, now: datetime) -> None:
        row = self.rows[notice_id]
        row.state, row.due = "delivered", now

    def postpone(self, notice_id: int, until: datetime, reason: str) -> None:
        row = self.rows[notice_id]
        row.notice = replace(row.notice, attempts=row.notice.attempts + 1)
        row.due, row.reason = until, reason

    def give_up(self, notice_id: int, reason: str, now: datetime) -> None:
        row = self.rows[notice_id]
        row.state, row.reason, row.due = "given_up", reason, now

    def lag_seconds(self, now: datetime) -> float:
        ages = [(now - row.notice.created_at).total_seconds() for row in self.rows.values() if row.state == "waiting"]
        return max(ages, default=0.0)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def outbox() -> MemoryOutbox:
    return MemoryOutbox()


@pytest.fixture
def make_notice() -> Callable[..., Notice]:
    """Returns a function that makes a lead's notice; keywords change fields of the request."""

    def make(
        notice_id: int = 1, *, channel: str = "wecom", version: int = 1, attempts: int = 0, **given: Any
    ) -> Notice:
        request = replace(_REQUEST, **given)
        number = f"L261123-{notice_id:03d}"
        lead = Lead(notice_id, number, request, START, START, version)
        kind = "lead_registered" if version == 1 else "lead_updated"
        created = START + timedelta(milliseconds=notice_id)
        return Notice(notice_id, channel, kind, lead, None, number, attempts, created)

    return make


@pytest.fixture
def ticket_notice() -> Notice:
    ticket = Ticket("m1", "human", "oVisitor", "叫人来,打我电话13800138000", "poster-1", ("访客:在吗",))
    return Notice(7, "wecom", "ticket_opened", None, ticket, "T261123-001", 0, START)


@pytest.fixture
def stand_ins() -> StandIns:
    keys = Keys("wecom-key-1", "dingtalk-token-1", "SECdingtalk", "feishu-token-1", "feishu-secret")
    return StandIns(keys, SystemClock())


@pytest.fixture
def robots(stand_ins: StandIns) -> Iterator[StandInServer]:
    server = StandInServer(stand_ins)
    yield server
    server.close()


@pytest.fixture
def unused_port():
    """Returns a function that finds a free port."""

    def find():
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return probe.getsockname()[1]

    return find


class Mailbox:
    """An SMTP sink that can be told to refuse."""

    def __init__(self):
        self.mails = []
        self.recipient_answer = "250 OK"
        self.data_answer = "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.data_answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.data_answer


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def mail_server(mailbox, unused_port):
    controller = Controller(mailbox, hostname="127.0.0.1", port=unused_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def account(mail_server):
    """Returns a function that makes an account at the mail server, or at another."""

    def make(**given):
        values = {"security": "none", "user": "", "password": "", "sender": "bot@park.example"}
        place = {"host": "127.0.0.1", "port": mail_server, "recipients": ("staff@park.example",)}
        return MailAccount(**{**place, **values, **given})

    return make


class ScriptedChannel:
    """Takes notices until its script says otherwise; remembers what arrived and when."""

    def __init__(self, name, clock, per_minute=None):
        self.name = name
        self.per_minute = per_minute
        self.clock = clock
        self.faults = []
        self.refuses = {}
        self.tries = 0
        self.arrived = []

    def send(self, rendered: Rendered):
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        for words, fault in self.refuses.items():
            if words in rendered.text:
                raise fault
        self.arrived.append((self.clock.monotonic(), rendered))

    def texts(self):
        return [rendered.text for _, rendered in self.arrived]


@pytest.fixture
def plain():
    """Returns a renderer that says the number only."""
    return lambda notice: Rendered(notice.number, f"notice {notice.number}")


@pytest.fixture
def scripted_channel():
    return ScriptedChannel


@pytest.fixture
def wecom(clock):
    return ScriptedChannel("wecom", clock, per_minute=20)


@pytest.fixture
def mail(clock):
    return ScriptedChannel("mail", clock)


@pytest.fixture
def relay(outbox, wecom, mail, clock, plain):
    return Relay(outbox, {"wecom": wecom, "mail": mail}, clock, plain, chance=lambda: 0.0)


@pytest.fixture
def work_for(clock):
    """Returns a function that lets a relay run for so many seconds as its process would."""

    def work(relay, seconds, step=1.0):
        for _ in range(int(seconds / step)):
            while relay.run_once():
                pass
            clock.passes(step)

    return work


_REQUEST = LeadRequest(
    key="draft-1",
    visitor="oVisitor",
    fields={
        "deal": "rent",
        "property_type": ["厂房"],
        "district": ["嘉定区"],
        "town": ["外冈镇", "安亭镇"],
        "area_m2": [2000, 3000],
        "floor_height_m": [8, None],
        "crane_t": 10,
        "fire_class": "丙二类",
        "industry": ["汽车及零部件"],
        "move_in": "2027-03",
        "price": {"value": [None, 1.2], "unit": "yuan/m2/day"},
        "tax": {"value": 3_000_000, "unit": "yuan/year"},
        "company": "上海示例科技有限公司",
        "contact": "王总",
        "phone": "13800138000",
    },
    raw={},
    scene="poster-1",
    consent=Consent("v1", "联系", START, "m9"),
    transcript=("访客:想租厂房,电话138****8000", "客服:好的,已记下。"),
    missing=("用电", "承重"),
)
