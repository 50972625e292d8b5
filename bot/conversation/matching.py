"""What in stock fits the need so far, said in three states?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.finding import Finding, Fit
from bot.catalog.match import Match, MatchReport, find_matches
from bot.catalog.need import Need
from bot.conversation.session import Draft, Session
from bot.conversation.situation import Situation
from bot.model import Json
from bot.values import say_value

_NEED_SLOTS = ("deal", "property_type", "district", "town", "area_m2")

_NOT_NEAR = frozenset({"place", "deal"})
"""What is somewhere else, or for sale instead of rent, is nothing near."""


def show_once(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    """Return what fits as soon as the core of the need is known, and again whenever it has changed."""
    draft = session.draft or at.draft
    form = at.playbook.form
    core = [entry for entry in form.fields if entry.core and not form.is_excluded(draft, entry)]
    if not all(form.is_known(draft, entry) or entry.id in draft.settled for entry in core):
        return session, ()
    return _show(at, session)


def show_now(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    """Return what fits the need as far as it is known; once for each need."""
    return _show(at, session)


def _show(at: Situation, session: Session) -> tuple[Session, tuple[str, ...]]:
    draft = session.draft or at.draft
    need = "；".join(f"{slot}={draft.values[slot].value}" for slot in _NEED_SLOTS if slot in draft.values)
    if need == session.matched:
        return session, ()
    parts, shown = show_matches(at, session)
    return replace(session, matched=need if parts else session.matched, shown=shown or session.shown), parts


def show_matches(at: Situation, session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what to say of the stock, and the ids of the listings shown.

    Nothing is said before there is anything to search by.
    """
    draft = session.draft or at.draft
    need = need_of(at, draft)
    if need.is_empty or not (need.districts or need.towns or need.property_types or need.area):
        return (), ()
    report = find_matches(need, at.catalog.open_listings())
    shown = report.possible[: at.playbook.limits.listed_matches]
    if shown:
        lines = "\n".join(_say_match(at, match) for match in shown)
        return (at.say("matches_found", lines=lines),), tuple(match.listing.id for match in shown)
    return (_say_none(at, draft, report), *_say_parks(at, need)), ()


def need_of(at: Situation, draft: Draft) -> Need:
    """Return the need of a draft; what the message itself says counts even where the draft keeps an older value."""
    slots: dict[str, Json] = {slot: value.value for slot, value in draft.values.items()}
    slots.update({slot: value.value for slot, value in at.changes.proposed.items()})
    slots["park"] = _parks_with_space(at, slots.get("park"))
    excluded: dict[str, Json] = {}
    for claim in at.said.claims:
        if claim.excluded:
            excluded.setdefault(claim.slot, []).extend(claim.value if isinstance(claim.value, list) else [claim.value])
    return Need.from_slots(slots, excluded)


def _parks_with_space(at: Situation, wanted: Json) -> list[str]:
    """Return the ids of wanted parks that have space on offer; for others their district decides."""
    named = [park.id for park in at.catalog.parks.values() if park.name == wanted]
    return [park_id for park_id in named if at.catalog.listings_of(park_id)]


def _say_match(at: Situation, match: Match) -> str:
    fits, unknown = match.having(Fit.FITS), match.having(Fit.UNKNOWN)
    words = at.catalog.labels.fits
    parts = [
        f"{words.fits}：{_names(at, fits)}" if fits else "",
        f"{words.unknown}：{_names(at, unknown)}" if unknown else "",
    ]
    return f"· {match.listing.title}（{'；'.join(part for part in parts if part)}）"


def _names(at: Situation, findings: Sequence[Finding]) -> str:
    return "、".join(getattr(at.catalog.labels.conditions, finding.condition) for finding in findings)


def _say_none(at: Situation, draft: Draft, report: MatchReport) -> str:
    asked = [say_value(slot, draft.values[slot].value) for slot in _NEED_SLOTS if slot in draft.values]
    near = ""
    if report.near and report.near[0].closest_miss:
        missed = report.near[0].closest_miss
        if missed.condition not in _NOT_NEAR:
            near = at.say("matches_nearest", name=report.near[0].listing.title, miss=_names(at, (missed,)))
    return at.say("matches_none", need=" ".join(asked), near=near)


def _say_parks(at: Situation, need: Need) -> tuple[str, ...]:
    if not (need.districts or need.towns):
        return ()
    parks = at.catalog.find_parks(district=need.districts or None, town=need.towns or None)
    place = "、".join(need.towns or need.districts)
    return (at.say("matches_parks", place=place, count=len(parks)),) if parks else ()
