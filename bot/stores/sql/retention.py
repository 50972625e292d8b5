"""Which data are past their time, and what is done with each kind?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, delete, exists, func, select, update

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, writing
from bot.stores.sql.demand_tables import demand_gaps, digests, open_questions, question_asks
from bot.stores.sql.erasure import forget_leads, forget_tickets
from bot.stores.sql.stored_requests import without_words
from bot.stores.sql.tables import (
    audit,
    consents,
    erasures,
    lead_events,
    leads,
    outbox,
    scans,
    tickets,
    unanswered,
)

_BATCH: Final = 200
"""Rows in one transaction, so that visitors do not wait for a long one."""

Keys: TypeAlias = Sequence[int | str]
Settle: TypeAlias = Callable[[Connection, Cipher, Keys, datetime], None]


@dataclass(frozen=True, slots=True)
class _Duty:
    limit: str
    """Which limit it goes by; duties of one limit are counted together."""
    table: Table
    is_due: Callable[[datetime], ColumnElement[bool]]
    """Takes the moment before which things are due; what is settled must not be due any more."""
    settle: Settle

    @property
    def key(self) -> ColumnElement[int | str]:
        """Return the column that names a row."""
        key: ColumnElement[int | str] = next(iter(self.table.primary_key.columns))
        return key


class SqlRetention:
    """Anonymises or deletes what is past its time; running it again changes nothing more."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def run(self, limits: Mapping[str, timedelta], now: datetime) -> dict[str, int]:
        """Settle everything that is due and return how many entries that were, by limit.

        Args:
            limits: how long each kind is kept; one for each name in LIMITS.
            now: the time.

        Raises:
            StoreUnavailable: the database went away; batches that were done stay done.
        """
        counts = dict.fromkeys(LIMITS, 0)
        for duty in _DUTIES:
            while settled := self._settle_batch(duty, now - limits[duty.limit], now):
                counts[duty.limit] += settled
        return counts

    def count(self, limits: Mapping[str, timedelta], now: datetime) -> dict[str, int]:
        """Return how many entries of each kind are due, and leave them alone."""
        counts = dict.fromkeys(LIMITS, 0)
        with reading(self._engine) as connection:
            for duty in _DUTIES:
                due = select(func.count()).select_from(duty.table).where(duty.is_due(now - limits[duty.limit]))
                counts[duty.limit] += connection.scalar(due) or 0
        return counts

    def _settle_batch(self, duty: _Duty, cutoff: datetime, now: datetime) -> int:
        due = select(duty.key).where(duty.is_due(cutoff)).limit(_BATCH).with_for_update()
        with writing(self._engine) as connection:
            keys = connection.scalars(due).all()
            if keys:
                duty.settle(connection, self._cipher, keys, now)
        return len(keys)


def _forget_leads(connection: Connection, _cipher: Cipher, keys: Keys, now: datetime) -> None:
    forget_leads(connection, [int(key) for key in keys], now)


def _forget_tickets(connection: Connection, _cipher: Cipher, keys: Keys, now: datetime) -> None:
    forget_tickets(connection, [int(key) for key in keys], now)


def _drop_words_of(table: Table) -> Settle:
    def settle(connection: Connection, cipher: Cipher, keys: Keys, _now: datetime) -> None:
        for row in connection.execute(select(table.c.id, table.c.sealed).where(table.c.id.in_(keys))).all():
            sealed = without_words(cipher, row.sealed) if row.sealed else None
            connection.execute(update(table).where(table.c.id == row.id).values(sealed=sealed, has_words=False))

    return settle


def _forget_who_scanned(connection: Connection, _cipher: Cipher, keys: Keys, _now: datetime) -> None:
    connection.execute(update(scans).where(scans.c.id.in_(keys)).values(visitor_digest=None))


def _delete_from(table: Table) -> Settle:
    def settle(connection: Connection, _cipher: Cipher, keys: Keys, _now: datetime) -> None:
        connection.execute(delete(table).where(next(iter(table.primary_key.columns)).in_(keys)))

    return settle


def _has_no_lead(cutoff: datetime) -> ColumnElement[bool]:
    """Say that an answer's evidence is needed no more: it is old and nothing rests on it."""
    is_old = func.coalesce(consents.c.withdrawn_at, consents.c.answered_at) <= cutoff
    return and_(is_old, ~exists().where(leads.c.visitor_digest == consents.c.visitor_digest))


def _is_told(cutoff: datetime) -> ColumnElement[bool]:
    """Say that a digest is old and no notice of it is left."""
    return and_(digests.c.created_at <= cutoff, ~exists().where(outbox.c.number == digests.c.number))


def _is_asked_no_more(cutoff: datetime) -> ColumnElement[bool]:
    """Say that nobody has asked a question for long, nor is a fingerprint left of whoever has."""
    asked = exists().where(question_asks.c.question_id == open_questions.c.id)
    return and_(open_questions.c.last_asked_at <= cutoff, ~asked)


# Withdrawn consent obliges us to delete without being asked (PIPL art. 47); the limit leaves time for a mistake.
_DUTIES: Final[Sequence[_Duty]] = (
    _Duty(
        "leads", leads, lambda cutoff: and_(leads.c.sealed.is_not(None), leads.c.updated_at <= cutoff), _forget_leads
    ),
    _Duty(
        "withdrawn", leads, lambda cutoff: and_(leads.c.sealed.is_not(None), leads.c.frozen_at <= cutoff), _forget_leads
    ),
    _Duty("words", leads, lambda cutoff: and_(leads.c.has_words, leads.c.updated_at <= cutoff), _drop_words_of(leads)),
    _Duty(
        "words",
        lead_events,
        lambda cutoff: and_(lead_events.c.has_words, lead_events.c.at <= cutoff),
        _drop_words_of(lead_events),
    ),
    _Duty(
        "tickets",
        tickets,
        lambda cutoff: and_(tickets.c.sealed.is_not(None), tickets.c.created_at <= cutoff),
        _forget_tickets,
    ),
    _Duty("notices", outbox, lambda cutoff: outbox.c.done_at <= cutoff, _delete_from(outbox)),
    _Duty("notices", digests, _is_told, _delete_from(digests)),
    _Duty(
        "scans",
        scans,
        lambda cutoff: and_(scans.c.visitor_digest.is_not(None), scans.c.at <= cutoff),
        _forget_who_scanned,
    ),
    _Duty("unanswered", unanswered, lambda cutoff: unanswered.c.at <= cutoff, _delete_from(unanswered)),
    _Duty("questions", question_asks, lambda cutoff: question_asks.c.at <= cutoff, _delete_from(question_asks)),
    _Duty("questions", open_questions, _is_asked_no_more, _delete_from(open_questions)),
    _Duty("gaps", demand_gaps, lambda cutoff: demand_gaps.c.at <= cutoff, _delete_from(demand_gaps)),
    _Duty("audit", audit, lambda cutoff: audit.c.at <= cutoff, _delete_from(audit)),
    _Duty("evidence", consents, _has_no_lead, _delete_from(consents)),
    _Duty("evidence", erasures, lambda cutoff: erasures.c.at <= cutoff, _delete_from(erasures)),
)

LIMITS: Final = tuple(dict.fromkeys(duty.limit for duty in _DUTIES))
