"""What may a listing's file say?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import (
    Area,
    Conflict,
    Derived,
    IndustryTag,
    Name,
    Positive,
    Record,
    Slug,
    Source,
    Text,
    Verification,
)

PropertyType: TypeAlias = Literal["厂房", "仓库", "写字楼", "研发楼", "土地", "商铺", "众创空间"]
FireClass: TypeAlias = Literal["甲类", "乙类", "丙一类", "丙二类", "丁类", "戊类"]
Status: TypeAlias = Literal["待租", "待售", "意向中", "已租", "已售", "下架"]


class SaleOption(Record):
    """One of the sizes on sale, with the price in the source's words."""

    area: Area
    price_raw: Text | None
    """A vague total such as 100多万; no unit price may be made of it."""


class Crane(Record):
    """Travelling crane: corbels, an installed crane and its size are different things."""

    corbel: bool | None = None
    installed: bool | None = None
    tonnage_t: Positive | None = None
    count: Annotated[int, Field(gt=0)] | None = None
    rail_height_m: Positive | None = None


class Rent(Record):
    """A rent with its basis."""

    value: Positive
    unit: Literal["元/㎡/天", "元/㎡/月", "元/月", "元/年"]
    raw: Text
    tax_included: bool | None
    property_fee_included: bool | None


class PropertyFee(Record):
    """What is due for services beside the rent."""

    value: Positive
    unit: Literal["元/㎡/月", "元/㎡/天"]
    raw: Text


class SalePrice(Record):
    """A sale price with its basis."""

    value: Positive
    unit: Literal["元/㎡", "元", "万元", "万元/亩"]
    raw: Text


class Listing(Record):
    """Space on offer as the public may see it; None is unknown."""

    id: Slug
    title: Name
    aliases: tuple[Name, ...] = ()
    park: Slug | None
    project: Name | None
    brand: Name | None = None
    city: Name
    district: Name | None
    zone: Name | None = None
    town: Name | None
    address: Text | None
    location: Text | None = None
    deal: Annotated[tuple[Literal["rent", "buy"], ...], Field(min_length=1)]
    property_type: PropertyType
    status: Status | None
    whole_building: bool | None = None
    by_floor: bool | None = None
    storeys: tuple[int, ...] | None
    """Storeys on offer, 1 is the ground floor."""
    single_storey: bool | None = None
    top_floor: bool | None = None
    area: Area | None
    """All that is available."""
    area_per_floor: Area | None = None
    divisible: Literal["free", "fixed", "no"] | None
    min_area_m2: Positive | None = None
    options: tuple[SaleOption, ...] = ()
    split: Text | None = None
    land_area: Area | None = None
    floor_height_m: Positive | None
    clear_height_m: Positive | None
    eave_height_m: Positive | None = None
    floor_load_kg_m2: Positive | None
    column_grid_m: Positive | None = None
    span_m: Positive | None = None
    orientation: Text | None = None
    crane: Crane | None
    power_kva: Positive | None
    power_expandable: bool | None = None
    fire_class: FireClass | None
    docks: Text | None = None
    truck_length_m: Positive | None = None
    freight_lift_t: Positive | None = None
    title_certificate: Text | None
    land_term: Text | None = None
    """What the source claims about the term, as its claim."""
    land_term_end: date | None
    land_zone: Literal["104", "195", "198"] | None = None
    registrable: Text | None = None
    eia: Text | None
    industry_limits: Text | None
    tax_requirement: Text | None = None
    rent: Rent | None
    property_fee: PropertyFee | None = None
    sale_price: SalePrice | None
    price_note: Text | None = None
    deposit: Text | None = None
    rent_free: Text | None = None
    lease_years_min: Positive | None = None
    delivery: Text | None = None
    available_from: date | None = None
    agency_fee: Text | None
    transport: Text | None = None
    facilities: Text | None = None
    industry_tags: tuple[IndustryTag, ...] = ()
    summary: Text
    notes: tuple[Text, ...] = ()
    derived: tuple[Derived, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    verification: Verification = Verification()
    sample: bool = False
    """Invented stock for demonstration."""

    @property
    def name(self) -> str:
        """Return what the listing is called."""
        return self.title

    @model_validator(mode="after")
    def _sizes_fit_together(self) -> Listing:
        if self.min_area_m2 and self.area and self.min_area_m2 > self.area.m2:
            raise ValueError("最小面积 min_area_m2 不能大于总面积 area")
        if self.clear_height_m and self.floor_height_m and self.clear_height_m > self.floor_height_m:
            raise ValueError("净高 clear_height_m 不能大于层高 floor_height_m")
        if self.available_from and self.land_term_end and self.land_term_end <= self.available_from:
            raise ValueError("土地终止日期 land_term_end 要晚于交付日期 available_from")
        return self
