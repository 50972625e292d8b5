"""Which questions to staff does the knowledge base answer by now?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.catalog.catalog import Catalog
from bot.demand import OpenQuestion, QuestionStatus


def find_settled(questions: Iterable[OpenQuestion], catalog: Catalog) -> dict[str, QuestionStatus]:
    """Return what became of the questions that are not open any more, by number."""
    judged = {question.number: _status_of(question, catalog) for question in questions}
    return {number: status for number, status in judged.items() if status is not QuestionStatus.OPEN}


def _status_of(question: OpenQuestion, catalog: Catalog) -> QuestionStatus:
    records = catalog.parks if question.kind == "park" else catalog.listings
    record = records.get(question.record_id)
    if record is None:
        return QuestionStatus.CLOSED
    try:
        known = catalog.fact(record, question.field).known
    except KeyError:
        # The field has no label any more, so no reply and no page shows it.
        return QuestionStatus.CLOSED
    return QuestionStatus.ANSWERED if known else QuestionStatus.OPEN
