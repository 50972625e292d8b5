"""What did visitors ask for and not get, whom may new stock serve, and who keeps that?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

NO_NEED_STAGES: Final = ("lost", "invalid", "moved_in")
"""Stages in which nobody looks for anything any more."""
OFFERS: Final = "supply"
"""Queue of those who offer space; they look for none."""


class QuestionStatus(StrEnum):
    """What became of a question to staff."""

    OPEN = "open"
    ANSWERED = "answered"
    """The knowledge base has the fact now."""
    CLOSED = "closed"
    """The park or listing is gone, so nobody can be told."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A fact that visitors ask for and the knowledge base does not have."""

    kind: str
    """park or listing."""
    record_id: str
    field: str
    name: str
    """What the park or listing is called."""
    label: str
    """What the field is called."""
    number: str = ""
    """For humans: Q261123-004; empty before it is stored."""
    times: int = 0
    visitors: int = 0
    """How many different ones have asked; it says nothing of who they are."""
    last_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemandGap:
    """Searches of the same kind that found nothing that fits."""

    conditions: Mapping[str, Any]
    """Slot values, rounded into classes by bot/catalog/gaps.py."""
    visitors: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What a lead that is still worked on looks for, without the person."""

    number: str
    fields: Mapping[str, Any]
    """Slot values that say nothing of a person."""
    owner: str = ""
    """Name of who works on it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lead for which a listing may be something."""

    need: OpenNeed
    miss: str = ""
    """Name of the only condition that is missed; empty when nothing speaks against the listing."""
    gap: str = ""
    """By how much, with its unit, where that can be measured."""


@dataclass(frozen=True, slots=True)
class StockNews:
    """A new or changed listing with the leads for which it may be something, those it fits first."""

    listing_id: str
    title: str
    is_new: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What staff hear of changed stock, in one notice."""

    news: tuple[StockNews, ...]
    left_out: int = 0
    """Pairs of listing and lead that did not fit in."""


@dataclass(frozen=True, slots=True)
class StockState:
    """What the stock was at the last look."""

    looks: int = 0
    """How many looks have found something changed; 0 when nobody has looked yet."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """By id of the listing."""


class Questions(Protocol):
    """What visitors asked for and nothing here could answer; each method is one transaction.

    All methods raise StoreUnavailable when nothing could be committed in time.
    """

    def ask(self, question: OpenQuestion, visitor: str, key: str, channels: Sequence[str], now: datetime) -> str:
        """Count one more visitor's question for a fact and return its number.

        Staff are told when it becomes open, by one outbox row a channel; the same message twice counts once.

        Args:
            question: the fact asked for.
            visitor: openid; kept as a fingerprint.
            key: key of the message.
            channels: where staff hear of it.
            now: the time.
        """

    def list_open(self) -> Sequence[OpenQuestion]:
        """Return the open questions, most asked first."""

    def settle(self, settled: Mapping[str, QuestionStatus], now: datetime) -> int:
        """Close questions by number, with their notices that still wait; return how many were open."""

    def note_gap(self, conditions: Mapping[str, Any], visitor: str, draft_id: str, now: datetime) -> None:
        """Count a search that found nothing; refinements of a need on one day replace each other."""


class StockBook(Protocol):
    """What the stock was when it was last looked at, and who may want what is new.

    All methods raise StoreUnavailable when the store does not answer.
    """

    def read_state(self) -> StockState:
        """Return the stock of the last look."""

    def list_open_needs(self, limit: int) -> Sequence[OpenNeed]:
        """Return what the newest leads look for that are still worked on and may be used."""

    def record_look(
        self,
        before: StockState,
        fingerprints: Mapping[str, str],
        digest: Digest | None,
        channels: Sequence[str],
        now: datetime,
    ) -> bool:
        """Note the stock and queue the digest in one transaction; False when another has looked since `before`."""
