"""What does the bot say about one park or listing, and what does it admit not to know?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.catalog.facts import FactLine, fact, facts_of_listing, facts_of_park
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.conversation.handlers import faq
from bot.conversation.session import Choice, Focus
from bot.conversation.situation import Outcome, Situation
from bot.model import Claim

_MOST_LINES = 12
"""Facts of a profile in one reply; the page has them all."""


def tell_profile(at: Situation) -> Outcome:
    """Show what is known of a park or listing."""
    subject = find_subject(at)
    if subject is None:
        return faq.answer(at)
    fields = _fields_asked(at, subject) if "question" in at.said.acts else ()
    if fields:
        return _show(at, subject, [fact(subject, field, at.catalog.labels) for field in fields])
    labels = at.catalog.labels
    lines = facts_of_park(subject, labels) if isinstance(subject, Park) else facts_of_listing(subject, labels)
    return _show(at, subject, lines[:_MOST_LINES])


def tell_field(at: Situation) -> Outcome:
    """Answer a question about one thing from its fields; without a subject, the careful general answer."""
    subject = find_subject(at)
    if subject is None:
        return faq.answer(at)
    fields = _fields_asked(at, subject)
    if not fields:
        return faq.answer(at)
    return _show(at, subject, [fact(subject, field, at.catalog.labels) for field in fields])


def find_subject(at: Situation) -> Park | Listing | None:
    """Return the park or listing that the message names, else the one the talk is about."""
    for claim in at.said.claims:
        named = _named(at, claim)
        if named:
            return named
    if any(claim.slot == "park" for claim in at.said.claims):
        return None
    placed = _placed(at)
    if placed:
        return placed
    focus = at.session.focus
    if focus is None:
        return None
    return at.catalog.parks.get(focus.id) if focus.kind == "park" else at.catalog.listings.get(focus.id)


def knows_answer(at: Situation) -> bool:
    """Say whether the message asks for a field of a thing that is plainly meant."""
    if "question" not in at.said.acts:
        return False
    subject = find_subject(at)
    return subject is not None and bool(_fields_asked(at, subject))


def list_as_choices(things: Iterable[Park | Listing]) -> tuple[Choice, ...]:
    """Return things as numbered choices that ask for their profile."""
    return tuple(Choice(thing.name, thing.name) for thing in things)


def _placed(at: Situation) -> Listing | None:
    """Return the only open listing at the place that the message names (合肥那个厂房)."""
    places = {name for claim in at.said.claims for name in _place_names(claim)}
    places |= {unclear.raw for unclear in at.said.unclear if unclear.slot == "district"}
    if not places:
        return None
    there = [
        listing
        for listing in at.catalog.open_listings()
        if any(place in f"{listing.city}{listing.district}{listing.town}{listing.zone}" for place in places)
    ]
    return there[0] if len(there) == 1 else None


def _place_names(claim: Claim) -> list[str]:
    if claim.slot not in {"city", "district", "town"}:
        return []
    return claim.value if isinstance(claim.value, list) else [claim.value]


def _named(at: Situation, claim: Claim) -> Park | Listing | None:
    thing_id = str(claim.detail.get("id", ""))
    found = at.catalog.parks.get(thing_id) if claim.slot == "park" else None
    return found or (at.catalog.listings.get(thing_id) if claim.slot == "listing" else None)


def _fields_asked(at: Situation, subject: Park | Listing) -> Sequence[str]:
    text = at.said.text.lower()
    questions = at.playbook.questions
    found = next((q for q in questions if any(word in text for word in q.words)), None)
    found = found or next((q for q in questions if q.intent == at.said.intent), None)
    if found is None:
        return ()
    return found.park if isinstance(subject, Park) else found.listing


def _show(at: Situation, subject: Park | Listing, lines: Sequence[FactLine]) -> Outcome:
    kind = "park" if isinstance(subject, Park) else "listing"
    shown = "\n".join(_say(line) for line in lines if line.field not in {"name", "title"})
    parts = [at.say("about", name=subject.name, facts=shown)]
    cited = dict.fromkeys(f"{line.source}（{line.date}）" for line in lines if line.source)
    if cited:
        parts.append(at.say("sources", sources="；".join(cited)))
    if not all(line.known for line in lines):
        parts.append(at.say("unknown_offer"))
    page = at.page("p" if kind == "park" else "l", subject.id)
    if page:
        parts.append(f'<a href="{page}">{at.say("see_page")}</a>')
    session = replace(at.session, focus=Focus(kind, subject.id))
    return Outcome(session, tuple(parts), resume=bool(at.pending))


def _say(line: FactLine) -> str:
    note = f"（{line.note}）" if line.note else ""
    return f"· {line.label}：{line.value}{note}"
