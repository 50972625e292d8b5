"""Which values does a message want, slot by slot?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Claim, Json

LISTS = frozenset({"district", "town", "industry", "property_type", "city"})
"""Slots that hold several names at once."""


def collect(claims: Sequence[Claim]) -> dict[str, Json]:
    """Return the wanted values by slot, names as lists without repetitions; the district follows from a town."""
    slots: dict[str, Json] = {}
    for claim in claims:
        if claim.excluded or claim.current:
            continue
        _add(slots, claim.slot, claim.value)
        if claim.slot == "town" and claim.detail.get("district"):
            _add(slots, "district", [claim.detail["district"]])
    return slots


def raw_of(claims: Sequence[Claim], slot: str) -> str:
    """Return the visitor's own words for a slot."""
    sources = {slot, "town"} if slot == "district" else {slot}
    return "、".join(c.raw for c in claims if c.slot in sources and not c.excluded and not c.current)


def _add(slots: dict[str, Json], slot: str, value: Json) -> None:
    if slot in LISTS:
        names = value if isinstance(value, list) else [value]
        slots[slot] = list(dict.fromkeys([*slots.get(slot, []), *names]))
    else:
        slots.setdefault(slot, value)
