"""Who is a visitor whose session has expired, as far as the lead book may tell the form?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.session import Contact, How, Value
from bot.conversation.situation import Situation
from bot.errors import StoreUnavailable
from bot.model import Lead

_PERSONAL = ("contact", "phone", "company")


def recall(at: Situation) -> Situation:
    """Return the situation with the contact of the visitor's newest lead, so that nobody is asked twice.

    Only a lead whose consent stands is used, and only when nothing personal is known of the new need.
    """
    if not at.playbook.form.personal_slots.isdisjoint(at.draft.values):
        return at
    lead = _newest_with_consent(at)
    if lead is None or lead.request.consent is None:
        return at
    known = {slot: lead.request.fields[slot] for slot in _PERSONAL if lead.request.fields.get(slot)}
    contact = Contact(
        {slot: Value(value, str(value), How.SAID) for slot, value in known.items()}, lead.request.consent.version
    )
    draft = replace(at.draft, values={**at.draft.values, **contact.values}, notice_version=lead.request.consent.version)
    return replace(at.with_draft(draft), session=replace(at.session.with_draft(draft), contact=contact))


def _newest_with_consent(at: Situation) -> Lead | None:
    try:
        leads = at.book.find_by_visitor(at.incoming.visitor)
    except StoreUnavailable:
        return None
    return next((lead for lead in leads if lead.frozen_at is None and lead.request.consent), None)
