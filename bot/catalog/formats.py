"""How is one field's value put into words?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from bot.catalog.labels import FieldLabel, Labels
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Crane, Listing, PropertyFee, Rent, SaleOption, SalePrice
from bot.catalog.schema.park import Boundary, Park
from bot.catalog.schema.pieces import Area, Derived, Distance
from bot.model import Json


def say(record: Park | Listing | Article, entry: FieldLabel, labels: Labels) -> str:
    """Return the text of a field's value, empty when it is not known."""
    if entry.field == "region":
        return say_region(record, labels)
    value = getattr(record, entry.field)
    if value is None or value == ():
        return ""
    words = _WORDED.get(entry.field)
    if words:
        return "、".join(
            getattr(labels.words, words[item]) for item in (value if isinstance(value, tuple) else (value,))
        )
    if entry.field == "storeys":
        return "、".join(labels.words.storey.replace("{n}", str(n)) for n in value)
    if isinstance(value, Area) and value.meaning == entry.label:
        return _say_size(value, labels)
    return _say_value(value, labels) + (f" {entry.unit}" if entry.unit else "")


def say_region(record: Park | Listing | Article, labels: Labels) -> str:
    """Return city, district and town as far as they are stated or marked as derived."""
    derived: tuple[Derived, ...] = getattr(record, "derived", ())
    guesses = {guess.field: guess.value for guess in derived}
    parts = []
    for field in ("city", "district", "town"):
        stated = getattr(record, field, None)
        if stated:
            parts.append(stated)
        elif field in guesses:
            parts.append(f"{guesses[field]}（{labels.words.derived}）")
    return " ".join(parts)


def say_count(records: Collection[Park | Listing | Article], labels: Labels) -> str:
    """Return how many records there are, and how many of them are invented."""
    samples = sum(record.sample for record in records)
    if not samples:
        return str(len(records))
    return labels.words.sample_count.replace("{count}", str(len(records))).replace("{samples}", str(samples))


def number(value: float) -> str:
    """Return a number without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def say_area(area: Area, labels: Labels) -> str:
    """Return an area with its meaning; a floor area without one is marked."""
    return f"{_say_size(area, labels)}（{area.meaning or labels.words.unlabelled_area}）"


def _say_size(area: Area, labels: Labels) -> str:
    about = labels.words.approximate if area.approximate else ""
    return f"{about}{number(area.value)}{area.unit}"


def _say_value(value: Json, labels: Labels) -> str:
    if isinstance(value, tuple):
        separator = "；" if value and isinstance(value[0], SaleOption | Distance) else "、"
        return separator.join(_say_value(item, labels) for item in value)
    saying = _SAYINGS.get(type(value))
    return saying(value, labels) if saying else str(value)


def _say_boundary(boundary: Boundary, labels: Labels) -> str:
    sides = {**boundary.model_dump(exclude={"of"}), "of": f"{boundary.of} " if boundary.of else ""}
    text = labels.words.boundary
    for side, words in sides.items():
        text = text.replace(f"{{{side}}}", words)
    return text


def _say_option(option: SaleOption, labels: Labels) -> str:
    return " ".join(filter(None, (say_area(option.area, labels), option.price_raw)))


def _say_crane(crane: Crane, labels: Labels) -> str:
    def yes_no(value: bool | None) -> str:
        return labels.words.unknown if value is None else labels.words.there if value else labels.words.absent

    parts = [f"{labels.words.crane} {yes_no(crane.installed)}", f"{labels.words.corbel} {yes_no(crane.corbel)}"]
    if crane.tonnage_t:
        parts.append(f"{number(crane.tonnage_t)} t")
    if crane.count:
        parts.append(f"{crane.count} {labels.words.sets}")
    if crane.rail_height_m:
        parts.append(f"{labels.words.rail} {number(crane.rail_height_m)} m")
    return "、".join(parts)


def _say_rent(rent: Rent, labels: Labels) -> str:
    tax = {True: "tax_included", False: "tax_excluded", None: "tax_unknown"}[rent.tax_included]
    fee = {True: "fee_included", False: "fee_excluded", None: "fee_unknown"}[rent.property_fee_included]
    return f"{number(rent.value)} {rent.unit}（{getattr(labels.words, tax)}，{getattr(labels.words, fee)}）"


def _say_price(price: SalePrice | PropertyFee, _labels: Labels) -> str:
    return f"{number(price.value)} {price.unit}"


def _say_distance(distance: Distance, labels: Labels) -> str:
    return labels.words.distance.replace("{to}", distance.to).replace("{km}", number(distance.km))


_SAYINGS: Mapping[type, Callable[[Json, Labels], str]] = {
    bool: lambda value, labels: labels.words.true if value else labels.words.false,
    float: lambda value, _labels: number(value),
    date: lambda value, _labels: value.isoformat(),
    Area: say_area,
    Boundary: _say_boundary,
    SaleOption: _say_option,
    Crane: _say_crane,
    Rent: _say_rent,
    SalePrice: _say_price,
    PropertyFee: _say_price,
    Distance: _say_distance,
}
_WORDED: Mapping[str, Mapping[str, str]] = {
    "deal": {"rent": "rent", "buy": "buy"},
    "divisible": {"free": "free", "fixed": "fixed", "no": "undivided"},
}
