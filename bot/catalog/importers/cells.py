"""What does one cell of a table say, in the schema's form?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.catalog.importers import units_written as written
from bot.catalog.importers.cell_words import BLANK, ENUMS, NEGOTIABLE, NO, YES
from bot.catalog.importers.cleaning import normalise
from bot.model import Json

_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?$")
_FORMULA = re.compile(r"^\s*[=＝]")
_STOREY = re.compile(r"^(-?\d{1,3})(?:\s*[-~至到]\s*(\d{1,3}))?$")
_HIGHEST = 200
_LIST = re.compile(r"[,，、;；]")


class CellRefused(Exception):  # noqa: N818 - says what happened to the cell
    """Raised when a cell cannot be taken over; the row goes to the report."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one column are to be read."""

    field: str
    unit: str | None = None
    """Of cells that name none."""
    meaning: str | None = None
    values: Mapping[str, str] | None = None
    """The table's words for ours."""
    tax_included: bool | None = None
    property_fee_included: bool | None = None
    bounds: tuple[float, float] | None = None


def read_cell(text: str, reading: Reading) -> Json:
    """Return the value of a cell, None when it says that nothing is known.

    Raises:
        CellRefused: the cell cannot mean a value of this field.
    """
    if _FORMULA.match(text):
        raise CellRefused("单元格以 = 开头，像公式，没有执行", "请改成公式算出来的值")
    said = " ".join(normalise(text).split())
    said = (reading.values or {}).get(said, said)
    reader = _READERS.get(reading.field, _read_text)
    if said.lower() in BLANK and not (reader is _read_flag and said.lower() in NO):
        return None
    return reader(said, reading)


def is_negotiable(text: str) -> bool:
    """Say whether a price cell says that the price is a matter of talks."""
    return text.strip() in NEGOTIABLE


def units_of(name: str) -> Mapping[str, float] | None:
    """Return the units that a field may be written in, None when it is no quantity."""
    return _UNITS.get(name)


def _measure(text: str, reading: Reading) -> written.Written:
    found = written.read_number(text)
    if found is None:
        raise CellRefused("不是一个数（也可能写了范围）", "请只写一个数，例如 1200；范围和说明写到备注类的列")
    unit = found.unit or written.spell(reading.unit or "")
    units = _UNITS[reading.field]
    if not unit and "" not in units:
        remedy = f"请在单元格里写单位，或在映射文件里给这一列写 unit，可以是：{'、'.join(units)}"
        raise CellRefused("没有写单位", remedy)
    if unit not in units:
        raise CellRefused(
            f"单位「{unit}」用不在这里", _REMEDIES.get(unit) or f"单位可以是：{'、'.join(units)}；请核对来源"
        )
    return written.Written(found.value, unit, found.approximate)


def check_bounds(value: float, bounds: tuple[float, float] | None, unit: str) -> None:
    """Raise CellRefused when a value in canonical units is not believable."""
    if bounds and not bounds[0] <= value <= bounds[1]:
        low, high = (f"{end:g}" for end in bounds)
        raise CellRefused(f"{value:g} {unit}不在可信的范围（{low}–{high}）内", "请检查是不是少了小数点或单位不对")


def _read_quantity(text: str, reading: Reading) -> Json:
    found = _measure(text, reading)
    value = round(found.value * _UNITS[reading.field][found.unit], 4)
    low, high = reading.bounds or (0, 0)
    if reading.field in _LENGTH_FIELDS and value > high and low <= value / 1000 <= high:
        raise CellRefused(f"{value:g} m 太大，像是毫米", "请在单元格里写 mm，或把映射文件这一列的 unit 改成 mm")
    check_bounds(value, reading.bounds, next(iter(_UNITS[reading.field])))
    return value


def _read_area(text: str, reading: Reading) -> Json:
    found = _measure_space(text, reading)
    area: dict[str, Json] = {"value": found.value, "unit": found.unit, "raw": _raw(text, found.unit)}
    return {**area, "meaning": reading.meaning, **({"approximate": True} if found.approximate else {})}


def _read_plain_area(text: str, reading: Reading) -> Json:
    found = _measure_space(text, reading)
    return round(found.value * _SQUARE_METRES[found.unit], 2)


def _measure_space(text: str, reading: Reading) -> written.Written:
    """Return an area; floor space is never counted in 亩, and land never stands for it."""
    found = _measure(text, reading)
    is_land = reading.field == "land_area" or "地" in (reading.meaning or "")
    if found.unit != "㎡" and not is_land:
        raise CellRefused(f"「{found.unit}」是占地的单位", "占地请写到 field: land_area 的列，这里写建筑面积（㎡）")
    check_bounds(found.value * _SQUARE_METRES[found.unit], reading.bounds, "㎡")
    return found


def _read_rent(text: str, reading: Reading) -> Json:
    if is_negotiable(text):
        return None
    found = _measure(text, reading)
    unit = found.unit.removeprefix("万")
    return {
        "value": round(found.value * written.RENTS[found.unit], 4),
        "unit": unit,
        "raw": _raw(text, found.unit),
        "tax_included": reading.tax_included,
        "property_fee_included": reading.property_fee_included,
    }


def _read_price(text: str, reading: Reading) -> Json:
    if is_negotiable(text):
        return None
    found = _measure(text, reading)
    return {"value": found.value, "unit": found.unit, "raw": _raw(text, found.unit)}


def _raw(text: str, unit: str) -> str:
    """Return the cell's words; a bare number gets the unit that its column stands for."""
    found = written.read_number(text)
    return text if found and found.unit else f"{text}{unit}"


