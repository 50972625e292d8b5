"""How do two or three parks or listings compare, fact by fact?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog.facts import FactLine, facts_of_listing, facts_of_park
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.conversation.handlers.facts import list_as_choices
from bot.conversation.situation import Outcome, Situation

_MOST_THINGS = 3
_MOST_FACTS = 8
_LONGEST_VALUE = 40
"""Characters; the whole value stands in the profile."""
_FEWEST_THINGS = 2
_MARKS = "①②③"


def compare(at: Situation) -> Outcome:
    """Put the known facts of the named things, or of those last shown, side by side; no verdict."""
    things = (_named(at) or _shown(at))[:_MOST_THINGS]
    if len(things) < _FEWEST_THINGS:
        return Outcome(at.session, (at.say("compare_needs_two"),), resume=bool(at.pending))
    tables = [_facts(at, thing) for thing in things]
    fields = list(dict.fromkeys(line.field for table in tables for line in table.values() if line.known))
    shared = [field for field in fields if sum(field in table for table in tables) > 1] or fields
    differing = [field for field in shared if len({_value_of(table, field) for table in tables}) > 1]
    rows = "\n".join(_row(at, field, tables) for field in (differing or shared)[:_MOST_FACTS])
    names = "、".join(f"{mark} {thing.name}" for mark, thing in zip(_MARKS, things, strict=False))
    return Outcome(
        at.session, (at.say("compared", names=names, facts=rows),), choices=list_as_choices(things), resume=True
    )


def _named(at: Situation) -> list[Park | Listing]:
    found = {}
    for claim in at.said.claims:
        thing = find_thing(at, str(claim.detail.get("id", ""))) if claim.slot in {"park", "listing"} else None
        if thing:
            found[thing.id] = thing
    return list(found.values()) if len(found) >= _FEWEST_THINGS else []


def _shown(at: Situation) -> list[Park | Listing]:
    return [thing for thing_id in at.session.shown if (thing := find_thing(at, thing_id))]


def find_thing(at: Situation, thing_id: str) -> Park | Listing | None:
    """Return a park or listing by id."""
    return at.catalog.parks.get(thing_id) or at.catalog.listings.get(thing_id)


def _facts(at: Situation, thing: Park | Listing) -> dict[str, FactLine]:
    labels = at.catalog.labels
    lines = facts_of_park(thing, labels) if isinstance(thing, Park) else facts_of_listing(thing, labels)
    return {line.field: line for line in lines if line.field not in {"name", "title", "conflict", "verification"}}


def _row(at: Situation, field: str, tables: Sequence[dict[str, FactLine]]) -> str:
    unknown = at.catalog.labels.words.unknown
    label = next(table[field].label for table in tables if field in table)
    said = [
        at.say("compared_value", name=mark, value=_short(table[field].value) if field in table else unknown)
        for mark, table in zip(_MARKS, tables, strict=False)
    ]
    return f"· {label}：{'；'.join(said)}"


def _value_of(table: dict[str, FactLine], field: str) -> str:
    return table[field].value if field in table else ""


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
