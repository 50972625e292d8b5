"""Which parks and listings does a visitor get to see, and what when there are none?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.formats import say_count
from bot.catalog.schema.park import Park
from bot.conversation.handlers.facts import list_as_choices
from bot.conversation.handlers.taking import take_up
from bot.conversation.matching import show_now, show_rest
from bot.conversation.session import Focus
from bot.conversation.situation import Outcome, Situation

_PLACES = ("town", "district", "city")
"""Slots of places, the smallest first."""


def find_space(at: Situation) -> Outcome:
    """Show what fits the need so far, or say that nothing does, and ask for the next missing fact."""
    taken = take_up(at)
    if not taken.ask_next or at.more_follows:
        return taken
    session, parts = show_now(at, taken.session)
    return replace(taken, session=session, parts=(*taken.parts, *parts))


def show_again(at: Situation) -> Outcome:
    """Show what fits the need once more, and go on asking for what is missing."""
    session, parts = show_now(at, replace(at.session, matched=""))
    return Outcome(session, parts or (at.say("show_what"),), ask_next=True)


def list_parks(at: Situation) -> Outcome:
    """List the parks of a district, town or industry, a handful at a time."""
    parks = at.catalog.find_parks(
        city=_names(at, "city"),
        district=_names(at, "district"),
        town=_names(at, "town"),
        industry=_names(at, "industry"),
    )
    return _list(at, parks, _place(at), "、".join(_names(at, "industry")))


def list_more(at: Situation) -> Outcome:
    """Show the next handful of the last list."""
    session, listings = show_rest(at, at.session)
    if listings:
        return Outcome(session, listings, resume=bool(at.pending))
    parks = [at.catalog.parks[park_id] for park_id in at.session.more if park_id in at.catalog.parks]
    if not parks and not at.session.shown and not at.draft.values.keys().isdisjoint(_PLACES):
        places = {slot: at.draft.values[slot].value for slot in _PLACES if slot in at.draft.values}
        found = at.catalog.find_parks(**places)
        return _list(at, found, "、".join(next(iter(places.values()))), "")
    if not parks:
        return Outcome(at.session, (at.say("parks_no_more"),), ask_next=bool(at.draft.values))
    return _show(at, parks, at.say("parks_rest", count=say_count(parks, at.catalog.labels)))


def _list(at: Situation, parks: Sequence[Park], place: str, industry: str) -> Outcome:
    if not parks:
        return Outcome(at.session, (at.say("parks_none", place=place, industry=industry),), ask_next=True)
    key = "parks_for_industry" if industry else "parks_found"
    return _show(at, parks, at.say(key, place=place, industry=industry, count=say_count(parks, at.catalog.labels)))


def _show(at: Situation, parks: Sequence[Park], heading: str) -> Outcome:
    most = at.playbook.limits.listed_parks
    closing = (
        (at.say("parks_more", count=say_count(parks, at.catalog.labels), shown=most),) if len(parks) > most else ()
    )
    ids = tuple(park.id for park in parks)
    focus = Focus("park", parks[0].id) if len(parks) == 1 else at.session.focus
    session = replace(at.session, shown=ids[:most], more=ids[most:], focus=focus)
    resume = bool(at.pending)
    return Outcome(session, (), heading, list_as_choices(parks[:most]), closing, resume=resume)


def _names(at: Situation, slot: str) -> list[str]:
    return [name for claim in at.said.wanted(slot) for name in claim.value]


def _place(at: Situation) -> str:
    return "、".join(next((names for slot in _PLACES if (names := _names(at, slot))), []))
