"""How does the bot greet, explain itself, take thanks, and stay on its subject?"""

from __future__ import annotations

from bot.conversation.situation import Outcome, Situation, choices_of


def greet(at: Situation) -> Outcome:
    """Say in one sentence what the bot does, with quick choices; offer to go on with an open draft."""
    if at.is_idle:
        return Outcome(at.session, (at.say("greet_again"),), offers=True)
    if at.session.is_open:
        return Outcome(at.session, (at.say("greet_again"),), ask_next=True)
    return Outcome(at.session, (at.say("greet"),), choices=choices_of(at.playbook), choices_are_hints=True)


def explain_service(at: Situation) -> Outcome:
    """Say what the bot can do and which words steer it."""
    return Outcome(at.session, (at.say("help"),), choices=choices_of(at.playbook), resume=bool(at.pending))


def take_thanks(at: Situation) -> Outcome:
    """Close the exchange in one line."""
    return Outcome(at.session, (at.say("thanks"),), resume=bool(at.pending))


def read_on(at: Situation) -> Outcome:
    """Show what did not fit into the last reply."""
    return Outcome(at.session, (at.session.rest,), resume=bool(at.pending))


def say_bye(at: Situation) -> Outcome:
    """Say good-bye; what was collected stays for next time."""
    return Outcome(at.session, (at.say("bye"),))


def pause(at: Situation) -> Outcome:
    """Let a visitor think it over; what was collected stays."""
    return Outcome(at.session, (at.say("settled_unknown"),))


def identify(at: Situation) -> Outcome:
    """Say that a program answers, and how to reach a person."""
    return Outcome(at.session, (at.say("identity"),), resume=bool(at.pending))


def chat(at: Situation) -> Outcome:
    """Answer small talk in one line."""
    return Outcome(at.session, (at.say("chitchat"),), resume=bool(at.pending))


def take_note(at: Situation) -> Outcome:
    """Answer a yes or no that nothing asked for."""
    return Outcome(at.session, (at.say("noted_yes_or_no"),), resume=bool(at.pending))


def decline_subject(at: Situation) -> Outcome:
    """Lead back to the subject without a lecture."""
    return Outcome(at.session, (at.say("out_of_scope"),), choices=choices_of(at.playbook), resume=bool(at.pending))
