"""How does a visitor's registered lead stand, and by when will somebody answer?"""

from __future__ import annotations

from datetime import datetime

from bot.conversation.handlers.staff import open_ticket
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.leads.promise import say_promise
from bot.model import Lead


def has_lead(at: Situation) -> bool:
    """Say whether the visitor has left something that may have progressed."""
    return bool(at.draft.lead_number or at.session.contact.values)


def tell(at: Situation) -> Outcome:
    """Repeat what was promised for the newest lead; once that time has passed, apologise and call staff again."""
    try:
        leads = [lead for lead in at.book.find_by_visitor(at.incoming.visitor) if lead.frozen_at is None]
    except StoreUnavailable:
        return Outcome(at.session, (at.say("mine_unavailable"),), resume=bool(at.pending))
    if not leads:
        return Outcome(at.session, (at.say("progress_none"),), resume=bool(at.pending))
    due = _due_of(leads[0])
    if due and due < at.now:
        number = open_ticket(at, "chase")
        key = "progress_late" if number else "ticket_failed"
        return Outcome(at.session, (at.say(key, number=leads[0].number),), resume=bool(at.pending))
    promise = say_promise(due, str(leads[0].request.assessment.get("owner_name", "")), at.playbook.rules, at.now)
    return Outcome(at.session, (at.say("progress", number=leads[0].number, promise=promise),), resume=bool(at.pending))


def _due_of(lead: Lead) -> datetime | None:
    due = lead.request.assessment.get("due_at")
    return datetime.fromisoformat(str(due)) if due else None
