"""What has a visitor agreed to, refused or withdrawn, as evidence and as a rule for what may be done?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select, update

from bot.model import Consent, ConsentRecord
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import insert_into, storable
from bot.stores.sql.reports import forget_reports
from bot.stores.sql.rows import cancel_promise_notices, note_event
from bot.stores.sql.stored_requests import ERASED, without_consent
from bot.stores.sql.tables import consents, leads

_OURSELVES = ""


def note_answer(connection: Connection, cipher: Cipher, digest: str, consent: Consent, *, agreed: bool) -> None:
    """Keep an answer; a yes that stands already, to the same version and purpose, is not kept again."""
    receiver = storable(consent.receiver, 128)
    known = _latest(connection, digest, receiver)
    if known and agreed and is_active(known) and (known.version, known.purpose) == (consent.version, consent.purpose):
        return
    values = {
        "visitor_digest": digest,
        "version": storable(consent.version, 64),
        "purpose": storable(consent.purpose),
        "receiver": receiver,
        "agreed": agreed,
        "answered_at": consent.given_at,
        "answer_digest": cipher.digest_key(consent.message_key),
    }
    connection.execute(insert_into(connection, consents).values(values).on_conflict_do_nothing())


def is_active(row: Row[Any]) -> bool:
    """Say whether an answer allows anything still."""
    return bool(row.agreed) and row.withdrawn_at is None


def allows(connection: Connection, digest: str, receiver: str) -> bool:
    """Say whether the visitor's last answer about a receiver is a yes that stands."""
    known = _latest(connection, digest, storable(receiver, 128))
    return known is not None and is_active(known)


def was_withdrawn_since(connection: Connection, digest: str, moment: datetime) -> bool:
    """Say whether the visitor has told us to stop at that moment or later."""
    withdrawn = consents.c.withdrawn_at >= moment
    refused = and_(consents.c.agreed.is_(False), consents.c.answered_at >= moment)
    ours = (consents.c.visitor_digest == digest, consents.c.receiver == _OURSELVES)
    return connection.execute(select(consents.c.id).where(*ours, or_(withdrawn, refused)).limit(1)).first() is not None


def withdraw(connection: Connection, cipher: Cipher, digest: str, message_key: str, now: datetime) -> bool:
    """End all consents, those for receivers too; return whether this was not the visitor's last word already.

    A wish not to be contacted is kept even from somebody who has agreed to nothing: it holds for what
    still waits on disk as well.
    """
    known = _latest(connection, digest, _OURSELVES)
    mark = {"withdrawn_at": now, "withdrawal_digest": cipher.digest_key(message_key)}
    standing = (consents.c.visitor_digest == digest, consents.c.agreed.is_(True), consents.c.withdrawn_at.is_(None))
    ended = connection.execute(update(consents).where(*standing).values(mark)).rowcount
    if not ended:
        refusal = Consent("", "", now, message_key)
        note_answer(connection, cipher, digest, refusal, agreed=False)
    return bool(ended) or known is None


def freeze_leads(connection: Connection, cipher: Cipher, digest: str, now: datetime) -> Sequence[str]:
    """Stop all use of a visitor's leads but keeping them; return the numbers of those that were not frozen yet."""
    theirs = (leads.c.visitor_digest == digest, leads.c.frozen_at.is_(None), leads.c.stage != ERASED)
    rows = connection.execute(select(leads).where(*theirs).order_by(leads.c.id).with_for_update()).all()
    for row in rows:
        values = {
            "phone_digest": None,
            "company_digest": None,
            "sealed": without_consent(cipher, row.sealed),
            "frozen_at": now,
        }
        frozen = update(leads).where(leads.c.id == row.id).values(**values, updated_at=now).returning(leads)
        note_event(connection, connection.execute(frozen).one(), "withdrawn", now)
    cancel_promise_notices(connection, [row.id for row in rows], now)
    forget_reports(connection, [row.id for row in rows])
    return tuple(row.number for row in rows)


def record_from(row: Row[Any]) -> ConsentRecord:
    """Return the answer that a row keeps."""
    return ConsentRecord(row.version, row.purpose, row.receiver, bool(row.agreed), row.answered_at, row.withdrawn_at)


def of_visitor(digest: str) -> Select[Any]:
    """Return the query for a visitor's answers, oldest first."""
    return select(consents).where(consents.c.visitor_digest == digest).order_by(consents.c.id)


def _latest(connection: Connection, digest: str, receiver: str) -> Row[Any] | None:
    theirs = select(consents).where(consents.c.visitor_digest == digest, consents.c.receiver == receiver)
    return connection.execute(theirs.order_by(consents.c.id.desc()).limit(1)).first()
