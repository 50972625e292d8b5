"""Who is a visitor whose session has expired, as far as the lead book may tell the form?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.session import Contact, Draft, How, Session, Stage, Value
from bot.conversation.situation import Situation
from bot.errors import StoreUnavailable
from bot.model import Lead
from bot.ports import LeadBook

_PERSONAL = ("contact", "phone", "company")


def recall(at: Situation) -> Situation:
    """Return the situation with the contact of the visitor's newest lead, so that nobody is asked twice.

    Only a lead whose consent stands is used, and only when nothing personal is known of the new need.
    """
    if not at.playbook.form.personal_slots.isdisjoint(at.draft.values):
        return at
    lead = _newest_with_consent(at.incoming.visitor, at.book)
    if lead is None or lead.request.consent is None:
        return at
    known = {slot: lead.request.fields[slot] for slot in _PERSONAL if lead.request.fields.get(slot)}
    contact = Contact(
        {slot: Value(value, str(value), How.SAID) for slot, value in known.items()}, lead.request.consent.version
    )
    draft = replace(at.draft, values={**at.draft.values, **contact.values}, notice_version=lead.request.consent.version)
    return replace(at.with_draft(draft), session=replace(at.session.with_draft(draft), contact=contact))


def remember_lead(session: Session, visitor: str, book: LeadBook) -> Session:
    """Return the session with the visitor's newest lead as its draft, so that a late correction finds it."""
    lead = _newest_with_consent(visitor, book)
    if lead is None or lead.request.consent is None:
        return session
    values = {slot: Value(value, str(value), How.SAID) for slot, value in lead.request.fields.items() if value}
    contact = Contact({s: v for s, v in values.items() if s in _PERSONAL}, lead.request.consent.version)
    draft = Draft(
        lead.request.key,
        lead.created_at,
        values,
        stage=Stage.REGISTERED,
        notice_version=contact.consent_version,
        lead_number=lead.number,
        queue=lead.request.queue,
    )
    return replace(session, draft=draft, contact=contact)


def _newest_with_consent(visitor: str, book: LeadBook) -> Lead | None:
    try:
        leads = book.find_by_visitor(visitor)
    except StoreUnavailable:
        return None
    return next((lead for lead in leads if lead.frozen_at is None and lead.request.consent), None)
