"""Which space does an advert offer, in its own words and in ours?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.catalog.importers.cleaning import one_line
from bot.catalog.importers.known_names import KnownNames, Place
from bot.catalog.importers.page import Related
from bot.catalog.importers.rules import Words
from bot.catalog.schema.listing import Listing
from bot.model import Json

_SQUARE = r"(?:平方米|平米|㎡|平方|平|方)"
_METRE = r"(?:米|[mM])"
_NUMBER = r"(\d{1,7}(?:\.\d{1,3})?)"
_OFFERED = re.compile(r"出租|出售|招租|转让|租售|售")
_AREA = re.compile(rf"{_NUMBER}\s*{_SQUARE}")
_PER_FLOOR = re.compile(rf"{_NUMBER}\s*{_SQUARE}\s*/\s*层|每层(?:约)?\s*{_NUMBER}\s*{_SQUARE}")
_OPTION = re.compile(rf"{_NUMBER}\s*{_SQUARE}(?!\s*/)[,，\s]*(?:只要|仅|售价|总价|约)?\s*(\d{{1,6}}(?:\.\d+)?多?万元?)")
_LEFT = re.compile(r"(?:仅余|仅剩|剩余|还剩|最后|剩)\s*([一二两三四五六七八九十\d]{1,4}\s*[层套间栋个])")
_TERM = re.compile(r"(\d{2})\s*年(?:独立)?产权")
_CERTIFICATE = re.compile(r"独立产证|独立产权证")
_CROSSING = re.compile(r"[一-鿿]{2,20}(?:路|街|道)(?:与|和|[、/])[一-鿿]{2,8}(?:路|街|道)(?:交叉口|交汇处|交口|路口)?")
_ZONE = re.compile(r"[((]([一-鿿]{2,8}(?:开发区|工业园|产业园|园区))[))]")
_NUMBERS: Mapping[str, re.Pattern[str]] = {
    "floor_height_m": re.compile(rf"{_NUMBER}\s*{_METRE}\s*层高|层高\s*[:：]?\s*(?:约|为)?\s*{_NUMBER}\s*{_METRE}"),
    "clear_height_m": re.compile(rf"{_NUMBER}\s*{_METRE}\s*净高|净高\s*[:：]?\s*(?:约|为)?\s*{_NUMBER}\s*{_METRE}"),
    "column_grid_m": re.compile(rf"{_NUMBER}\s*{_METRE}\s*柱距|柱距\s*[:：]?\s*(?:约|为)?\s*{_NUMBER}\s*{_METRE}"),
}
_TYPES = ("厂房", "仓库", "研发楼", "写字楼", "商铺", "众创空间", "土地")
_LONGEST_PROJECT = 40
_MOST_RAW = 300


@dataclass(frozen=True, slots=True)
class Advert:
    """A listing as far as an advert states it, with the advert's words."""

    data: Mapping[str, Json]
    """Every field of a listing but its id."""
    original: str
    unclear: tuple[str, ...]
    """What the advert says in two ways."""


def find_advert(related: Related, names: KnownNames, words: Words, source: Mapping[str, Json]) -> Advert | None:
    """Return the space that a title and its excerpt offer, None when they offer none.

    Args:
        related: the title with what is shown of the text.
        names: to find the place by.
        words: the sentences that drafts are written with.
        source: where the advert stands; its title is put into plain words here.
    """
    text = one_line(f"{related.title} {related.excerpt}")
    property_type = next((name for name in _TYPES if name in text), None)
    if not property_type or not _OFFERED.search(text) or not _AREA.search(text):
        return None
    project = related.title.split(" ")[0][:_LONGEST_PROJECT]
    place = names.find_place(text) or Place("")
    deal = _deals(text)
    said = {
        "place": "".join(dict.fromkeys(filter(None, (place.city, place.district)))) or project,
        "property_type": property_type,
        "deal": "".join({"rent": words.rent, "buy": words.buy}[kind] for kind in deal),
        "project": project,
    }
    conflicts = [*_count_conflict(text, words), *_price_conflict(text, words)]
    data = {
        **dict.fromkeys(name for name, info in Listing.model_fields.items() if info.is_required()),
        **_places(text, project, place),
        "title": words.advert_title.format_map(said),
        "deal": deal,
        "property_type": property_type,
        **_sizes(text),
        **_claims(text, words),
        "summary": words.advert_summary.format_map(said),
        "conflicts": conflicts,
        "sources": [{"title": None, **source} | {"title": words.advert_source.format_map(said)}],
    }
    return Advert(_in_order(data), text[:_MOST_RAW], tuple(conflict["about"] for conflict in conflicts))


