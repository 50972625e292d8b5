"""Which wishes of visitors that could not be met does staff get to know?"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.catalog.facts import FactLine
from bot.catalog.gaps import GAP_SLOTS, conditions_of
from bot.catalog.labels import Labels
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.conversation.session import Draft
from bot.conversation.situation import Situation
from bot.demand import OpenQuestion
from bot.errors import StoreUnavailable

_QUEUE = "supply"
"""Those who talk with parks and owners find out."""
_COMPOSED = frozenset({"region"})
"""Lines made of several fields, which stand beside what was asked for."""

log = structlog.get_logger()


def ask_staff(at: Situation, subject: Park | Listing, lines: Sequence[FactLine]) -> bool:
    """Have staff find out the fact that a message asks for, if nobody knows it; say whether that was noted.

    The first line is what was asked for: the others only belong to it and are nobody's question.
    """
    asked = next((line for line in lines if _is_asked(subject, line, at.catalog.labels)), None)
    if asked is None or asked.known:
        return False
    kind = "park" if isinstance(subject, Park) else "listing"
    question = OpenQuestion(kind, subject.id, asked.field, subject.name, asked.label)
    channels = at.playbook.channels_of(_QUEUE)
    try:
        at.questions.ask(question, at.incoming.visitor, at.incoming.key, channels, at.now)
    except StoreUnavailable as fault:
        log.warning("question_not_noted", record=subject.id, field=asked.field, reason=str(fault))
        return False
    return True


def note_gap(at: Situation, draft: Draft, need: Need) -> None:
    """Count a search that found nothing; the reply does not depend on it."""
    try:
        at.questions.note_gap(conditions_of(need), at.incoming.visitor, draft.id, at.now)
    except StoreUnavailable as fault:
        log.warning("gap_not_noted", reason=str(fault))


def refines(at: Situation) -> bool:
    """Say whether the message changes what is looked for."""
    return not GAP_SLOTS.isdisjoint({*at.changes.new, *at.changes.changed, *at.changes.proposed})


def _is_asked(subject: Park | Listing, line: FactLine, labels: Labels) -> bool:
    if line.field in _COMPOSED:
        return False
    if isinstance(subject, Park):
        return True
    deals = {entry.deal for entry in labels.listing if entry.field == line.field and entry.deal}
    return not deals or not deals.isdisjoint(subject.deal)
