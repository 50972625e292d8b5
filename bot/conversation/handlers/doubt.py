"""What does the bot ask back instead of guessing?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking import say_facts
from bot.conversation.session import Choice
from bot.conversation.situation import Outcome, Situation
from bot.model import Unclear


def ask_back(at: Situation) -> Outcome:
    """Ask what a number or a name means; the pending question stands, so its answer still counts."""
    unclear = at.said.unclear[0]
    parts = (at.say("noted", facts=noted),) if (noted := _noted(at)) else ()
    choices = tuple(Choice(option, _sends(unclear, option)) for option in unclear.options)
    session = replace(at.session, asking=_asking(at, unclear), misses=at.session.misses + 1)
    if session.misses >= _PERSON_AFTER:
        return Outcome(session, (*parts, at.say("fallback_human")), choices=choices, understood=False)
    question = at.say(unclear.reason, raw=unclear.raw)
    return Outcome(session, parts, question, choices, understood=False)


def offer_menu(at: Situation) -> Outcome:
    """Offer what the message may have meant, as the intents that came nearest."""
    menus = at.playbook.menus.clarify
    near = [found.intent for found in at.said.intents if found.intent in menus][:1]
    entries = [menus[intent] for intent in near] + [entry for name, entry in menus.items() if name not in near]
    choices = tuple(Choice(entry.name, entry.says) for entry in entries[:4])
    misses = at.session.misses + 1
    key = "clarify" if misses < _PERSON_AFTER else "fallback_human"
    session = replace(at.session, misses=misses)
    return Outcome(session, (at.say(key),), choices=choices, resume=bool(at.pending), understood=False)


_PERSON_AFTER = 3
"""Messages in a row that were not understood, after which a person is offered."""


def _asking(at: Situation, unclear: Unclear) -> str:
    entry = at.playbook.form.of_slot(unclear.slot)
    return at.pending or (entry.id if entry else "")


def _sends(unclear: Unclear, option: str) -> str:
    return f"{unclear.raw}{option}" if unclear.reason == "ask_unit" else option


def _noted(at: Situation) -> str:
    return say_facts(at.changes.new, at.playbook)
