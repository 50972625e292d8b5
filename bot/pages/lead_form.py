"""Is what was typed into the form fit for a lead, and which canonical values does it give?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.catalog.places import is_same_place
from bot.model import Json

LONGEST = {
    "deal": 4,
    "needs": 300,
    "usage": 100,
    "district": 40,
    "area_from": 12,
    "area_to": 12,
    "tax": 12,
    "company": 60,
    "contact": 20,
    "phone": 24,
}
"""Fields of the form with the most characters each takes."""
_DEALS: Mapping[str, Mapping[str, Json]] = {
    "rent": {"deal": "rent"},
    "buy": {"deal": "buy"},
    "land": {"deal": "buy", "property_type": ["土地"]},
}
_NEED = ("deal", "needs", "usage", "district", "area_from", "area_to")
_LARGEST_AREA = 10_000_000.0
_LARGEST_TAX = 10_000_000.0
_YUAN_PER_WAN = 10_000
_FULL_MOBILE = 11
_FEWEST_SLIPPED = 9
_NUMBER = re.compile(r"\d{1,10}(?:\.\d{1,4})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d{2})[1-9]\d{6,7}")
_GAPS = re.compile(r"[\s\-–—()·./]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)|^(?:\+|00)86(?=0?[1-9]\d)")
_LIST_MARKS = re.compile(r"[、,;/\s或和]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the form's values amount to."""

    typed: Mapping[str, str]
    """Cleaned of control characters and surplus length, to be shown again."""
    fields: Mapping[str, Json] = field(default_factory=dict)
    """Canonical values by slot."""
    raw: Mapping[str, str] = field(default_factory=dict)
    """The visitor's own words by slot."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field, the key of what the page says beside it."""


def check_form(typed: Mapping[str, str], own_numbers: Collection[str], districts: Collection[str]) -> Checked:
    """Check the typed values and turn them into slots.

    Args:
        typed: what the browser sent.
        own_numbers: the agency's phones, never a visitor's.
        districts: those of the catalog, in their official form.
    """
    clean_values = {name: clean(typed.get(name, ""), longest) for name, longest in LONGEST.items()}
    errors = {name: error for name, error in _find_errors(clean_values, own_numbers) if error}
    if errors:
        return Checked(clean_values, errors=errors)
    fields, raw = _to_slots(clean_values, districts)
    return Checked(clean_values, fields, raw)


def read_phone(text: str) -> str:
    """Return the digits of a phone without gaps and country code; what it is not stays as it is."""
    return _COUNTRY.sub("", _GAPS.sub("", unicodedata.normalize("NFKC", text)))


def clean(text: str, longest: int) -> str:
    """Return what was typed without control characters and surplus length."""
    kept = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text.replace("\r\n", "\n"))
    return kept.strip()[:longest]


def _find_errors(clean: Mapping[str, str], own_numbers: Collection[str]) -> Iterable[tuple[str, str]]:
    if not any(clean[name] for name in _NEED):
        yield "needs", "need_missing"
    yield "deal", "" if clean["deal"] in {"", *_DEALS} else "deal_unknown"
    yield "area", _area_error(clean)
    yield "tax", _number_error(clean["tax"], 0, _LARGEST_TAX, "tax_wrong")
    yield "phone", find_phone_fault(clean["phone"], own_numbers)


def _area_error(clean: Mapping[str, str]) -> str:
    low, high = clean["area_from"], clean["area_to"]
    for end in (low, high):
        error = _number_error(end, 1, _LARGEST_AREA, "area_wrong")
        if error:
            return error
    return "area_order" if low and high and _number(low) > _number(high) else ""


def _number_error(text: str, least: float, largest: float, error: str) -> str:
    if not text:
        return ""
    plain = _plain_number(text)
    return "" if _NUMBER.fullmatch(plain) and least <= float(plain) <= largest else error


def find_phone_fault(text: str, own_numbers: Collection[str]) -> str:
    """Return the key of what is wrong with a phone, empty when nothing is."""
    digits = read_phone(text)
    checks: tuple[tuple[bool, str], ...] = (
        (not digits, "phone_missing"),
        (digits in {read_phone(number) for number in own_numbers}, "phone_own"),
        (bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)), ""),
        (digits.isdecimal() and digits[:1] == "1" and _FEWEST_SLIPPED <= len(digits) < _FULL_MOBILE, "phone_short"),
        (digits.isdecimal() and digits[:1] == "1" and len(digits) > _FULL_MOBILE, "phone_long"),
    )
    return next((error for holds, error in checks if holds), "phone_wrong")


def _to_slots(clean: Mapping[str, str], districts: Collection[str]) -> tuple[dict[str, Json], dict[str, str]]:
    fields: dict[str, Json] = {}
    raw: dict[str, str] = {}
    for name, slot, read in _READERS:
        value = read(clean, districts)
        if value not in (None, "", []):
            fields[slot], raw[slot] = value, clean.get(name) or str(value)
    if clean["deal"]:
        fields |= _DEALS[clean["deal"]]
        raw["deal"] = clean["deal"]
    return fields, raw


def _read_area(clean: Mapping[str, str], _districts: Collection[str]) -> Json:
    ends = [_number(clean[name]) if clean[name] else None for name in ("area_from", "area_to")]
    if ends == [None, None]:
        return None
    return ends[0] if ends[0] == ends[1] else ends


def _read_district(clean: Mapping[str, str], districts: Collection[str]) -> Json:
    """Return the official names where they are known, the typed ones where they are not."""
    names = [name for name in _LIST_MARKS.split(unicodedata.normalize("NFKC", clean["district"])) if name]
    official = (next((known for known in districts if is_same_place(known, name)), name) for name in names)
    return list(dict.fromkeys(official))


def _read_tax(clean: Mapping[str, str], _districts: Collection[str]) -> Json:
    if not clean["tax"]:
        return None
    return {"value": _number(clean["tax"], _YUAN_PER_WAN), "unit": "yuan/year"}


def _text_of(name: str) -> Callable[[Mapping[str, str], Collection[str]], Json]:
    return lambda clean, _districts: clean[name]


_READERS: tuple[tuple[str, str, Callable[[Mapping[str, str], Collection[str]], Json]], ...] = (
    ("district", "district", _read_district),
    ("", "area_m2", _read_area),
    ("usage", "usage", _text_of("usage")),
    ("needs", "needs_text", _text_of("needs")),
    ("tax", "tax", _read_tax),
    ("company", "company", _text_of("company")),
    ("contact", "contact", _text_of("contact")),
    ("phone", "phone", lambda clean, _districts: read_phone(clean["phone"])),
)


def _plain_number(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def _number(text: str, factor: int = 1) -> float | int:
    value = round(float(_plain_number(text)) * factor, 4)
    return int(value) if value == int(value) else value