def _in_order(data: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields in the schema's order, without those that say nothing and need not be said."""
    required = {name for name, info in Listing.model_fields.items() if info.is_required()}
    return {name: data[name] for name in Listing.model_fields if name in required or data.get(name)}


def _deals(text: str) -> list[str]:
    rents, sells = bool(re.search(r"出租|招租|租售|可租", text)), "售" in text or "转让" in text
    return [kind for kind, offered in (("rent", rents), ("buy", sells)) if offered]


def _places(text: str, project: str, place: Place) -> dict[str, Json]:
    crossing, zone = _CROSSING.search(text), _ZONE.search(text)
    return {
        "project": project,
        "city": place.city or None,
        "district": place.district,
        "town": place.town,
        "zone": zone.group(1) if zone else None,
        "address": crossing.group() if crossing else None,
    }


def _sizes(text: str) -> dict[str, Json]:
    sizes: dict[str, Json] = {field: _first_number(pattern, text) for field, pattern in _NUMBERS.items()}
    floor = _PER_FLOOR.search(text)
    if floor:
        sizes["area_per_floor"] = _area(floor.group(1) or floor.group(2), floor.group())
    options = list(_OPTION.finditer(text))
    sizes["options"] = [{"area": _area(o.group(1), f"{o.group(1)}平"), "price_raw": _yuan(o.group(2))} for o in options]
    areas = list(dict.fromkeys(_AREA.findall(text)))
    if len(areas) == 1 and not options and not floor:
        found = _AREA.search(text)
        sizes["area"] = _area(areas[0], found.group() if found else areas[0])
    return sizes


def _area(value: str, raw: str) -> dict[str, Json]:
    return {"value": float(value), "unit": "㎡", "raw": raw, "meaning": None}


def _yuan(price: str) -> str:
    return price if price.endswith("元") else f"{price}元"


def _first_number(pattern: re.Pattern[str], text: str) -> float | None:
    found = pattern.search(text)
    return float(next(group for group in found.groups() if group)) if found else None


def _claims(text: str, words: Words) -> dict[str, Json]:
    term = _TERM.search(text)
    return {
        "orientation": "南北通透" if "南北通透" in text else None,
        "title_certificate": words.certificate if _CERTIFICATE.search(text) else None,
        "land_term": words.term.format(years=term.group(1)) if term else None,
        "delivery": words.delivery if "现房" in text else None,
        "price_note": words.price_note if any("多" in price for _, price in _OPTION.findall(text)) else None,
    }


def _count_conflict(text: str, words: Words) -> Sequence[dict[str, Json]]:
    counts = list(dict.fromkeys(found.replace(" ", "") for found in _LEFT.findall(text)))
    if len(counts) < 2:  # noqa: PLR2004 - a conflict has two sides
        return ()
    statements = [words.count_statement.format(count=count) for count in counts]
    return ({"about": words.count_about, "statements": statements, "effect": words.count_effect},)


def _price_conflict(text: str, words: Words) -> Sequence[dict[str, Json]]:
    """Return that vague or disproportionate totals give no price per square metre."""
    options = list(dict.fromkeys(_OPTION.findall(text)))
    unit_prices = {round(float(re.sub(r"[^\d.]", "", price)) / float(area), 6) for area, price in options}
    is_vague = any("多" in price for _, price in options)
    if len(options) < 2 or (len(unit_prices) == 1 and not is_vague):  # noqa: PLR2004 - as above
        return ()
    statements = [words.price_statement.format(area=f"{area}㎡", price=_yuan(price)) for area, price in options]
    return ({"about": words.price_about, "statements": statements, "effect": words.price_effect},)
