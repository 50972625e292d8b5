"""What may a park's file say?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.catalog.schema.pieces import (
    Area,
    Conflict,
    Derived,
    Distance,
    IndustryTag,
    Name,
    Positive,
    Record,
    Slug,
    Source,
    Text,
    Verification,
)


class Boundary(Record):
    """What borders an area on each side."""

    of: Name | None = None
    """Which part is meant, e.g. 核心区; None for the whole."""
    east: Text
    south: Text
    west: Text
    north: Text


class Building(Record):
    """One building of a park."""

    name: Name
    storeys: Annotated[int, Field(gt=0, lt=200)] | None = None
    floor_area: Area | None = None
    floor_heights_m: tuple[Positive, ...] = ()
    """By storey, from the ground up."""
    floor_loads_kg_m2: tuple[Positive, ...] = ()
    power_kva: Positive | None = None
    fire_class: Name | None = None
    freight_lifts: Text | None = None


class Park(Record):
    """A park as the public may see it; None is unknown."""

    id: Slug
    name: Name
    aliases: tuple[Name, ...] = ()
    city: Name
    district: Name | None
    town: Name | None
    address: Text | None
    location: Text | None = None
    """Where it lies in words, short of an address."""
    boundary: Boundary | None = None
    level: Text | None = None
    """Who lists it as what, e.g. 市级特色产业园区."""
    land_area: Area | None
    floor_area: Area | None
    plot_ratio: Positive | None = None
    blocks: tuple[Text, ...] = ()
    block_count: Annotated[int, Field(gt=0)] | None = None
    industries: tuple[Name, ...] | None
    """In the source's words."""
    industry_tags: tuple[IndustryTag, ...] = ()
    positioning: Text | None = None
    opened: Text | None = None
    status: Text | None = None
    honours: tuple[Text, ...] = ()
    partners: tuple[Text, ...] = ()
    companies: Text | None = None
    events: tuple[Text, ...] = ()
    operator: Text | None = None
    owner: Text | None = None
    facilities: Text | None = None
    transport: tuple[Distance, ...] = ()
    rent: Text | None = None
    sale_price: Text | None = None
    eia: Text | None = None
    """What the park's own documents say, quoted; never a verdict."""
    tax_requirement: Text | None = None
    industry_limits: Text | None = None
    planning: Text | None = None
    fire: Text | None = None
    policies: tuple[Slug, ...] = ()
    buildings: tuple[Building, ...] = ()
    summary: Text
    """One or two sentences of our own that say nothing beyond the fields."""
    notes: tuple[Text, ...] = ()
    """What a visitor should know about the quality of the data."""
    derived: tuple[Derived, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    verification: Verification = Verification()
    sample: bool = False
    """An invented park for demonstration."""
