"""What must the building carry, lift, supply and let in?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.model import Json
from bot.understanding.amounts import METRE, Amount
from bot.understanding.sheet import BOUND, GAP, LENGTH, NUMBER, Sheet, value_of

_NO_UNIT = r"(?! ?[平方亩吨层楼号月年人部台个万块元]| ?(?:kva|kw|kg|t\b|m2|公斤|千瓦|%))"
_TONNES = r"(?:吨|t(?![a-z]))"
_CRANES = r"(?:行车|天车|航车|吊车|龙门吊|桥吊|起重机|行吊|航吊|单梁|双梁)"
_LIFTS = r"(?:货梯|电梯|客货梯|升降机|升降平台|货运电梯)"
_VEHICLES = r"(?:挂车|大?货车|半挂|集卡|集装箱车?|平板车?|板车|货柜车?|拖车|大车|卡车|厢车|厢货|车(?![间位库型展]))"
_LOADS = r"(?:承重|承载力?|荷载|载荷|荷重|负荷|楼板|楼面|地面承)"
_WEIGHT = r"(?:吨|t(?![a-z])|公斤|千克|kg|kn|斤)"
_PER_M2 = r"(?:/|每|一)个?(?:平方米|平方|平米|平|方|m2)"
_POWER = r"(?:配电|用电|电量|电力|变压器|电容量?|供电|总电|电负荷|动力电|增容|扩容|(?<![充水])电(?=[要需得 至最起#]))"
_KVA = r"(?:k?va|kwa|k\.va|千伏安|伏安)"
_KILOWATT = r"(?:kw(?!a|h)|千瓦(?!时)|mw|兆瓦)"
_WATTS = re.compile(
    r"(?P<n>\d{1,4}(?:\.\d+)?) ?(?:w|瓦)(?:/|每|一)个?(?:平方米|平方|平米|平|m2|方)"
    r"|每个?(?:平方米|平方|平米|平)(?P<m>\d{1,4}(?:\.\d+)?)(?:w|瓦)"
)
_VOLTAGE = re.compile(r"\d+(?:\.\d+)? ?(?:kv(?!a)|v(?![a-z])|伏(?!安))")

_LEAST_KILOGRAMS, _LEAST_VOLT_AMPERES, _LEAST_POWER = 100, 100_000, 20
_TONNES_PER_KILONEWTON = 0.101972

_Convert = Callable[[Amount, str], Amount]


def _as_is(amount: Amount, _: str) -> Amount:
    return amount


def _in_tonnes(amount: Amount, words: str) -> Amount:
    if "kn" in words:
        return amount.times(_TONNES_PER_KILONEWTON).rounded(2)
    if any(unit in words for unit in ("kg", "公斤", "千克")) or amount.least >= _LEAST_KILOGRAMS:
        return amount.times(0.001)
    return amount.times(0.0005) if "斤" in words else amount


def _in_kilo(amount: Amount, words: str) -> Amount:
    if "mw" in words or "兆瓦" in words:
        return amount.times(1_000)
    return amount.times(0.001) if amount.least >= _LEAST_VOLT_AMPERES and "k" not in words else amount


@dataclass(frozen=True, slots=True)
class _Rule:
    slot: str
    pattern: re.Pattern[str]
    least: float
    most: float
    convert: _Convert = _as_is


def _after(cue: str, number: str, unit: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?:{cue}){GAP}{{0,7}}?{number}{unit}")


def _before(number: str, unit: str, cue: str) -> re.Pattern[str]:
    return re.compile(rf"{number} ?{unit}{BOUND}的?{GAP}{{0,2}}?(?:{cue})")


_HEIGHTS = (
    ("clear_height_m", r"净高|净空(?:高度)?|梁下|梁底|有效高度", ""),
    ("eave_height_m", r"檐口(?:高度?)?|檐高|沿口|滴水(?:高度)?", ""),
    ("hook_height_m", r"吊钩(?:高度)?|钩高|钩下|轨高|轨顶|起吊高度|起升高度", ""),
    ("floor_height_m", r"层高|楼高|挑高|挑空|楼层高度|高度|ceiling height", r"|高(?![速新架铁])"),
)
_RULES = (
    _Rule("lift_t", _before(NUMBER, _TONNES, _LIFTS), 0.1, 50),
    _Rule("lift_t", _after(_LIFTS, NUMBER, _TONNES), 0.1, 50),
    _Rule("crane_t", _before(NUMBER, _TONNES, rf"{_CRANES}|牛腿"), 0.5, 500),
    _Rule("crane_t", _after(rf"{_CRANES}|牛腿|起吊|起重", NUMBER, _TONNES), 0.5, 500),
    _Rule("load_t_m2", _after(_LOADS, NUMBER, rf" ?{_WEIGHT}(?:{_PER_M2})?"), 0.01, 100, _in_tonnes),
    _Rule("load_t_m2", _before(NUMBER, rf"{_WEIGHT}(?:{_PER_M2})?", _LOADS), 0.01, 100, _in_tonnes),
    _Rule("load_t_m2", re.compile(rf"{NUMBER} ?{_WEIGHT}{_PER_M2}"), 0.01, 100, _in_tonnes),
    _Rule("load_t_m2", re.compile(rf"{_PER_M2}{GAP}{{0,4}}?{NUMBER}{_WEIGHT}"), 0.01, 100, _in_tonnes),
    _Rule("load_t_m2", _after(_LOADS, NUMBER, _NO_UNIT), 0.01, 20, _in_tonnes),
    _Rule("power_kw", re.compile(rf"(?:{_POWER}{GAP}{{0,6}}?)?{NUMBER}个? ?{_KILOWATT}的?电?"), 1, 1e6, _in_kilo),
    _Rule(
        "power_kva",
        re.compile(rf"(?:{_POWER}{GAP}{{0,6}}?)?{NUMBER}个? ?{_KVA}(?:的?(?:变压器|配电|电))?"),
        1,
        1e6,
        _in_kilo,
    ),
    _Rule("truck_m", re.compile(rf"{LENGTH}长?{BOUND}的?{_VEHICLES}"), 3, 25),
    _Rule("truck_m", _after(rf"车长|{_VEHICLES}", LENGTH.replace("#", ""), r"(?!宽|高|路)"), 3, 25),
    _Rule("column_grid_m", _after(r"柱距|柱网|柱间距|开间", LENGTH, _NO_UNIT), 3, 40),
    _Rule("column_grid_m", _before(LENGTH, "", r"柱距|柱网|开间"), 3, 40),
    _Rule("span_m", _after(r"跨度|单跨|跨距", LENGTH, _NO_UNIT), 6, 120),
    _Rule("span_m", _before(LENGTH, "", r"跨度?(?![区境])|单跨"), 6, 120),
    *(_Rule(slot, _after(cue, LENGTH, _NO_UNIT), 1.5, 60) for slot, cue, _ in _HEIGHTS),
    *(_Rule(slot, _before(LENGTH, "", cue + short), 1.5, 60) for slot, cue, short in _HEIGHTS),
)
_ASSUMED_POWER = (
    re.compile(
        rf"{_POWER}{GAP}{{0,7}}?{NUMBER}(?! ?[平方亩吨层楼号月年人部台万块元度v伏米]| ?(?:kv|m2))(?:个电?)?",
    ),
    re.compile(rf"{NUMBER}个?的?(?:电(?![动子商梯机力话]|压器)|变压器|配电)"),
)
_TALL = (
    re.compile(rf"(?:厂房|仓库|车间|层){GAP}{{0,4}}?{LENGTH}(?:以上|及以上|起)"),
    re.compile(rf"{LENGTH}(?P<bound>以上|及以上)的?(?:标准|单层)?(?:厂房|仓库|车间)"),
)
_CRANE = re.compile(rf"{_CRANES}|带?牛腿")
_CRANE_COUNT = r"(?P<count>#=*+)(?:部|台|辆|个)"
_COUNT_AFTER, _COUNT_BEFORE = re.compile(f" ?{_CRANE_COUNT}"), re.compile(f"{_CRANE_COUNT}$")
_INSTALLABLE = re.compile(r"[能可]以?(?:加)?(?:装|安装)")

_ANSWERS: dict[str, tuple[float, float, str, _Convert]] = {
    "floor_height_m": (1.5, 60, "米|m", _as_is),
    "clear_height_m": (1.5, 60, "米|m", _as_is),
    "load_t_m2": (0.05, 20, "吨|t|公斤|kg|千克|kn", _in_tonnes),
    "power_kva": (10, 1e6, "个|度|安", _as_is),
    "crane_t": (0.5, 500, "吨|t", _as_is),
    "truck_m": (3, 25, "米", _as_is),
    "headcount": (1, 1e5, "个|人", _as_is),
    "lease_years": (0.5, 50, "年", _as_is),
}
_NEEDS_UNIT = frozenset({"floor_height_m", "clear_height_m"})
"""Slots whose question stands for other conditions too, so that a number among words may count anything."""
_ALONE = re.compile(r"(?:要|至少|最少|大概|差不多)*[#@]=*(?:以上|左右|就行|就够|够了|吧|的)*[。,，. ]*")
ANSWERED = frozenset(_ANSWERS)
"""The slots whose pending question `read_building_answer` can serve."""


def read_power_density(sheet: Sheet) -> None:
    """Claim watts per square metre before w is taken for ten thousand; take voltages off the sheet."""
    for found in sheet.find(_WATTS):
        sheet.claim("power_density_w_m2", float(found["n"] or found["m"]), found.start(), found.end())
    sheet.take_all(_VOLTAGE)


def read_building(sheet: Sheet) -> None:
    """Claim heights, loads, cranes, lifts, power, spans and trucks."""
    for rule in _RULES:
        for found in sheet.find(rule.pattern):
            amount = rule.convert(sheet.measure(found), found.group())
            if rule.least <= amount.least and amount.most <= rule.most:
                _claim(sheet, rule.slot, amount)
    _read_assumed(sheet)
    for found in sheet.find(_CRANE):
        sheet.claim("crane", value=True, start=found.start(), end=found.end())


def _read_assumed(sheet: Sheet) -> None:
    """Claim power without its unit, and heights that only the building they belong to tells."""
    for found in _find_all(sheet, _ASSUMED_POWER):
        amount = sheet.measure(found)
        if amount.most >= _LEAST_POWER:
            sheet.claim_amount("power_kva", amount, unit_assumed=True)
    for found in _find_all(sheet, _TALL):
        if sheet.amounts[found.start("n")].kind == METRE:
            sheet.claim_amount("floor_height_m", sheet.measure(found))


def _find_all(sheet: Sheet, patterns: tuple[re.Pattern[str], ...]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from sheet.find(pattern)


def _claim(sheet: Sheet, slot: str, amount: Amount) -> None:
    if slot != "crane_t":
        sheet.claim_amount(slot, amount)
        return
    facts: dict[str, Json] = {}
    after, before = _COUNT_AFTER.match(sheet.shape, amount.end), _COUNT_BEFORE.search(sheet.shape[: amount.start])
    counted = after or before
    if counted:
        facts["count"] = value_of(sheet.amounts[counted.start("count")])
    if _INSTALLABLE.search(sheet.left_of(amount.start)):
        facts["installable"] = True
    sheet.claim_amount(slot, amount, **facts)
    if counted:
        sheet.take(counted.start(), counted.end())


def read_building_answer(sheet: Sheet) -> None:
    """Claim the first bare number as the measure that was asked for."""
    slot = sheet.expect or ""
    least, most, unit, convert = _ANSWERS[slot]
    bare = "" if slot in _NEEDS_UNIT and not _ALONE.fullmatch(sheet.shape) else "?"
    for found in sheet.find(re.compile(rf"{LENGTH} ?(?:{unit}){bare}")):
        amount = convert(sheet.measure(found), found.group())
        if least <= amount.least and amount.most <= most:
            _claim(sheet, slot, amount)
            return
