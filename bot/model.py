"""Which values travel between the parts of the bot?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, TypeAlias

import orjson

from bot.demand import Digest, OpenQuestion
from bot.progress import Progress

Json: TypeAlias = Any
"""A value that JSON can hold."""


class Kind(StrEnum):
    """What a visitor, or the platform on a visitor's behalf, has just done."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    MINI_PROGRAM = "mini_program"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SCAN = "scan"
    MENU_CLICK = "menu_click"
    AGENT_JOINED = "agent_joined"
    AGENT_LEFT = "agent_left"
    AUTHORIZATION_REVOKED = "authorization_revoked"
    SILENT = "silent"
    """Needs no answer: page views, location reports, delivery receipts, unknown events."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event, whatever its WeChat type."""

    key: str
    """Same for every delivery of the same message; never holds personal data."""
    visitor: str
    """The visitor's openid."""
    account: str
    """The official account's id (gh_...), the sender of our replies."""
    kind: Kind
    created_at: int  # Unix seconds, as the platform states it
    text: str = ""
    """What was typed, recognised from voice, or the key of a menu entry."""
    choice_id: str = ""
    """Id of the tapped weixin://bizmsgmenu link, where the platform passes it on."""
    scene: str = ""
    """Scene of the QR code, without the platform's qrscene_ prefix."""
    latitude: float | None = None
    longitude: float | None = None
    label: str = ""  # the platform's words for a sent location
    url: str = ""
    title: str = ""
    media_id: str = ""

    def to_json(self) -> str:
        """Return the message as JSON text, for the queue of a visitor's waiting messages."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the message that `to_json` wrote.

        Raises:
            ValueError: the text is not such a message.
        """
        values = orjson.loads(text)
        try:
            return cls(**{**values, "kind": Kind(values["kind"])})
        except (KeyError, TypeError) as fault:
            raise ValueError(f"not a stored message: {fault}") from fault


@dataclass(frozen=True, slots=True)
class Card:
    """One news article card, the richest thing a passive reply can show."""

    title: str
    description: str
    url: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the visitor gets: a text, or one card; neither means silence (WeChat is told `success`)."""

    text: str = ""
    """At most 2,000 UTF-8 bytes, may hold <a href> links."""
    card: Card | None = None

    @property
    def is_silent(self) -> bool:
        """Say whether there is nothing to show."""
        return not self.text and self.card is None

    def to_json(self) -> str:
        """Return the reply as JSON text, to be replayed to a retry."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the reply that `to_json` wrote."""
        values = orjson.loads(text)
        card = Card(**values["card"]) if values["card"] else None
        return cls(text=values["text"], card=card)


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of a message that was understood as a value; every character is claimed at most once."""

    slot: str
    value: Json
    """Canonical value in the slot's form (see README, glossary of slots)."""
    start: int
    end: int
    """Half-open range in the normalised text."""
    raw: str
    """The visitor's own words for it."""
    approximate: bool = False
    excluded: bool = False
    """The visitor does not want it (不要顶楼, 除了嘉定)."""
    current: bool = False
    """Describes what the visitor has now, not what is wanted (老厂在宝山)."""
    detail: Mapping[str, Json] = field(default_factory=dict)
    """Richer facts beside the value: options, per-floor, unit as said, open ends."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something in the message that must be asked back instead of guessed."""

    slot: str
    raw: str
    options: tuple[str, ...] = ()
    """Readings to choose from; empty when the value has to be said again."""
    reason: str = ""
    """Key of the reply that asks, e.g. ask_unit, ask_place, phone_too_short."""


@dataclass(frozen=True, slots=True)
class IntentScore:
    """How strongly a message speaks for one intent, and why."""

    intent: str
    score: float
    """0 to 1."""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means as far as the bot can tell."""

    raw: str
    text: str
    """Normalised and repaired; claims count in it."""
    intents: tuple[IntentScore, ...]
    """All that were found, most important first; never empty."""
    claims: tuple[Claim, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    acts: frozenset[str] = frozenset()
    """How it is said: question, correction, confirm, deny, refuse, skip, back, cancel, restart, more,
    unknown_value (the visitor does not know yet), any_value (whatever suits)."""
    certain: bool = True
    """False when a clarifying menu is better than an answer."""

    @property
    def intent(self) -> str:
        """Return the primary intent."""
        return self.intents[0].intent

    def has(self, intent: str) -> bool:
        """Say whether the intent is among those found."""
        return any(found.intent == intent for found in self.intents)

    def wanted(self, slot: str) -> tuple[Claim, ...]:
        """Return the claims for a slot that say what is wanted, in order of appearance."""
        return tuple(c for c in self.claims if c.slot == slot and not c.excluded and not c.current)


@dataclass(frozen=True, slots=True)
class Consent:
    """The visitor's agreement to be contacted, as evidence."""

    version: str
    purpose: str
    given_at: datetime
    message_key: str
    receiver: str = ""
    """Who else may have name and phone, e.g. the operator of a park; empty is the agency itself."""


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """What a visitor has answered to the question for consent, and what became of it."""

    version: str
    purpose: str
    receiver: str
    agreed: bool
    """False: refused, which is respected like a withdrawal."""
    answered_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Say whether it still allows anything."""
        return self.agreed and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class LeadRequest:
    """A confirmed need, ready to be registered."""

    key: str
    """Idempotency key (visitor and draft); registering it twice gives the same lead."""
    visitor: str
    fields: Mapping[str, Json]
    """Canonical slot values by field id, phone and contact included when given."""
    raw: Mapping[str, str]
    """The visitor's own words by field id."""
    queue: str = "sales"
    """sales, broker, supply or specialist."""
    scene: str = ""
    consent: Consent | None = None
    """None when no name or phone is handed on."""
    transcript: tuple[str, ...] = ()
    """Last lines of the talk, masked."""
    missing: tuple[str, ...] = ()
    """Labels of fields that are not known."""
    assessment: Mapping[str, Json] = field(default_factory=dict)
    """Score, grade, owner, due time and collisions, as leads/assess.py states them; empty before that."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A registered lead as the lead book holds it."""

    id: int
    number: str
    """For humans: L261123-007."""
    request: LeadRequest
    created_at: datetime
    updated_at: datetime
    version: int
    """1 when registered; every correction adds one."""
    stage: str = "new"
    frozen_at: datetime | None = None
    """When the visitor withdrew consent: nobody contacts them about it any more; a new consent lifts it."""
    progress: Progress = field(default_factory=Progress)


WITHDRAWAL = "consent_withdrawn"
"""Kind of the ticket by which a visitor withdraws consent."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A wish for staff that is no lead: a person wanted, park data to update, a complaint, a takedown."""

    key: str
    """Idempotency key: the message that raised it."""
    kind: str
    visitor: str
    text: str
    """The visitor's words, phones masked."""
    scene: str = ""
    transcript: tuple[str, ...] = ()
    contact: Mapping[str, str] = field(default_factory=dict, hash=False)  # phone and contact, by consent only
    consent: Consent | None = None
    proofs: tuple[str, ...] = ()
    due_at: datetime | None = None  # when the visitor was told to hear from somebody


@dataclass(frozen=True, slots=True)
class Notice:
    """One delivery of news to staff over one channel, claimed from the outbox."""

    id: int
    channel: str
    kind: str
    """lead_registered, lead_updated, lead_assigned, ticket_opened, or a step of an overdue promise."""
    lead: Lead | None
    ticket: Ticket | None
    number: str
    attempts: int
    created_at: datetime
    news: OpenQuestion | Digest | None = None
