"""What happens when a visitor wants to see a park, and when they answer who may have their details?"""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.schema.listing import Listing
from bot.conversation.handlers import facts, lead
from bot.conversation.session import Stage
from bot.conversation.sharing import ask_to_share, consent_for, park_of, receiver_of
from bot.conversation.situation import Outcome, Situation
from bot.conversation.subjects import with_listing
from bot.errors import StoreUnavailable
from bot.model import Ticket

_KIND = "viewing"


def arrange(at: Situation) -> Outcome:
    """Take the wish for a viewing into the lead; for a named park ask whether its operator may have the details."""
    subject = facts.find_subject(at)
    at = with_listing(at, subject) if isinstance(subject, Listing) else at
    park = at.catalog.parks.get(subject.park or "") if isinstance(subject, Listing) else subject
    if at.draft.stage is Stage.CONFIRMING and at.changes.are_none:
        return Outcome(at.session, (at.say("viewing_later"),), resume=True)
    if park is None:
        return lead.start(at)
    outcome = lead.start(at.with_draft(replace(at.draft, viewing=park.id)))
    return ask_to_share(outcome, at)


def agree(at: Situation) -> Outcome:
    """Keep the consent for the receiver that was named, and tell staff that they may hand the details on.

    A bare yes counts only right after the question; said later it may mean something else.
    """
    if not at.was_offered("share_yes"):
        return ask_to_share(Outcome(at.session), at)
    return _answer(at, agreed=True)


def refuse(at: Situation) -> Outcome:
    """Keep the refusal; staff arrange the viewing themselves."""
    return _answer(at, agreed=False)


def _answer(at: Situation, *, agreed: bool) -> Outcome:
    session = replace(at.session, asking="")
    park = park_of(at.draft, at)
    if park is None:
        return Outcome(session, (at.say("share_gone"),))
    receiver, key = receiver_of(park, at), "share_agreed" if agreed else "share_refused"
    try:
        at.book.record_consent(at.incoming.visitor, consent_for(park, at), agreed=agreed)
        _tell_staff(at, at.say(f"{key}_notice", number=at.draft.lead_number, park=park.name, receiver=receiver))
    except StoreUnavailable:
        key = "share_failed" if agreed else "share_refused"
    return Outcome(session, (at.say(key, park=park.name, receiver=receiver),))


def _tell_staff(at: Situation, text: str) -> None:
    ticket = Ticket(at.incoming.key, _KIND, at.incoming.visitor, text, at.session.scene)
    at.book.open_ticket(ticket, at.playbook.channels_of(at.draft.queue), at.now)
