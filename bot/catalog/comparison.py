"""How do several parks or listings compare, fact by fact, each fact on one basis?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.catalog.facts import FactLine, facts_of_listing, facts_of_park
from bot.catalog.labels import Labels
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Area
from bot.catalog.units import Conversion, area_in_m2, rent, sale_per_m2

_LEFT_OUT = {"name", "title", "conflict", "verification", "sample"}
"""What is said beside the names, or no property of the space."""


class Alike(StrEnum):
    """How the values of one row stand to each other."""

    SAME = "same"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    """At least one value is not known, and the others agree: nobody can tell."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One fact of everything that is compared."""

    field: str
    label: str
    lines: tuple[FactLine, ...]
    """One for each thing, in their order; the note holds the formula of a converted value."""
    alike: Alike

    @property
    def is_known(self) -> bool:
        """Say whether anything is known of it at all."""
        return any(line.known and line.applies for line in self.lines)


def compare(things: Sequence[Park] | Sequence[Listing], labels: Labels) -> tuple[ComparedRow, ...]:
    """Put the facts of several parks, or of several listings, side by side in the order of the labels."""
    tables = [_facts_of(thing, labels) for thing in things]
    order = (entry.field for entry in (labels.park if isinstance(things[0], Park) else labels.listing))
    fields = [
        field for field in dict.fromkeys(order) if any(field in table and table[field].applies for table in tables)
    ]
    return tuple(_row(field, tables, labels) for field in fields)


def _facts_of(thing: Park | Listing, labels: Labels) -> dict[str, FactLine]:
    if isinstance(thing, Park):
        lines, absent = facts_of_park(thing, labels), {}
    else:
        lines, absent = facts_of_listing(thing, labels), _not_on_offer(thing, labels)
    found = {line.field: _on_one_basis(thing, line, labels) for line in lines if line.field not in _LEFT_OUT}
    return {**absent, **found}


def _not_on_offer(listing: Listing, labels: Labels) -> dict[str, FactLine]:
    """Return the lines that belong to a deal which the listing is not for: no rent where nothing is let."""
    others = (entry for entry in labels.listing if entry.deal and entry.deal not in listing.deal)
    word = labels.words.not_applicable
    return {entry.field: FactLine(entry.field, entry.label, word, applies=False) for entry in others}


def _row(field: str, tables: Sequence[Mapping[str, FactLine]], labels: Labels) -> ComparedRow:
    label = next(table[field].label for table in tables if field in table)
    missing = FactLine(field, label, labels.words.unknown, known=False)
    lines = tuple(table.get(field, missing) for table in tables)
    return ComparedRow(field, label, lines, _alike(lines))


def _alike(lines: Sequence[FactLine]) -> Alike:
    values = {line.value for line in lines if line.known}
    if len(values) > 1:
        return Alike.DIFFERS
    return Alike.SAME if all(line.known for line in lines) else Alike.UNKNOWN


def _on_one_basis(thing: Park | Listing, line: FactLine, labels: Labels) -> FactLine:
    """Return the line in the canonical unit, with the formula and what the source wrote as its note."""
    value = getattr(thing, line.field, None)
    if isinstance(value, Area):
        return _converted(line, area_in_m2(value.value, value.unit), value.unit, labels, about=value.approximate)
    convert = _CONVERSIONS.get(line.field) if isinstance(thing, Listing) else None
    made = convert(thing) if convert and isinstance(thing, Listing) else None
    return _converted(line, made[0], made[1], labels) if made else line


def _converted(line: FactLine, made: Conversion, given: str, labels: Labels, *, about: bool = False) -> FactLine:
    if made.unit == given:
        return line
    basis = "（" + line.value.partition("（")[2] if "（" in line.value else ""
    mark = f"{labels.words.approximate} " if about else ""
    return replace(line, value=f"{mark}{made.shown}{basis}", derived=True, note=made.formula)


def _rent_per_day(listing: Listing) -> tuple[Conversion, str] | None:
    area = listing.area.m2 if listing.area else None
    if listing.rent is None or (listing.rent.unit in {"元/月", "元/年"} and not area):
        return None
    return rent(listing.rent.value, listing.rent.unit, "元/㎡/天", area), listing.rent.unit


def _fee_per_month(listing: Listing) -> tuple[Conversion, str] | None:
    fee = listing.property_fee
    return (rent(fee.value, fee.unit, "元/㎡/月"), fee.unit) if fee else None


def _price_per_m2(listing: Listing) -> tuple[Conversion, str] | None:
    price = listing.sale_price
    area = listing.area.m2 if listing.area and listing.property_type != "土地" else None
    made = sale_per_m2(price.value, price.unit, area) if price else None
    return (made, price.unit) if made and price else None


_CONVERSIONS: Mapping[str, Callable[[Listing], tuple[Conversion, str] | None]] = {
    "rent": _rent_per_day,
    "property_fee": _fee_per_month,
    "sale_price": _price_per_m2,
}
