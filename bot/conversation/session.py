"""What does the bot remember of one visitor between two messages?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from bot.model import Json

VERSION = 1
"""Of the stored form; a session of another version starts afresh instead of raising."""


class How(StrEnum):
    """Where a value comes from; a later member may replace an earlier one."""

    SCANNED = "scanned"
    SAID = "said"
    ASKED = "asked"
    CORRECTED = "corrected"


class Stage(StrEnum):
    """How far a draft has come."""

    COLLECTING = "collecting"
    CONFIRMING = "confirming"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Value:
    """A known fact of the visitor's need, with its provenance."""

    value: Json
    raw: str
    how: How


@dataclass(frozen=True, slots=True)
class Draft:
    """A need that is being collected; after registration, what later corrections apply to."""

    id: str
    """Makes registration idempotent: a draft becomes one lead, however often it is confirmed."""
    started_at: datetime
    values: dict[str, Value] = field(default_factory=dict)
    """By slot."""
    settled: dict[str, str] = field(default_factory=dict)
    """Fields that need no more asking, with the reason: skipped, declined, unknown or any."""
    asked: dict[str, int] = field(default_factory=dict)
    """How often each field has been asked."""
    unwanted: dict[str, list[str]] = field(default_factory=dict)
    """Names that are ruled out, by slot (不要顶楼, 除了嘉定), for the search."""
    reminded: dict[str, int] = field(default_factory=dict)
    """How often the visitor was reminded of each field's open question."""
    stage: Stage = Stage.COLLECTING
    notice_version: str = ""
    """Version of the privacy notice that was shown; empty before that."""
    lead_number: str = ""
    viewing: str = ""
    """Id of the park that the visitor wants to see."""
    queue: str = "sales"


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered answer that the visitor may tap or type."""

    label: str
    sends: str
    """The message it stands for."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What the talk is about, so that 「层高多少」 needs no name."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A visitor whose contact is known from a registered lead is not asked for it again."""

    values: dict[str, Value] = field(default_factory=dict)
    consent_version: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Everything remembered of one visitor; replaced, never changed."""

    version: int = VERSION
    turns: int = 0
    draft: Draft | None = None
    asking: str = ""
    """The field, or the word confirm, change, erase, that the last reply asked for."""
    proposed: dict[str, Value] = field(default_factory=dict)
    """New values for known slots that the visitor has yet to confirm as a change."""
    choices: tuple[Choice, ...] = ()
    rest: str = ""
    """What did not fit into the last reply."""
    focus: Focus | None = None
    shown: tuple[str, ...] = ()
    """Ids of the listings or parks in the last list, in order, for 「第二个」."""
    more: tuple[str, ...] = ()
    """Ids of the parks that did not fit into the last list, for 「还有别的吗」."""
    shown_at: int = -1
    """Turn of the reply with the last list of listings."""
    scene: str = ""
    muted_until: float = 0
    """Unix seconds; a person has the conversation until then. 0 once the bot has said that it is back."""
    lines: tuple[str, ...] = ()
    """Last lines of the talk, phones masked, for the staff notice."""
    contact: Contact = Contact()
    misses: int = 0
    """Messages in a row that the bot did not understand."""
    refused_until: float = 0
    """Unix seconds; the visitor does not want to be asked for name or phone before then."""
    matched: str = ""
    """The core of the need for which matches were last shown."""
    last_at: float = 0
    """Unix seconds of the last message."""
    ticket: str = ""
    """Number of the last ticket that called a person."""
    called_until: float = 0
    """Unix seconds; a person called before then need not be called again."""
    forgotten: bool = False
    """The visitor is to be forgotten: the store must erase what it still keeps, given replies too."""
    held: tuple[str, ...] = ()
    """Answers to the first messages of a burst, to be said with that to the last one."""
    noted: tuple[str, ...] = ()
    """Slots that the first messages of a burst have filled, to be noted in one line."""
    refuted: bool = False
    """The visitor has just called the summary wrong: what is said next puts it right."""
    offered: bool = False
    """The last reply offered to go on with what was left open."""

    def begin(self, draft_id: str, now: datetime) -> Draft:
        """Return an empty draft that knows the contact of an earlier lead, with the consent given then."""
        return Draft(draft_id, now, values=dict(self.contact.values), notice_version=self.contact.consent_version)

    @property
    def is_open(self) -> bool:
        """Say whether a need is half collected: something is known and something was asked."""
        draft = self.draft
        return bool(draft and draft.values and draft.stage is not Stage.REGISTERED and self.asking)

    def with_draft(self, draft: Draft | None) -> Session:
        """Return the session with another draft."""
        return replace(self, draft=draft)


_STORED = TypeAdapter(Session)


def load(text: str | None) -> Session:
    """Return the stored session, or a fresh one when there is none or its form is not ours."""
    if not text:
        return Session()
    try:
        session = _STORED.validate_json(text)
    except ValidationError:
        return Session()
    return session if session.version == VERSION else Session()


def dump(session: Session) -> str:
    """Return the session as JSON text."""
    return _STORED.dump_json(session).decode()
