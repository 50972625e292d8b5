"""How does a visitor see, withdraw and erase what is kept of them?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.session import Session
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.privacy import mask_name, mask_phone
from bot.values import say_value

ERASE = "erase"
"""What a session asks for while an erasure waits for the visitor's yes."""

_MASKS = {"phone": mask_phone, "contact": mask_name}


def show_notice(at: Situation) -> Outcome:
    """Show the privacy notice."""
    return Outcome(at.session, (at.playbook.wording.fill(at.playbook.privacy.notice),), resume=bool(at.pending))


def show_mine(at: Situation) -> Outcome:
    """List what is known of the visitor, masked."""
    values = {**at.session.contact.values, **at.draft.values}
    if not values:
        return Outcome(at.session, (at.say("mine_nothing"),))
    labels = at.playbook.labels
    lines = [f"· {labels.get(slot, slot)}：{_shown(slot, value.value)}" for slot, value in values.items()]
    return Outcome(at.session, (at.say("mine", facts="\n".join(lines)),), resume=bool(at.pending))


def ask_erasure(at: Situation) -> Outcome:
    """Ask once before everything is erased."""
    return Outcome(replace(at.session, asking=ERASE), question=at.say("ask_erase"))


def erase(at: Situation) -> Outcome:
    """Erase leads' personal fields, queued notices and the session."""
    try:
        at.unsaved.forget(at.incoming.visitor)
        at.book.erase_visitor(at.incoming.visitor, at.now)
    except StoreUnavailable:
        return Outcome(at.session, (at.say("erase_failed"),))
    return Outcome(Session(turns=at.session.turns), (at.say("erased"),))


def keep(at: Situation) -> Outcome:
    """Leave everything as it is."""
    return Outcome(replace(at.session, asking=""), (at.say("erase_cancelled"),))


def _shown(slot: str, value: object) -> str:
    return _MASKS[slot](str(value)) if slot in _MASKS else say_value(slot, value)
