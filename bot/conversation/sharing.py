"""May name and phone go to the operator of a park whose space a visitor wants to see?

That takes a consent of its own which names the receiver (PIPL art. 23).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.catalog.schema.park import Park
from bot.conversation.session import Choice, Draft, Stage
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.model import Consent, ConsentRecord

SHARE: Final = "share"
"""What a session asks for while the question whether details may go to a park waits for the visitor's yes."""
_DAY = 86_400
_MOST_ASKS = 2


def ask_to_share(outcome: Outcome, at: Situation) -> Outcome:
    """Add the question for consent once a lead with a phone wants a viewing and nothing else is asked."""
    if outcome.question or outcome.ask_next:
        return outcome
    session = outcome.session
    if session.asking == SHARE:
        session = replace(session, asking="")
        outcome = replace(outcome, session=session)
    park = park_of(session.draft, at) if session.draft and not session.asking else None
    if session.draft is None or park is None or not _may_be_asked(session.draft, park, at):
        return outcome
    name = f"{SHARE}:{park.id}"
    draft = replace(session.draft, asked={**session.draft.asked, name: session.draft.asked.get(name, 0) + 1})
    choices = tuple(Choice(words, words) for words in (at.say("share_yes"), at.say("share_no")))
    question = at.say("ask_share", receiver=receiver_of(park, at))
    return replace(outcome, session=replace(session, draft=draft, asking=SHARE), question=question, choices=choices)


def park_of(draft: Draft, at: Situation) -> Park | None:
    """Return the park that a draft's viewing is about, None when there is none (any more)."""
    return at.catalog.parks.get(draft.viewing)


def receiver_of(park: Park, at: Situation) -> str:
    """Return who would get the details, by name."""
    return park.operator or at.say("operator_of", park=park.name)


def consent_for(park: Park, at: Situation) -> Consent:
    """Return the evidence of an answer about a park's operator."""
    purpose, version = at.say("share_purpose"), at.playbook.privacy.version
    return Consent(version, purpose, at.now, at.incoming.key, receiver=receiver_of(park, at))


def _may_be_asked(draft: Draft, park: Park, at: Situation) -> bool:
    has_contact = draft.stage is Stage.REGISTERED and bool(draft.lead_number) and "phone" in draft.values
    is_new = draft.asked.get(f"{SHARE}:{park.id}", 0) < _MOST_ASKS
    return has_contact and is_new and not _is_answered(at, receiver_of(park, at))


def _is_answered(at: Situation, receiver: str) -> bool:
    """Say whether the visitor has agreed already, or has refused so lately that asking again would be pressing."""
    try:
        answers = at.book.find_consents(at.incoming.visitor)
    except StoreUnavailable:
        # Not asking is the safe side: without an answer nothing is handed on.
        return True
    ours = [answer for answer in answers if answer.receiver == receiver]
    return bool(ours) and (ours[-1].is_active or _is_fresh_refusal(ours[-1], at))


def _is_fresh_refusal(answer: ConsentRecord, at: Situation) -> bool:
    refused_at = answer.withdrawn_at or answer.answered_at
    return (at.now - refused_at).total_seconds() < at.playbook.limits.refusal_days * _DAY
