"""How does a visitor reach people: our contact, a person, a correction of park data, a complaint?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.lines import hide
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.model import Ticket

_QUEUES = {"supply": "supply", "broker": "broker"}
"""Queues of the kinds of tickets; all others go to sales."""


def tell_contact(at: Situation) -> Outcome:
    """Give the hotline and the hours from configuration, never a number from a page."""
    return Outcome(at.session, (at.say("contact"),), resume=bool(at.pending))


def call_person(at: Situation) -> Outcome:
    """Hand the wish for a person to staff and say when they will answer."""
    if at.now.timestamp() < at.session.called_until:
        return Outcome(at.session, (at.say("human_again", number=at.session.ticket),), resume=bool(at.pending))
    opening = at.playbook.working_time.next_opening(at.now)
    is_open = opening is not None and opening <= at.now
    key = "human_open" if is_open else "human_closed"
    when = at.say("opening_time", opening=opening) if opening else at.say("next_working_day")
    number = open_ticket(at, "human", None if is_open else _find_due_time(at, opening))
    if not number:
        return Outcome(at.session, (at.say("ticket_failed"),), resume=bool(at.pending))
    until = at.now.timestamp() + at.playbook.limits.mute_minutes * 60
    session = replace(at.session, ticket=number, called_until=until)
    return Outcome(session, (at.say(key, number=number, when=when),), resume=bool(at.pending))


def keep_for_staff(at: Situation) -> None:
    """Hand a message that came while a person has the conversation to staff: the bot does not answer it."""
    open_ticket(at, "human")


def take_supply(at: Situation) -> Outcome:
    """Open a ticket for an owner, operator or agent who offers or corrects a listing; nothing is edited directly."""
    return _with_ticket(at, "supply", "supply")


def take_broker(at: Situation) -> Outcome:
    """Open a ticket for an agent who has a customer."""
    return _with_ticket(at, "broker", "broker")


def take_complaint(at: Situation) -> Outcome:
    """Open a ticket for a complaint and apologise once."""
    return _with_ticket(at, "complaint", "complaint")


def take_error_report(at: Situation) -> Outcome:
    """Open a ticket for data that a visitor says is wrong."""
    return _with_ticket(at, "data_error", "error_report")


def take_takedown(at: Situation) -> Outcome:
    """Open a ticket for a copyright complaint."""
    return _with_ticket(at, "takedown", "takedown")


def _with_ticket(at: Situation, kind: str, key: str) -> Outcome:
    number = open_ticket(at, kind)
    if not number:
        return Outcome(at.session, (at.say("ticket_failed"),), resume=bool(at.pending))
    return Outcome(at.session, (at.say(key, number=number),), resume=bool(at.pending))


def _find_due_time(at: Situation, opening: datetime | None) -> datetime | None:
    """Return when somebody must have answered who was told to hear from us after that opening."""
    minutes = at.playbook.rules.staff.escalation.ticket_after_minutes
    return at.playbook.working_time.add_working_time(opening, minutes) if opening else None


def open_ticket(at: Situation, kind: str, due_at: datetime | None = None) -> str:
    """Store a ticket for staff, with the time the visitor was told, and return its number.

    While SQL is away it is kept on disk and the number comes later; empty when it could not be kept at all.
    """
    queue = _QUEUES.get(kind, "sales")
    channels = at.playbook.channels_of(queue)
    text = hide(at.session, at.incoming.text)[:200]
    ticket = Ticket(at.incoming.key, kind, at.incoming.visitor, text, at.session.scene, at.session.lines, due_at=due_at)
    try:
        return at.book.open_ticket(ticket, channels, at.now)
    except StoreUnavailable:
        return _keep(at, ticket, channels)


def _keep(at: Situation, ticket: Ticket, channels: Sequence[str]) -> str:
    try:
        at.unsaved.keep(ticket, channels, at.now)
    except StoreUnavailable:
        return ""
    return at.say("number_later")
