"""What does the core need from the outside world, and in which words?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.model import Consent, ConsentRecord, Lead, LeadRequest, Notice, Ticket


class Clock(Protocol):
    """Where time comes from; tests bring their own."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in Asia/Shanghai."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for deadlines."""


class TurnState(StrEnum):
    """Whether a delivery may be worked on here and now."""

    MINE = "mine"
    """The caller holds the visitor's lock and has fresh state."""
    BUSY = "busy"
    """Another holder works for this visitor; ask again shortly."""
    ANSWERED = "answered"
    """The message has its reply already."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a store knows when a message of a visitor arrives."""

    state: TurnState
    session: str | None = None
    """The stored session, read after the lock was taken; None when there is none. Only when MINE."""
    waiting: tuple[str, ...] = ()
    """Payloads of the visitor's unanswered messages, oldest first. Only when MINE."""
    reply: str | None = None
    """The stored reply. Only when ANSWERED."""


class SessionStore(Protocol):
    """Sessions, the per-visitor lock, the queue of waiting messages and the replies given, in one trip a step.

    All methods raise StoreUnavailable within their time-out when the store does not answer.
    """

    def begin(self, visitor: str, key: str, payload: str, holder: str) -> Turn:
        """Note the message unless it is known, and take the visitor's lock if it is free.

        Calling it again for the same key is how a waiting delivery asks on.

        Args:
            visitor: openid; never written to the store in clear.
            key: dedupe key of the message.
            payload: the message itself; queued until it is answered, so that a dying worker loses nothing.
            holder: random name of this delivery, the owner of the lock.
        """

    def finish(self, visitor: str, holder: str, session: str, replies: Mapping[str, str]) -> Turn:
        """Save the session, store replies by message key, drop those messages from the queue.

        Returns MINE with the still waiting messages while there are any (the lock is kept), else ANSWERED
        and the lock is free. When the lock was lost meanwhile nothing is written and BUSY comes back.
        """

    def abandon(self, visitor: str, holder: str) -> None:
        """Release the lock without saving; queued messages stay for the next holder."""

    def read(self, visitor: str) -> str | None:
        """Return the stored session without taking the lock."""

    def forget(self, visitor: str) -> None:
        """Erase everything kept of the visitor."""


class LeadBook(Protocol):
    """Leads and tickets with their outbox rows; each method is one transaction.

    All methods raise StoreUnavailable when nothing could be committed in time.
    """

    def register(self, request: LeadRequest, channels: Sequence[str], now: datetime) -> Lead:
        """Store the lead and one outbox row a channel, or return the lead its key already has."""

    def amend(self, number: str, request: LeadRequest, channels: Sequence[str], now: datetime) -> Lead:
        """Replace the fields of a lead after a correction, and tell staff; the same request twice changes nothing.

        Raises:
            KeyError: no lead has that number.
        """

    def open_ticket(self, ticket: Ticket, channels: Sequence[str], now: datetime) -> str:
        """Store the ticket and its outbox rows and return its number; the same key gives the same number."""

    def settle_tickets(self, visitor: str, who: str, now: datetime) -> None:
        """Note that somebody talks with the visitor, who waits for nobody any more."""

    def get(self, number: str) -> Lead:
        """Return the lead of that number.

        Raises:
            KeyError: no lead has that number.
        """

    def find_by_visitor(self, visitor: str) -> Sequence[Lead]:
        """Return the visitor's leads, newest first."""

    def find_by_phone(self, phone: str) -> Sequence[Lead]:
        """Return the leads with that phone, newest first, whoever left them."""

    def find_by_company(self, company: str) -> Sequence[Lead]:
        """Return the leads whose assessment has that company key, newest first, whoever left them."""

    def list_recent(self, limit: int) -> Sequence[Lead]:
        """Return the newest leads."""

    def erase_visitor(self, visitor: str, now: datetime) -> int:
        """Remove personal data of the visitor's leads, tickets and queued notices; return how many leads it touched."""

    def withdraw_consent(self, ticket: Ticket, channels: Sequence[str], now: datetime) -> Sequence[str]:
        """End the visitor's consents and freeze their leads; return the numbers of all that are frozen.

        The ticket tells staff, once; a visitor who withdraws what is withdrawn already is no news.
        Notices still queued for a frozen lead go out without name and phone.
        """

    def record_consent(self, visitor: str, consent: Consent, *, agreed: bool) -> None:
        """Keep the answer to a question for consent as evidence; the same message twice is one answer."""

    def find_consents(self, visitor: str) -> Sequence[ConsentRecord]:
        """Return the visitor's consents and refusals, oldest first, ended ones too."""

    def may_share(self, number: str, receiver: str) -> bool:
        """Say whether name and phone of a lead may go to that receiver now.

        Raises:
            KeyError: no lead has that number.
        """

    def record_scan(self, visitor: str, scene: str, now: datetime) -> None:
        """Remember which QR code brought a visitor."""

    def record_unanswered(self, text: str, reason: str, now: datetime) -> None:
        """Remember a masked message that the bot could not answer."""


