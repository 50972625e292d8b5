"""What in stock fits the need so far, and when is it shown?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.catalog.formats import say_count
from bot.catalog.match import Match, MatchReport, match
from bot.catalog.need import Need
from bot.conversation.session import Draft, Session
from bot.conversation.situation import Situation
from bot.conversation.stock_lines import is_near, say_matches, say_nearest, say_relaxed
from bot.conversation.wanting import note_gap, refines
from bot.model import Json
from bot.values import say_fact

_NONE = "-"
"""Marks that nothing was found; while the core stays the same it is not said again."""
_NEED_SLOTS = ("deal", "property_type", "city", "district", "town", "area_m2")


def show_once(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    """Return what fits as soon as the core of the need is known, and again whenever that has changed."""
    draft = session.draft or at.draft
    form = at.playbook.form
    core = [entry for entry in form.fields if entry.core and not form.is_excluded(draft, entry)]
    if not all(form.is_known(draft, entry) or entry.id in draft.settled for entry in core):
        return session, ()
    return show_now(at, session)


def show_now(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    """Return what fits the need as far as it is known, once for each need and outcome.

    Nothing is said before there is anything to search by.
    """
    draft = session.draft or at.draft
    need = need_of(at, draft)
    if not (need.cities or need.districts or need.towns or need.property_types or need.area):
        return session, ()
    report = at.catalog.find_listings(need)
    matched = _outcome(draft, report)
    if not report.possible and (matched != session.matched or refines(at)):
        note_gap(at, draft, need)
    if matched == session.matched:
        return session, ()
    was_none = session.matched.startswith(f"{_NONE}{_core(draft)}")
    fitting, near = _ids(report.possible), _ids(found for found in report.near if is_near(found))
    most = at.playbook.limits.listed_matches
    if not fitting:
        session = replace(session, matched=matched, shown=near[:1], more=near)
        if was_none:
            return session, (say_nearest(at, report),)
        return session, (_say_none(at, draft, report), *_say_parks(at, need))
    session = replace(
        session, matched=matched, shown=fitting[:most], more=(*fitting[most:], *near), shown_at=session.turns
    )
    key = "matches_found" if len(fitting) > 1 and most > 1 else "matches_found_one"
    found = at.say(key, lines=say_matches(at, report.possible[:most]))
    return session, (found, say_relaxed(at, report.relaxations) if len(fitting) < most else "")


def show_rest(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    """Return the next of the listings that fit, then those that miss one condition; nothing when all were shown."""
    listings = [at.catalog.listings[one] for one in session.more if one in at.catalog.listings]
    if not listings:
        return session, ()
    need, most = need_of(at, at.draft), at.playbook.limits.listed_matches
    ids = tuple(listing.id for listing in listings)
    matches = [match(need, listing) for listing in listings[:most]]
    key = "matches_rest" if matches[0].is_possible else "matches_near"
    session = replace(session, shown=ids[:most], more=ids[most:], shown_at=session.turns)
    return session, (at.say(key, lines=say_matches(at, matches)),)


def need_of(at: Situation, draft: Draft) -> Need:
    """Return the need of a draft; what the message itself says counts even where the draft keeps an older value."""
    slots: dict[str, Json] = {slot: value.value for slot, value in draft.values.items()}
    slots.update({slot: value.value for slot, value in at.changes.proposed.items()})
    slots["park"] = _parks_with_space(at, slots.get("park"))
    return Need.from_slots(slots, draft.unwanted)


def _ids(matches: Iterable[Match]) -> tuple[str, ...]:
    return tuple(found.listing.id for found in matches)


def _outcome(draft: Draft, report: MatchReport) -> str:
    """Return the core of the need and what it found, so that nothing is shown twice."""
    found = "；".join(found.listing.id for found in report.possible or report.near[:1])
    return f"{'' if report.possible else _NONE}{_core(draft)}{found}"


def _core(draft: Draft) -> str:
    return "".join(f"{slot}={draft.values[slot].value}；" for slot in _NEED_SLOTS if slot in draft.values)


def _parks_with_space(at: Situation, wanted: Json) -> list[str]:
    """Return the ids of wanted parks that have space on offer; for others their district decides."""
    named = [park.id for park in at.catalog.parks.values() if park.name == wanted]
    return [park_id for park_id in named if at.catalog.listings_of(park_id)]


def _say_none(at: Situation, draft: Draft, report: MatchReport) -> str:
    known = {slot: value.value for slot, value in draft.values.items()}
    asked = [say_fact(slot, known[slot], known) for slot in _NEED_SLOTS if slot in known]
    near = say_nearest(at, report) + say_relaxed(at, report.relaxations)
    return at.say("matches_none", need=" ".join(asked), near=near)


def _say_parks(at: Situation, need: Need) -> tuple[str, ...]:
    place = need.towns or need.districts or need.cities
    if not place:
        return ()
    parks = at.catalog.find_parks(
        district=need.districts or None, town=need.towns or None, city=need.cities if place is need.cities else None
    )
    return (
        (at.say("matches_parks", place="、".join(place), count=say_count(parks, at.catalog.labels)),) if parks else ()
    )
