"""Does a written dialogue still go as it should?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.catalog.strict_yaml import Document, parse
from bot.clock import SHANGHAI
from bot.conversation.engine import Engine
from bot.conversation.session import Session, load
from bot.conversation.wording import LIMIT
from bot.errors import Fault, KnowledgeError
from bot.model import Incoming, Json, Kind, Reply
from bot.ports import LeadBook, Outbox, SessionStore

_DEFAULT_NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
_MOST_ASKS = 3
_ALL = 10_000
_LINK = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)
_PHONE = re.compile(r"1[3-9]\d{9}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """What a reply must and must not say."""

    all: list[str] = []
    any: list[str] = []
    none: list[str] = []


class Step(_Strict):
    """One thing that happens, and what is expected of it."""

    user: str | None = None
    burst: list[str] = []
    """Messages sent one right after another."""
    scan: str | None = None
    follow: str | None = None
    """Scene of the code, or 「无」."""
    unfollow: bool = False
    staff: str | None = None
    """joined or left."""
    wait_minutes: Annotated[float, Field(ge=0)] = 0
    repeat: bool = False
    """The platform delivers the last message again."""
    reply: Expected | str | None = None
    silent: bool = False
    asks: str | None = None
    """The field that is asked after this step; 「无」 for none."""
    draft: dict[str, Json] = {}
    lead: dict[str, Json] = {}
    leads: int | None = None
    notices: int | None = None
    """Notices of new leads that wait for staff, over all channels."""
    updates: int | None = None
    tickets: int | None = None


class Dialogue(_Strict):
    """A conversation that must keep working."""

    about: str
    """The requirement, in one sentence."""
    now: datetime | None = None
    steps: Annotated[list[Step], Field(min_length=1)]


class StagedClock:
    """A clock that stands still until the dialogue moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the dialogue's time."""
        return self._now

    def monotonic(self) -> float:
        """Return the dialogue's time in seconds."""
        return self._now.timestamp()

    def pass_time(self, seconds: float) -> None:
        """Move on."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Stage:
    """The real engine with stores of its own."""

    engine: Engine
    clock: StagedClock
    store: SessionStore
    book: LeadBook
    outbox: Outbox

    def count_notices(self, kind: str) -> int:
        """Return how many notices of a kind wait for staff."""
        waiting = self.outbox.claim(_ALL, 0.0, self.clock.now())
        return sum(notice.kind == kind for notice in waiting)


@dataclass(slots=True)
class _Play:
    stage: Stage
    document: Document
    visitor: str
    sent: int = 0
    last: list[Incoming] = field(default_factory=list)
    questions: dict[str, list[str]] = field(default_factory=dict)
    """Wordings in which each field has been asked."""

    def run(self, steps: Sequence[Step]) -> Iterator[Fault]:
        for index, step in enumerate(steps):
            self.stage.clock.pass_time(1 + step.wait_minutes * 60)
            replies = [self._deliver(message) for message in self._messages(step)]
            for what in self._differences(step, replies):
                yield self.document.fault(("steps", index), what, "请改对话文件里的期望,或改回刚才的配置")

    def _messages(self, step: Step) -> list[Incoming]:
        if not step.repeat:
            self.last = [self._message(kind, text, scene) for kind, text, scene in _happenings(step)]
        return self.last

    def _message(self, kind: Kind, text: str, scene: str) -> Incoming:
        self.sent += 1
        created = int(self.stage.clock.now().timestamp())
        return Incoming(f"{self.visitor}-{self.sent}", self.visitor, "gh_stage", kind, created, text, scene=scene)

    def _deliver(self, message: Incoming) -> Reply:
        return self.stage.engine.answer(message, self.stage.clock.monotonic() + 4)

    def _differences(self, step: Step, replies: Sequence[Reply]) -> Iterator[str]:
        said = "\n".join(_visible(reply) for reply in replies)
        session = load(self.stage.store.read(self.visitor))
        yield from _reply_differences(step, said)
        yield from self._rules_broken(step, replies, session)
        asking = session.asking or "无"
        if step.asks is not None and asking != step.asks:
            yield f"应该在问「{step.asks}」,实际在问「{asking}」"
        values = {slot: value.value for slot, value in session.draft.values.items()} if session.draft else {}
        yield from _value_differences("草稿", step.draft, values)
        leads = self.stage.book.find_by_visitor(self.visitor)
        if step.lead:
            yield from _value_differences("线索", step.lead, leads[0].request.fields if leads else {})
        if step.leads is not None and len(leads) != step.leads:
            yield f"应该有 {step.leads} 条线索,实际 {len(leads)} 条"
        yield from self._notice_differences(step)

    def _notice_differences(self, step: Step) -> Iterator[str]:
        for kind, (expected, name) in {
            "lead_registered": (step.notices, "新线索通知"),
            "lead_updated": (step.updates, "更正通知"),
            "ticket_opened": (step.tickets, "工单通知"),
        }.items():
            if expected is not None and self.stage.count_notices(kind) != expected:
                yield f"应该有 {expected} 条{name},实际 {self.stage.count_notices(kind)} 条"

    def _rules_broken(self, step: Step, replies: Sequence[Reply], session: Session) -> Iterator[str]:
        """Yield what no reply of any dialogue may do."""
        for reply in replies:
            if len(reply.text.encode()) > LIMIT:
                yield f"回复超过 {LIMIT} 字节"
            if _PHONE.search(reply.text):
                yield "回复里出现了完整的手机号"
        entry = self.stage.engine.talk().playbook.form.get(session.asking)
        asked = next((text for text in entry.ask if replies and text in replies[-1].text), None) if entry else None
        if entry is None or asked is None or session.draft is None or step.repeat:
            return
        words = self.questions.setdefault(f"{session.draft.id}/{entry.id}", [])
        words.append(asked)
        if len(words) > _MOST_ASKS:
            yield f"「{entry.label}」问了超过 {_MOST_ASKS} 次"
        if len(words) > 1 and words[-1] == words[-2]:
            yield f"「{entry.label}」连着两次用同样的话问"


def play(document: Document, stage_at: Callable[[datetime], Stage]) -> list[Fault]:
    """Play one dialogue file and return what differed.

    Raises:
        KnowledgeError: the file is not a dialogue.
    """
    dialogue = parse(document, Dialogue)
    now = dialogue.now or _DEFAULT_NOW
    now = now if now.tzinfo else now.replace(tzinfo=SHANGHAI)
    stage = stage_at(now)
    return list(_Play(stage, document, f"visitor-of-{document.file}").run(dialogue.steps))


def play_all(documents: Sequence[Document], stage_at: Callable[[datetime], Stage]) -> list[Fault]:
    """Play many files; a file that is no dialogue is a fault like any other."""
    faults: list[Fault] = []
    for document in documents:
        try:
            faults.extend(play(document, stage_at))
        except KnowledgeError as wrong:
            faults.extend(wrong.faults)
    return faults


def _happenings(step: Step) -> Iterator[tuple[Kind, str, str]]:
    texts = step.burst or ([step.user] if step.user is not None else [])
    yield from ((Kind.TEXT, text, "") for text in texts)
    if step.scan:
        yield Kind.SCAN, "", step.scan
    if step.follow:
        yield Kind.FOLLOW, "", "" if step.follow == "无" else step.follow
    if step.unfollow:
        yield Kind.UNFOLLOW, "", ""
    if step.staff:
        yield {"joined": Kind.AGENT_JOINED, "left": Kind.AGENT_LEFT}[step.staff], "", ""


def _visible(reply: Reply) -> str:
    card = f"{reply.card.title}\n{reply.card.description}" if reply.card else ""
    return _LINK.sub(r"\1", reply.text) + card


def _reply_differences(step: Step, said: str) -> Iterator[str]:
    if step.silent and said:
        yield f"应该不出声,实际说了「{_short(said)}」"
    expected = Expected(all=[step.reply]) if isinstance(step.reply, str) else step.reply or Expected()
    yield from (f"回复里应该有「{w}」,实际是「{_short(said)}」" for w in expected.all if w not in said)
    yield from (f"回复里不该有「{w}」,实际是「{_short(said)}」" for w in expected.none if w in said)
    if expected.any and not any(words in said for words in expected.any):
        yield f"回复里应该有「{'」或「'.join(expected.any)}」,实际是「{_short(said)}」"


def _value_differences(where: str, expected: Mapping[str, Json], values: Mapping[str, Json]) -> Iterator[str]:
    for slot, value in expected.items():
        got = values.get(slot)
        if _plain(got) != _plain(value):
            yield f"{where}的 {slot} 应该是「{_plain(value)}」,实际是「{_plain(got)}」"


def _plain(value: Json) -> Json:
    """Return a value as the strict loader would read it: every scalar as text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return None if value is None else str(value)


def _short(text: str) -> str:
    return " ".join(text.split())[:160]
