"""What does the park or listing that somebody asks for tell of their need?"""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.catalog import Catalog
from bot.catalog.schema.listing import Listing
from bot.conversation.changes import Changes
from bot.conversation.form import Form
from bot.conversation.session import Focus, How, Stage, Value
from bot.conversation.situation import Situation
from bot.model import Json, Understanding

_WISHES = frozenset({"deal", "area_m2", "visit_time"})


def facts_of_park(catalog: Catalog, park_id: str) -> dict[str, Json]:
    """Return the slots that a wish for a park fills."""
    park = catalog.parks.get(park_id)
    if park is None:
        return {}
    return {"park": park.name, **({"district": [park.district]} if park.district else {})}


def facts_of_listing(catalog: Catalog, listing_id: str) -> dict[str, Json]:
    """Return the slots that a wish for a listing fills; the deal only where there is no choice."""
    listing = catalog.listings.get(listing_id)
    if listing is None:
        return {}
    place: dict[str, Json] = {"district": [listing.district]} if listing.district else {}
    deal: dict[str, Json] = {"deal": listing.deal[0]} if len(listing.deal) == 1 else {}
    return {**place, **deal, "property_type": [listing.property_type], "listing": listing.title}


def add_listing(changes: Changes, focus: Focus | None, catalog: Catalog) -> Changes:
    """Add the listing that the talk is about to a wish to see something (就看这套，约周日)."""
    listing = catalog.listings.get(focus.id) if focus and focus.kind == "listing" else None
    if listing is None or "visit_time" not in changes.new or "listing" in changes.draft.values:
        return changes
    value = Value(listing.title, listing.title, How.SAID)
    return replace(changes, draft=replace(changes.draft, values={**changes.draft.values, "listing": value}))


def add_named_listing(changes: Changes, form: Form, said: Understanding, catalog: Catalog) -> Changes:
    """Add what the one listing tells that a visitor names while stating a wish (想租B3，1500平), as guesses."""
    ids = {str(claim.detail.get("id", "")) for claim in said.wanted("listing")} - {""}
    states = "question" not in said.acts and not changes.new.keys().isdisjoint(_WISHES)
    if len(ids) != 1 or not states or changes.draft.stage is Stage.REGISTERED:
        return changes
    told = facts_of_listing(catalog, ids.pop())
    guesses = {s: Value(v, str(told["listing"]), How.SCANNED) for s, v in told.items() if form.takes(s)} if told else {}
    return replace(changes, draft=replace(changes.draft, values={**guesses, **changes.draft.values}))


def add_place(changes: Changes, said: Understanding, catalog: Catalog) -> Changes:
    """Add the district of the one park that a visitor has just asked for, as a guess that their own words replace."""
    ids = {str(claim.detail.get("id", "")) for claim in said.wanted("park")} - {""}
    if "park" not in changes.new or len(ids) != 1 or "district" in changes.draft.values:
        return changes
    facts = facts_of_park(catalog, ids.pop())
    if "district" not in facts:
        return changes
    value = Value(facts["district"], str(facts["park"]), How.SCANNED)
    return replace(changes, draft=replace(changes.draft, values={**changes.draft.values, "district": value}))


def with_listing(at: Situation, listing: Listing) -> Situation:
    """Note which listing the visitor wants and what that tells of the need, unless it is registered already."""
    if at.draft.stage is Stage.REGISTERED:
        return at
    told = facts_of_listing(at.catalog, listing.id)
    guesses = {s: Value(v, listing.title, How.SCANNED) for s, v in told.items() if at.playbook.form.takes(s)}
    draft = replace(at.draft, values={**guesses, **at.draft.values})
    new = {slot: value for slot, value in guesses.items() if slot == "listing" and slot not in at.draft.values}
    return replace(at.with_draft(draft), changes=replace(at.changes, draft=draft, new={**at.changes.new, **new}))
