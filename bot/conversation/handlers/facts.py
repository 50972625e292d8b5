"""What does the bot say about one park or listing, and what does it admit not to know?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.catalog.facts import FactLine, fact
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.conversation.handlers import faq
from bot.conversation.session import Choice, Focus
from bot.conversation.situation import Outcome, Situation
from bot.conversation.wanting import ask_staff
from bot.model import Claim

_MOST_QUESTIONS = 3
_THINGS = frozenset({"park", "listing"})


def tell_profile(at: Situation) -> Outcome:
    """Show what is known of a park or listing."""
    subject = find_subject(at)
    if subject is None:
        return faq.answer(at)
    fields = _fields_asked(at, subject) if "question" in at.said.acts and not names_listing(at) else ()
    if fields:
        return _answer(at, subject, fields)
    return _show(at, subject, at.catalog.facts_of(subject))


def tell_field(at: Situation) -> Outcome:
    """Answer a question about one thing from its fields; without a subject, the careful general answer."""
    subject = find_subject(at) or _only_shown(at)
    if subject is None:
        return _tell_each(at) or faq.answer(at)
    fields = _fields_asked(at, subject)
    if not fields:
        return faq.answer(at)
    return _answer(at, subject, fields)


def _only_shown(at: Situation) -> Listing | None:
    listings = _shown_listings(at)
    return listings[0] if len(listings) == 1 and not _names_place(at) else None


def _shown_listings(at: Situation) -> list[Listing]:
    return [at.catalog.listings[one] for one in at.session.shown if one in at.catalog.listings]


def _names_place(at: Situation) -> bool:
    return any(_place_names(claim) for claim in at.said.claims)


def _tell_each(at: Situation) -> Outcome | None:
    """Answer a question that names nothing for each of the listings just shown."""
    listings = _shown_listings(at)
    fields = _fields_asked(at, listings[0]) if listings and not _names_place(at) else ()
    if not fields:
        return None
    labels = at.catalog.labels
    parts, told = [], []
    for listing in listings:
        lines = [line for group in fields for line in _best_lines([fact(listing, field, labels) for field in group])]
        parts.append(at.say("about", name=listing.name, facts="\n".join(_say(line) for line in lines)))
        told.extend(lines)
    return Outcome(at.session, (*parts, *_cite(at, told)), resume=bool(at.pending))


def find_subject(at: Situation) -> Park | Listing | None:
    """Return the park or listing that the message names, else the one the talk is about."""
    for claim in at.said.claims:
        named = _named(at, claim)
        if named:
            return named
    placed = _placed(at)
    unlisted = [claim.raw for claim in at.said.claims if claim.slot == "park"]
    if unlisted:
        is_its_brand = placed and all(raw.upper() in _own_words(placed) for raw in unlisted)
        return placed if is_its_brand else None
    if placed:
        return placed
    focus = at.session.focus
    if focus is None:
        return None
    return at.catalog.parks.get(focus.id) if focus.kind == "park" else at.catalog.listings.get(focus.id)


def names_listing(at: Situation) -> bool:
    """Say whether the message is the name of a listing, as a tapped choice sends it, or wants its details."""
    subject = find_subject(at)
    if not isinstance(subject, Listing):
        return False
    named = [claim for claim in at.said.claims if claim.slot == "listing"]
    is_all = any(claim.end - claim.start >= len(at.said.text) - 1 for claim in named)
    wants_details = "detail" in at.said.acts and at.changes.are_none
    return at.said.raw.strip() == subject.name or is_all or wants_details


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


def _own_words(listing: Listing) -> str:
    return f"{listing.title}{listing.project}{listing.brand}".upper()


def _place_names(claim: Claim) -> list[str]:
    if claim.slot not in {"city", "district", "town"}:
        return []
    return claim.value if isinstance(claim.value, list) else [claim.value]


def _named(at: Situation, claim: Claim) -> Park | Listing | None:
    thing_id = str(claim.detail.get("id", ""))
    found = at.catalog.parks.get(thing_id) if claim.slot == "park" else None
    return found or (at.catalog.listings.get(thing_id) if claim.slot == "listing" else None)


def _fields_asked(at: Situation, subject: Park | Listing) -> Sequence[Sequence[str]]:
    """Return the fields that answer each question of a message, the best first; names of things ask nothing."""
    text = at.said.text.lower()
    for claim in at.said.claims:
        if claim.slot in _THINGS:
            text = text.replace(claim.raw.lower(), " ")
    asked = []
    for question in at.playbook.questions:
        word = next((word for word in question.words if word in text), None)
        if word:
            text = text.replace(word, " ")
            asked.append(question)
    asked = asked or [question for question in at.playbook.questions if question.intent == at.said.intent][:1]
    found = [question.park if isinstance(subject, Park) else question.listing for question in asked[:_MOST_QUESTIONS]]
    return [fields for fields in found if fields]


def _answer(at: Situation, subject: Park | Listing, groups: Sequence[Sequence[str]]) -> Outcome:
    """Answer what a message asks for; what nobody knows becomes a question to staff."""
    lines = [line for fields in groups for line in _best_lines([fact(subject, f, at.catalog.labels) for f in fields])]
    return _show(at, subject, lines, offer="unknown_asked" if ask_staff(at, subject, lines) else "unknown_offer")


def _best_lines(lines: Sequence[FactLine]) -> Sequence[FactLine]:
    """Return what is known of a question; that the first of its fields is unknown when nothing is."""
    return [line for line in lines if line.known] or lines[:1]


def _show(at: Situation, subject: Park | Listing, lines: Sequence[FactLine], offer: str = "unknown_offer") -> Outcome:
    kind = "park" if isinstance(subject, Park) else "listing"
    told = [line for line in lines if line.field not in {"name", "title"}]
    shown = "\n".join([*(_say(line) for line in told if line.known), *_say_unknown(at, told)])
    parts = [at.say("about", name=subject.name, facts=shown)]
    parts.extend(_cite(at, lines))
    if not all(line.known for line in lines):
        parts.append(at.say(offer))
    page = at.page("p" if kind == "park" else "l", subject.id)
    if page:
        parts.append(f'<a href="{page}">{at.say("see_page")}</a>')
    session = replace(at.session, focus=Focus(kind, subject.id))
    return Outcome(session, tuple(parts), resume=bool(at.pending))


def _cite(at: Situation, lines: Sequence[FactLine]) -> tuple[str, ...]:
    """Return one line with the sources of what was told, each once, with its date."""
    cited = dict.fromkeys(f"{line.source}（{line.date}）" for line in lines if line.source)
    return (at.say("sources", sources="；".join(cited)),) if cited else ()


def _say_unknown(at: Situation, lines: Sequence[FactLine]) -> tuple[str, ...]:
    """Return one line for all that nobody has told us."""
    labels = "、".join(dict.fromkeys(line.label for line in lines if not line.known))
    return (f"· {labels}：{at.catalog.labels.words.unknown}",) if labels else ()


def _say(line: FactLine) -> str:
    note = f"（{line.note}）" if line.note else ""
    return f"· {line.label}：{line.value}{note}"
