"""Which number and which unit does a cell write?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog.units import KG_PER_KN

_NUMBER = re.compile(r"^(约|大约|近)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?)\s*(左右)?\s*(.{0,16})$")
_SQUARE = re.compile(r"平方公里|平方米|平米|平方|m2|平|方")
_KEPT = {"平方公里": "平方公里"}
_PARTS = re.compile(r"\s*[/·每*]\s*")
_ALIASES = {
    "日": "天",
    "块": "元",
    "rmb": "元",
    "万": "万元",
    "万块": "万元",
    "吨": "t",
    "米": "m",
    "公斤": "kg",
    "千克": "kg",
    "千牛": "kn",
    "厘米": "cm",
    "毫米": "mm",
    "千伏安": "kva",
    "千瓦": "kw",
    "km2": "平方公里",
    "k㎡": "平方公里",
    "个月": "月",
}
_ORDER = ("㎡", "亩", "天", "月", "年")
_TEN_THOUSAND = "万"
_RANGE_MARKS = ("-", "~", "—", "–", "至", "到")

AREAS: Mapping[str, float] = {"㎡": 1, "亩": 1, "公顷": 1, "平方公里": 1}
LENGTHS: Mapping[str, float] = {"m": 1, "cm": 0.01, "mm": 0.001}
LOADS: Mapping[str, float] = {"kg/㎡": 1, "t/㎡": 1000, "kn/㎡": KG_PER_KN}
WEIGHTS: Mapping[str, float] = {"t": 1, "kg": 0.001}
POWERS: Mapping[str, float] = {"kva": 1, "mva": 1000}
YEARS: Mapping[str, float] = {"年": 1}
COUNTS: Mapping[str, float] = {"台": 1, "个": 1, "部": 1, "": 1}
RENTS: Mapping[str, float] = {
    "元/㎡/天": 1,
    "元/㎡/月": 1,
    "元/月": 1,
    "元/年": 1,
    "万元/月": 10_000,
    "万元/年": 10_000,
}
PRICES: Mapping[str, float] = {"元/㎡": 1, "元": 1, "万元": 1, "万元/亩": 1}


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written."""

    value: float
    unit: str
    """In our spelling; empty when the cell names none."""
    approximate: bool


def read_number(text: str) -> Written | None:
    """Return the number and unit of a cell, None when it is no single number."""
    found = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    about, digits, around, rest = found.groups()
    if rest.startswith(_RANGE_MARKS):
        return None
    value, unit = float(digits.replace(",", "")), spell(rest)
    if unit.startswith(_TEN_THOUSAND) and unit.removeprefix(_TEN_THOUSAND) in AREAS:
        value, unit = value * 10_000, unit.removeprefix(_TEN_THOUSAND)
    return Written(value, unit, bool(about or around))


def spell(unit: str) -> str:
    """Return a unit in our spelling: 元/平方米·日 is 元/㎡/天; what is unknown stays as it is."""
    plain = unicodedata.normalize("NFKC", unit).strip().strip("()").lower()
    squared = _SQUARE.sub(lambda found: _KEPT.get(found.group(), "㎡"), plain)
    first, *others = (_ALIASES.get(part, part) for part in _PARTS.split(squared))
    return "/".join((first, *sorted(others, key=lambda part: _ORDER.index(part) if part in _ORDER else len(_ORDER))))