class Outbox(Protocol):
    """Notices that wait for delivery."""

    def claim(self, limit: int, lease_seconds: float, now: datetime) -> Sequence[Notice]:
        """Take due notices, oldest first, for this relay alone until the lease ends."""

    def delivered(self, notice_id: int, now: datetime) -> None:
        """Mark a notice as accepted by its channel."""

    def postpone(self, notice_id: int, until: datetime, reason: str) -> None:
        """Try a notice again later; adds one to its attempts."""

    def give_up(self, notice_id: int, reason: str, now: datetime) -> None:
        """Stop trying a notice; it stays visible to the operator."""

    def lag_seconds(self, now: datetime) -> float:
        """Return the age of the oldest undelivered notice that is not given up, 0 when there is none."""


class Unsaved(Protocol):
    """A place on local disk for leads and tickets while SQL is away."""

    def keep(self, request: LeadRequest | Ticket, channels: Sequence[str], now: datetime) -> None:
        """Write it durably (fsync) before returning.

        Raises:
            StoreUnavailable: not even the disk takes it.
        """

    def replay(self, book: LeadBook) -> int:
        """Put everything kept into the lead book and return how many; what fails stays."""

    def forget(self, visitor: str) -> int:
        """Erase what is kept of a visitor and return how many entries that were."""


class Audit(Protocol):
    """Who has seen or changed personal data in full; never holds the data."""

    def record(
        self, who: str, what: str, now: datetime, *, numbers: Sequence[str] = (), visitor: str | None = None
    ) -> None:
        """Note that somebody has done something, a row for each lead concerned.

        Write it before the data are shown: what cannot be noted is not shown.

        Args:
            who: account of the member of staff, or of the operator on the command line.
            what: show_full, export_full, reveal, erase, rotate, retention or the like.
            now: the time.
            numbers: numbers of the leads concerned.
            visitor: openid of the visitor concerned, kept as a fingerprint.

        Raises:
            StoreUnavailable: it could not be noted.
        """


class PageViews(Protocol):
    """How often each public page was seen, by day; nothing about who saw it.

    All methods raise StoreUnavailable when the store does not answer.
    """

    def add(self, counts: Mapping[tuple[str, str], int], day: date) -> None:
        """Add views by kind and id of the record; several processes may add at once."""

    def totals(self, records: Collection[tuple[str, str]] | None = None) -> Mapping[tuple[str, str], int]:
        """Return the views of all days by kind and id; of these records only, or of all that have any."""


class ProofShelf(Protocol):
    """Where files wait that somebody sent to prove who they are."""

    def keep(self, content: bytes, key: str) -> str:
        """Store a file durably and return its name; the same content under the same key is one file.

        Raises:
            StoreUnavailable: the disk does not take it.
        """

    def read(self, name: str) -> bytes:
        """Return a file.

        Raises:
            KeyError: there is none of that name.
            StoreUnavailable: no key opens it.
        """


class Gatekeeper(Protocol):
    """Who has knocked too often lately."""

    def admit(self, knock: str, most: int, seconds: int) -> bool:
        """Count one more knock and say whether it is within the limit; it never fails and never waits long.

        Args:
            knock: what is limited, e.g. forms from one part of the network; never kept in clear.
            most: how many are let in within the span.
            seconds: length of the span.
        """


class ReportLinks(Protocol):
    """Private links that show a lead its site-selection report; a link is kept as a fingerprint only.

    All methods raise StoreUnavailable when nothing could be read or committed in time.
    """

    def issue(self, number: str, now: datetime) -> str:
        """Make a link to the report of a lead and return its token, which nobody can learn again later.

        Raises:
            KeyError: no lead has that number, or its visitor withdrew consent or was forgotten.
        """

    def open(self, token: str, now: datetime) -> str | None:
        """Return the number of the lead that a token shows.

        None when it is unknown, has expired or was revoked, and when the lead was frozen or erased.
        """

    def remember(self, token: str, shown: Mapping[str, str]) -> Mapping[str, str]:
        """Note the names of the listings that a report shows now, by id, and return all that it has ever shown."""

    def revoke(self, number: str) -> int:
        """End all links to the report of a lead and return how many that were."""