def _read_count(text: str, reading: Reading) -> Json:
    value = _measure(text, reading).value
    if value != int(value):
        raise CellRefused("要一个整数", "请写整数，例如 2")
    return int(value)


def _read_flag(text: str, _reading: Reading) -> Json:
    lower = text.lower()
    if lower in YES | NO:
        return lower in YES
    raise CellRefused("看不出是「有」还是「没有」", "请写「是」或「否」，不知道就留空")


def _read_date(text: str, _reading: Reading) -> Json:
    found = _DATE.match(unicodedata.normalize("NFKC", text))
    if not found:
        raise CellRefused("不是日期", "请写成 2026-11-23；表格里是一串数字时，请把这一列设成日期格式")
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        raise CellRefused("没有这一天", "请检查日期，例如 2026-11-23") from None


def _read_storeys(text: str, _reading: Reading) -> Json:
    plain = re.sub(r"[层楼fF第\s]", "", unicodedata.normalize("NFKC", text))
    storeys: list[int] = []
    for part in _LIST.split(plain):
        found = _STOREY.match(part)
        low = int(found.group(1)) if found else 0
        high = int(found.group(2) or low) if found else 0
        if not found or low == 0 or not low <= high <= _HIGHEST:
            raise CellRefused("看不出是哪几层", "请写成 1 或 1-3 或 1、3（1 是底层）")
        storeys.extend(range(low, high + 1))
    return list(dict.fromkeys(storeys))


def _read_enum(text: str, reading: Reading) -> Json:
    known = ENUMS[reading.field]
    if text in known:
        return list(known[text]) if isinstance(known[text], tuple) else known[text]
    words = {value: word for word, value in reversed(tuple(known.items())) if not word.isascii()}
    options = "、".join(words.values() or known)
    remedy = f"可以写：{options}；别的说法请在映射文件这一列的 values 里对应"
    hint = "丙类要写明丙一还是丙二；" if text in {"丙", "丙类"} else ""
    raise CellRefused("不认识这个说法", hint + remedy)


def _read_list(text: str, _reading: Reading) -> Json:
    return [part.strip() for part in _LIST.split(text) if part.strip()]


def _read_tags(text: str, reading: Reading) -> Json:
    return [{"name": name} for name in _read_list(text, reading)]


def _read_text(text: str, _reading: Reading) -> Json:
    return text


_SQUARE_METRES = {"㎡": 1.0, "亩": 2000 / 3, "公顷": 10_000.0, "平方公里": 1_000_000.0}
_LENGTH_FIELDS = (
    *("floor_height_m", "clear_height_m", "eave_height_m", "column_grid_m", "span_m", "truck_length_m"),
    "crane.rail_height_m",
)
_AREA_FIELDS = ("area", "area_per_floor", "land_area")
_UNITS: Mapping[str, Mapping[str, float]] = {
    **dict.fromkeys((*_AREA_FIELDS, "min_area_m2"), written.AREAS),
    **dict.fromkeys(_LENGTH_FIELDS, written.LENGTHS),
    **dict.fromkeys(("crane.tonnage_t", "freight_lift_t"), written.WEIGHTS),
    "crane.count": written.COUNTS,
    "floor_load_kg_m2": written.LOADS,
    "power_kva": written.POWERS,
    "lease_years_min": written.YEARS,
    "rent": written.RENTS,
    "sale_price": written.PRICES,
}
_REMEDIES = {
    "kg/㎡": "kg/㎡ 是地面承重；行车和货梯的单位是吨（t），请核对来源",
    "t": "吨是行车或货梯的单位；地面承重要写 kg/㎡、t/㎡ 或 kN/㎡，请核对来源",
    "kw": "kW 和 kVA 不相等；请向来源要配电容量（kVA）",
    "kwa": "没有 kWA 这个单位；请向来源要配电容量（kVA）",
    "元": "租金要写明按天、按月还是按年，例如 元/㎡/天",
    "元/㎡": "租金要写明按天还是按月：元/㎡/天 或 元/㎡/月",
}
_FLAGS = (
    "whole_building",
    "by_floor",
    "single_storey",
    "top_floor",
    "power_expandable",
    "crane.corbel",
    "crane.installed",
)
_READERS: Mapping[str, Callable[[str, Reading], Json]] = {
    **dict.fromkeys(_AREA_FIELDS, _read_area),
    **dict.fromkeys((*_LENGTH_FIELDS, "crane.tonnage_t", "freight_lift_t"), _read_quantity),
    **dict.fromkeys(("floor_load_kg_m2", "power_kva", "lease_years_min"), _read_quantity),
    **dict.fromkeys(_FLAGS, _read_flag),
    **dict.fromkeys(("available_from", "land_term_end"), _read_date),
    **dict.fromkeys(ENUMS, _read_enum),
    "min_area_m2": _read_plain_area,
    "crane.count": _read_count,
    "rent": _read_rent,
    "sale_price": _read_price,
    "storeys": _read_storeys,
    "aliases": _read_list,
    "notes": _read_list,
    "industry_tags": _read_tags,
}
FIELDS = frozenset(
    {
        *_READERS,
        *("id", "title", "park", "project", "brand", "city", "district", "zone", "town", "address", "location"),
        *("split", "orientation", "docks", "title_certificate", "land_term", "registrable", "eia", "industry_limits"),
        *("tax_requirement", "price_note", "deposit", "rent_free", "delivery", "agency_fee", "transport"),
        *("facilities", "summary", "staff.contact", "staff.floor_price", "staff.landlord_price"),
        *("staff.commission", "staff.verified_by", "staff.note"),
    }
)
"""Every field of a listing that a column may fill."""
