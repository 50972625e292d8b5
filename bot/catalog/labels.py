"""Under which words, in which order and with which units are facts shown?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Name, Record
from bot.catalog.strict_yaml import Document
from bot.errors import Fault


class FieldLabel(Record):
    """How one field is shown."""

    field: Name
    label: Name
    unit: Annotated[str, Field(max_length=10)] = ""
    always: bool = False
    """Show it as unknown rather than leave it out."""
    deal: Literal["rent", "buy"] | None = None
    """Show it only for listings of that deal."""


class Words(Record):
    """The small words between values."""

    unknown: Name
    not_applicable: Name
    """Of a rent where nothing is let, and the like."""
    approximate: Name
    unlabelled_area: Name
    there: Name
    absent: Name
    true: Name
    false: Name
    converted: Name
    derived: Name
    conflict: Name
    verification: Name
    unverified: Name
    phone: Name
    onsite: Name
    undated: Name
    inferred_date: Name
    facts: Name
    note: Name
    sample: Name
    """Says of a record that it is invented."""
    sample_count: Name
    """With {count} and {samples}."""
    boundary: Name
    """With {of}, {east}, {south}, {west}, {north}."""
    distance: Name
    """With {to} and {km}."""
    tax_included: Name
    tax_excluded: Name
    tax_unknown: Name
    fee_included: Name
    fee_excluded: Name
    fee_unknown: Name
    corbel: Name
    crane: Name
    rail: Name
    sets: Name
    rent: Name
    buy: Name
    free: Name
    fixed: Name
    undivided: Name
    storey: Name
    """With {n}."""


class Fits(Record):
    """Names of the three states of a condition."""

    fits: Name
    misfits: Name
    unknown: Name


class FreshnessWords(Record):
    """Names of the levels of freshness."""

    fresh: Name
    ageing: Name
    old: Name
    stale: Name
    unknown: Name


class Conditions(Record):
    """Names of the conditions of a need."""

    deal: Name
    property_type: Name
    place: Name
    area: Name
    floor_height: Name
    load: Name
    power: Name
    crane: Name
    fire_class: Name
    storey: Name
    price: Name
    move_in: Name
    industry: Name


class CostWords(Record):
    """How a total cost is told: names of its lines, what it is counted on, and what is not in it."""

    per_day: Name
    rent_year: Name
    fee_year: Name
    year_total: Name
    per_m2: Name
    price_total: Name
    known_total: Name
    """Of a sum in which something is still missing."""
    on_offer: Name
    """With {area} and {meaning}."""
    on_wish: Name
    """With {area} and {meaning}."""
    on_unit: Name
    """With {area} and {meaning}."""
    on_least: Name
    """With {area} and {meaning}."""
    whole: Name
    """Of a rent for the whole that no area is known for."""
    open_area: Name
    open_meaning: Name
    open_size: Name
    open_tax: Name
    open_tax_amount: Name
    open_fee: Name
    open_fee_amount: Name
    open_fee_twice: Name
    left_fee: Name
    left_deposit: Name
    """With {text}."""
    left_rent_free: Name
    """With {text}."""
    left_purchase: Name


class Labels(Record):
    """Every word that facts are shown with."""

    words: Words
    fits: Fits
    freshness: FreshnessWords
    conditions: Conditions
    costs: CostWords
    park: tuple[FieldLabel, ...]
    listing: tuple[FieldLabel, ...]
    article: tuple[FieldLabel, ...]


_MODELS: Mapping[str, type[BaseModel]] = {"park": Park, "listing": Listing, "article": Article}


def find_label_faults(document: Document, labels: Labels) -> Iterator[Fault]:
    """Yield a fault for every label of a field that does not exist."""
    for name, model in _MODELS.items():
        known = {*model.model_fields, "region"}
        for index, entry in enumerate(getattr(labels, name)):
            if entry.field not in known:
                remedy = "请改成已有的字段，或删掉这一行"
                yield document.fault((name, index), f"{name} 没有「{entry.field}」这个字段", remedy)
