"""How is counted what visitors asked for and nothing here could answer?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from bot.demand import OpenQuestion, QuestionStatus
from bot.model import Json
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import Conflict, insert_into, reading, storable, writing
from bot.stores.sql.demand_tables import demand_gaps, open_questions, question_asks
from bot.stores.sql.rows import next_number, queue_notices
from bot.stores.sql.tables import SHANGHAI, outbox

NOTICE = "question_opened"
"""Kind of the notice about a question that has become open."""

_OPEN = QuestionStatus.OPEN.value

Outcome = TypeVar("Outcome")


class SqlQuestions:
    """Questions to staff and searches that found nothing, in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def ask(self, question: OpenQuestion, visitor: str, key: str, channels: Sequence[str], now: datetime) -> str:
        """Count one more visitor's question for a fact and return its number; staff are told when it becomes open."""
        asker = {
            "visitor_digest": self._cipher.digest_visitor(visitor),
            "key_digest": self._cipher.digest_key(key),
            "at": now,
        }
        return self._write(lambda connection: _ask(connection, question, asker, channels))

    def list_open(self) -> Sequence[OpenQuestion]:
        """Return the open questions, most asked first."""
        is_open = select(open_questions).where(open_questions.c.status == _OPEN)
        most_asked = is_open.order_by(
            open_questions.c.visitors.desc(), open_questions.c.times.desc(), open_questions.c.id
        )
        with reading(self._engine) as connection:
            return tuple(question_from(row) for row in connection.execute(most_asked))

    def settle(self, settled: Mapping[str, QuestionStatus], now: datetime) -> int:
        """Close questions by number, with their notices that still wait; return how many were open."""
        with writing(self._engine) as connection:
            return sum(_settle(connection, number, status, now) for number, status in settled.items())

    def note_gap(self, conditions: Mapping[str, Json], visitor: str, draft_id: str, now: datetime) -> None:
        """Count a search that found nothing; refinements of a need on one day replace each other."""
        found = {
            "conditions": storable(json.dumps(conditions, ensure_ascii=False, sort_keys=True)),
            "at": now,
        }
        row = {
            **found,
            # Not the fingerprint that the lead of the draft has, so that nothing joins the two.
            "draft_digest": self._cipher.digest_key(f"gap {draft_id}"),
            "visitor_digest": self._cipher.digest_visitor(visitor),
            "day": now.astimezone(SHANGHAI).date(),
        }
        with writing(self._engine) as connection:
            added = insert_into(connection, demand_gaps).values(row)
            connection.execute(added.on_conflict_do_update(index_elements=["draft_digest", "day"], set_=found))

    def _write(self, act: Callable[[Connection], Outcome]) -> Outcome:
        try:
            with writing(self._engine) as connection:
                return act(connection)
        except Conflict:
            # Somebody else has just asked the same for the first time: now there is a row to count in.
            with writing(self._engine) as connection:
                return act(connection)


def read_questions(connection: Connection, numbers: Iterable[str]) -> dict[str, OpenQuestion]:
    """Return questions by number, as they stand now."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = connection.execute(select(open_questions).where(open_questions.c.number.in_(wanted)))
    return {row.number: question_from(row) for row in rows}


def question_from(row: Row[Any]) -> OpenQuestion:
    """Return the question of a row."""
    return OpenQuestion(
        row.kind,
        row.record_id,
        row.field,
        row.name,
        row.label,
        number=row.number,
        times=row.times,
        visitors=row.visitors,
        last_asked_at=row.last_asked_at,
    )


def forget_asker(connection: Connection, digest: str) -> None:
    """Remove every trace of who asked; how often something was asked says nothing of anybody."""
    connection.execute(delete(question_asks).where(question_asks.c.visitor_digest == digest))
    theirs = update(demand_gaps).where(demand_gaps.c.visitor_digest == digest)
    connection.execute(theirs.values(visitor_digest=None, draft_digest=None))


def _ask(connection: Connection, question: OpenQuestion, asker: Mapping[str, Json], channels: Sequence[str]) -> str:
    row = _find(connection, question) or _create(connection, question, asker["at"])
    asks = select(question_asks.c.id).where(question_asks.c.question_id == row.id)
    if connection.execute(asks.where(question_asks.c.key_digest == asker["key_digest"])).first():
        return str(row.number)
    is_known = connection.execute(asks.where(question_asks.c.visitor_digest == asker["visitor_digest"])).first()
    connection.execute(insert(question_asks).values(question_id=row.id, **asker))
    counted = {
        "status": _OPEN,
        "settled_at": None,
        "times": row.times + 1,
        "visitors": row.visitors + (is_known is None),
        "last_asked_at": asker["at"],
        **_words(question),
    }
    connection.execute(update(open_questions).where(open_questions.c.id == row.id).values(counted))
    if row.status != _OPEN or row.times == 0:
        queue_notices(connection, NOTICE, row.number, channels, asker["at"])
    return str(row.number)


def _find(connection: Connection, question: OpenQuestion) -> Row[Any] | None:
    same = (
        open_questions.c.kind == storable(question.kind, 16),
        open_questions.c.record_id == storable(question.record_id, 128),
        open_questions.c.field == storable(question.field, 64),
    )
    return connection.execute(select(open_questions).where(*same).with_for_update()).first()


def _create(connection: Connection, question: OpenQuestion, now: datetime) -> Row[Any]:
    values = {
        "number": next_number(connection, "Q", now),
        "kind": storable(question.kind, 16),
        "record_id": storable(question.record_id, 128),
        "field": storable(question.field, 64),
        "status": _OPEN,
        "times": 0,
        "visitors": 0,
        "first_asked_at": now,
        "last_asked_at": now,
        **_words(question),
    }
    return connection.execute(insert(open_questions).values(values).returning(open_questions)).one()


def _words(question: OpenQuestion) -> dict[str, str]:
    return {"name": storable(question.name, 200), "label": storable(question.label, 64)}


def _settle(connection: Connection, number: str, status: QuestionStatus, now: datetime) -> int:
    mine = update(open_questions).where(open_questions.c.number == number, open_questions.c.status == _OPEN)
    settled = connection.execute(mine.values(status=status.value, settled_at=now)).rowcount
    untold = update(outbox).where(outbox.c.number == number, outbox.c.kind == NOTICE, outbox.c.status == "waiting")
    connection.execute(untold.values(status="cancelled", leased_until=None, done_at=now))
    return int(settled)
