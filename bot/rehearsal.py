"""Does a written dialogue still go as it should?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.catalog.strict_yaml import Document, parse
from bot.clock import SHANGHAI
from bot.conversation.engine import Engine
from bot.conversation.session import Choice, Session, load
from bot.dialogue_file import Dialogue, Expected, Step
from bot.errors import Fault, KnowledgeError
from bot.invariants import Exchange, Watch
from bot.model import Incoming, Json, Kind, Lead, Notice, Reply
from bot.pipeline import Pipeline
from bot.ports import LeadBook, Outbox, SessionStore

_DEFAULT_NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
_ALL = 10_000
_LINK = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)
_NONE = "无"


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
    pipeline: Pipeline
    outbox: Outbox

    def notices(self) -> Sequence[Notice]:
        """Return the notices that wait for staff."""
        return self.outbox.claim(_ALL, 0.0, self.clock.now())

    def queue(self, messages: Sequence[Incoming]) -> None:
        """Let messages arrive while another delivery of the visitor is still being worked on."""
        for message in messages:
            self.store.begin(message.visitor, message.key, message.to_json(), _NONE)
        for visitor in {message.visitor for message in messages}:
            self.store.abandon(visitor, _NONE)

    def exchange(self, message: Incoming) -> Exchange:
        """Deliver a message and return the reply with everything it changed."""
        before = load(self.store.read(message.visitor))
        reply = self.engine.answer(message, self.clock.monotonic() + 4)
        after = load(self.store.read(message.visitor))
        leads = self.book.find_by_visitor(message.visitor)
        return Exchange(message, reply, before, after, self.clock.now(), leads, self.notices())


@dataclass(slots=True)
class _Play:
    stage: Stage
    document: Document
    visitor: str
    watch: Watch
    sent: int = 0
    last: list[Incoming] = field(default_factory=list)

    def run(self, steps: Sequence[Step]) -> Iterator[Fault]:
        for index, step in enumerate(steps):
            self.stage.clock.pass_time(1 + step.wait_minutes * 60)
            for what in self._play(step):
                yield self.document.fault(("steps", index), what, "请改对话文件里的期望，或改回刚才的配置")

    def _play(self, step: Step) -> Iterator[str]:
        said = []
        messages = self._messages(step)
        if step.burst and not step.repeat:
            self.stage.queue(messages)
        for message in messages:
            seen = self.stage.exchange(message)
            said.append(_visible(seen.reply))
            if not step.repeat:
                yield from self.watch.faults(seen)
        yield from self._differences(step, "\n".join(said))

    def _messages(self, step: Step) -> list[Incoming]:
        if not step.repeat:
            choices = load(self.stage.store.read(self.visitor)).choices
            self.last = [self._message(kind, words) for kind, words in _happenings(step, choices)]
        return self.last

    def _message(self, kind: Kind, words: str) -> Incoming:
        self.sent += 1
        created = int(self.stage.clock.now().timestamp())
        message = Incoming(f"{self.visitor}-{self.sent}", self.visitor, "gh_stage", kind, created)
        if kind is Kind.LOCATION:
            return replace(message, label=words)
        return replace(message, scene=words) if kind in {Kind.SCAN, Kind.FOLLOW} else replace(message, text=words)

    def _differences(self, step: Step, said: str) -> Iterator[str]:
        session = load(self.stage.store.read(self.visitor))
        yield from _reply_differences(step, said)
        yield from _state_differences(step, session, self.stage)
        leads = self.stage.book.find_by_visitor(self.visitor)
        if step.lead:
            yield from _value_differences("线索", step.lead, leads[0].request.fields if leads else {})
        if step.events:
            yield from _event_differences(step.events, leads, self.stage.pipeline)
        if step.leads is not None and len(leads) != step.leads:
            yield f"应该有 {step.leads} 条线索，实际 {len(leads)} 条"
        yield from _notice_differences(step, self.stage.notices())


def play(document: Document, stage_at: Callable[[datetime], Stage]) -> list[Fault]:
    """Play one dialogue file and return what differed.

    Raises:
        KnowledgeError: the file is not a dialogue.
    """
    dialogue = parse(document, Dialogue)
    now = dialogue.now or _DEFAULT_NOW
    now = now if now.tzinfo else now.replace(tzinfo=SHANGHAI)
    stage = stage_at(now)
    play_it = _Play(stage, document, f"visitor-of-{document.file}", Watch(stage.engine.talk()))
    return list(play_it.run(dialogue.steps))


def play_all(documents: Sequence[Document], stage_at: Callable[[datetime], Stage]) -> list[Fault]:
    """Play many files; a file that is no dialogue is a fault like any other."""
    faults: list[Fault] = []
    for document in documents:
        try:
            faults.extend(play(document, stage_at))
        except KnowledgeError as wrong:
            faults.extend(wrong.faults)
    return faults


def _happenings(step: Step, choices: Sequence[Choice]) -> Iterator[tuple[Kind, str]]:
    texts = step.burst or ([step.user] if step.user is not None else [])
    yield from ((Kind.TEXT, text) for text in texts)
    if step.tap and step.tap <= len(choices):
        yield Kind.TEXT, choices[step.tap - 1].sends
    for kind, words in (
        (Kind.VOICE, step.voice),
        (Kind.LOCATION, step.location),
        (Kind.MENU_CLICK, step.menu),
        (Kind.SCAN, step.scan),
        (Kind.FOLLOW, step.follow),
    ):
        if words is not None:
            yield kind, "" if words == _NONE else words
    if step.image:
        yield Kind.IMAGE, ""
    if step.unfollow:
        yield Kind.UNFOLLOW, ""
    if step.staff:
        yield {"joined": Kind.AGENT_JOINED, "left": Kind.AGENT_LEFT}[step.staff], ""


def _visible(reply: Reply) -> str:
    card = f"{reply.card.title}\n{reply.card.description}" if reply.card else ""
    return _LINK.sub(r"\1", reply.text) + card


def _reply_differences(step: Step, said: str) -> Iterator[str]:
    if step.silent and said:
        yield f"应该不出声，实际说了「{_short(said)}」"
    expected = Expected(all=[step.reply]) if isinstance(step.reply, str) else step.reply or Expected()
    yield from (f"回复里应该有「{w}」，实际是「{_short(said)}」" for w in expected.all if w not in said)
    yield from (f"回复里不该有「{w}」，实际是「{_short(said)}」" for w in expected.none if w in said)
    if expected.any and not any(words in said for words in expected.any):
        yield f"回复里应该有「{'」或「'.join(expected.any)}」，实际是「{_short(said)}」"


def _state_differences(step: Step, session: Session, stage: Stage) -> Iterator[str]:
    asking = session.asking or _NONE
    if step.asks is not None and asking != step.asks:
        yield f"应该在问「{step.asks}」，实际在问「{asking}」"
    values = {slot: value.value for slot, value in session.draft.values.items()} if session.draft else {}
    yield from _value_differences("草稿", step.draft, values)
    yield from (f"草稿里不该有 {slot}，实际是「{_plain(values[slot])}」" for slot in step.gone if slot in values)
    got = session.draft.stage.value if session.draft else _NONE
    if step.stage and step.stage != got:
        yield f"登记应该到「{step.stage}」，实际是「{got}」"
    is_muted = stage.engine.talk().has_person(session, stage.clock.now())
    if step.muted is not None and step.muted != is_muted:
        yield "应该由人工接待" if step.muted else "不该还是人工接待"


def _event_differences(expected: Sequence[str], leads: Sequence[Lead], pipeline: Pipeline) -> Iterator[str]:
    happened = [event.kind for event in pipeline.history(leads[0].number)] if leads else []
    if happened != list(expected):
        yield f"线索的经过应该是「{'、'.join(expected)}」，实际是「{'、'.join(happened) or _NONE}」"


def _notice_differences(step: Step, notices: Sequence[Notice]) -> Iterator[str]:
    for kind, expected, name in (
        ("lead_registered", step.notices, "新线索通知"),
        ("lead_updated", step.updates, "更正通知"),
        ("ticket_opened", step.tickets, "工单通知"),
        ("question_opened", step.questions, "待核实的问题通知"),
    ):
        count = sum(notice.kind == kind for notice in notices)
        if expected is not None and count != expected:
            yield f"应该有 {expected} 条{name}，实际 {count} 条"


def _value_differences(where: str, expected: Mapping[str, Json], values: Mapping[str, Json]) -> Iterator[str]:
    for slot, value in expected.items():
        got = values.get(slot)
        if _plain(got) != _plain(value):
            yield f"{where}的 {slot} 应该是「{_plain(value)}」，实际是「{_plain(got)}」"


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
