"""What would the visitor pay, and per what?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.model import Json
from bot.understanding.amounts import PLAIN, YUAN, Amount
from bot.understanding.sheet import COUNTED, MONEY, Sheet

_PER = r"(?:/|每一?|一|1|per ?|a )个?"
_AREA = rf"{_PER}(?:平方米|平方|平米|平(?!台|时)|方(?!面|便|案)|m2|sq ?m|square met(?:er|re))的?"
_UNITS = {
    "area": _AREA,
    "day": rf"{_PER}(?:天|日|day)",
    "month": rf"{_PER}(?:月|month)",
    "year": rf"{_PER}(?:年|year)",
    "mu": rf"{_PER}亩地?",
}
_UNIT = re.compile("|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items()))
_ANY_UNIT = "(?:" + "|".join(_UNITS.values()) + ")"
# 1块3一年多少钱 asks for a year's rent; the year is no unit of 1块3.
_NOT_ASKED = r"(?!多少|要多少|大概|总共|下来|合|得多|租金|几)"
_PRICED = re.compile(
    rf"{MONEY} ?(?:左右|以内|之内|以下|以上|不到|上下|封顶)?(?P<units>(?: ?{_ANY_UNIT}{_NOT_ASKED}){{1,3}})"
)
_BARE = re.compile(
    rf"{MONEY}(?! ?(?:平|亩|吨|人|米|m2|kva|kw|千瓦|方|t\b|公里)|{COUNTED})",
)
_BEFORE = re.compile(
    rf"(?:{_ANY_UNIT}[,，:的 ]{{0,2}}){{1,3}}(?:房?租金?|价格?|单价|预算|成本)?[^\0#$@,，。;!?]{{0,4}}$"
)

_TOTAL = re.compile(r"总价|总预算|总共|一共|全款|总的|总额|打包价|整体")
_PRICE = re.compile(r"租金|房租|预算|价格|价位|单价|心理价|报价|出价|费用|租价|价钱|均价|租$|价$|能接受|承受")
_PRICE_AFTER = re.compile(r"[^#$@\0]{0,3}(?:预算|租金|价格|单价|的价)")
# Outside an offer 几百万 asks.
_OFFERED = re.compile(r"预算|接受|以内|出得起|不超过")
_UNIT_PRICE = re.compile(r"单价")
_BUY = re.compile(r"买|购|出售|售价|总价|卖|首付|全款")
_RENT = re.compile(r"租")
_PERIODS = {
    "day": re.compile(r"日租金?|天租金?"),
    "month": re.compile(r"月租金?|月付|月预算|每月"),
    "year": re.compile(r"年租金?|年付|年预算|每年|一年(?!多)"),
}
# Elsewhere a bare sum is somebody else's price: 九块九包邮.
_TRADE = re.compile(r"租|厂|仓|库|平|价|税|房|面积|亩|园|场地|办公|楼|含|接受|以内|左右")
_NEGOTIABLE = re.compile(r"价格面议|面议|电议")
_INCLUDED = (
    ("tax_included", re.compile(r"(?P<no>不含|不带|未)?(?:含|带)?税(?!收)|(?P<none>不开票)|开票|含票")),
    ("property_fee_included", re.compile(r"(?P<no>不含|不带|未含)?(?:含|包|带)?物业费?")),
)

_LEAST_DAILY, _MOST_DAILY = 0.3, 15.0
_LEAST_MONTHLY_PER_M2, _MOST_MONTHLY_PER_M2 = 5.0, 200.0
_LEAST_SALE, _LEAST_BOUGHT, _SURELY_TOTAL, _MOST_TOTAL = 800.0, 100_000.0, 1_000_000.0, 2e9
_LEAST_WHOLE = {"day": float("inf"), "month": 1_000.0, "year": 10_000.0}
"""From here on a sum a period is the rent of the whole, not of a square metre."""
_MYRIAD = 10_000.0
_SHORT = 10
_READINGS_PER_M2 = ("元/㎡/天", "元/㎡/月", "万元/年")
_READINGS_WHOLE = ("每月", "每年", "总价")


def read_prices(sheet: Sheet) -> None:
    """Claim prices with a unit, or that are surely prices; ask back about the others."""
    for found in sheet.find(_PRICED):
        _settle(sheet, found, _find_units(found["units"]))
    for found in sheet.find(_BARE):
        before = _BEFORE.search(sheet.left_of(found.start()))
        if not _is_word(sheet, found) and (before or _is_price(sheet, found)):
            _settle(sheet, found, frozenset())
    for found in sheet.find(_NEGOTIABLE):
        sheet.claim("price_negotiable", value=True, start=found.start(), end=found.end())


def _find_units(words: str) -> frozenset[str]:
    return frozenset(found.lastgroup or "" for found in _UNIT.finditer(words))


def _is_price(sheet: Sheet, found: re.Match[str]) -> bool:
    left, right = sheet.left_of(found.start()), sheet.right_of(found.end())
    amount = sheet.amounts[found.start("n")]
    is_bought = amount.scale >= _MYRIAD and bool(_BUY.search(left + right))
    is_cued = any(cue.search(left) for cue in (_PRICE, _TOTAL, *_PERIODS.values())) or _PRICE_AFTER.match(right)
    is_money = amount.kind == YUAN and (len(sheet.text) <= _SHORT or bool(_TRADE.search(sheet.text)))
    return sheet.expect == "price" or is_money or is_bought or bool(is_cued)


def _is_word(sheet: Sheet, found: re.Match[str]) -> bool:
    words = found["n"]
    return words == PLAIN and not sheet.text[found.start("n")].isdecimal()


def _settle(sheet: Sheet, found: re.Match[str], units: frozenset[str]) -> None:
    amount = sheet.measure(found)
    left = sheet.left_of(found.start())
    before = _BEFORE.search(left)
    if before:
        units |= _find_units(before.group())
        amount = replace(amount, start=min(amount.start, found.start() - len(before.group())))
    unit = _find_unit(sheet, amount, units, left)
    if amount.vague and sheet.expect != "price" and not _OFFERED.search(left):
        sheet.take(amount.start, amount.end)
    elif unit:
        sheet.claim_sum("price", amount, unit, **_find_included(sheet, amount.end))
    else:
        readings = _READINGS_WHOLE if amount.most >= _MYRIAD else _READINGS_PER_M2
        sheet.ask("price", amount.start, amount.end, readings)


def _find_unit(sheet: Sheet, amount: Amount, units: frozenset[str], left: str) -> str | None:
    if "mu" in units:
        return "yuan/mu"
    said = units & _PERIODS.keys()
    period = next((name for name, cue in _PERIODS.items() if name in said or (not said and cue.search(left))), None)
    if period:
        return _find_periodic(amount, period, is_square="area" in units)
    return _find_per_area(sheet, amount) if "area" in units else _find_bare(sheet, amount, left)


def _find_periodic(amount: Amount, period: str, *, is_square: bool) -> str | None:
    if is_square:
        return f"yuan/m2/{period}"
    if amount.least >= _LEAST_WHOLE[period]:
        return f"yuan/{period}"
    if period == "day" and amount.most <= _MOST_DAILY:
        return "yuan/m2/day"
    if period == "month" and _LEAST_MONTHLY_PER_M2 <= amount.most <= _MOST_MONTHLY_PER_M2:
        return "yuan/m2/month"
    return None


def _find_per_area(sheet: Sheet, amount: Amount) -> str | None:
    if amount.most <= _MOST_DAILY:
        return "yuan/m2/day"
    is_sale = _BUY.search(sheet.text) and not _RENT.search(sheet.text)
    return "yuan/m2" if is_sale or amount.least >= _LEAST_SALE else None


def _find_bare(sheet: Sheet, amount: Amount, left: str) -> str | None:
    if amount.least >= _LEAST_DAILY and amount.most <= _MOST_DAILY:
        return "yuan/m2/day"
    is_sure = _SURELY_TOTAL <= amount.most <= _MOST_TOTAL and not _RENT.search(sheet.text)
    is_bought = amount.least >= _LEAST_BOUGHT and _BUY.search(sheet.text)
    if is_sure or is_bought or _TOTAL.search(left):
        return "yuan"
    return "yuan/m2" if _UNIT_PRICE.search(left) and amount.least >= _LEAST_SALE else None


def _find_included(sheet: Sheet, end: int) -> dict[str, Json]:
    nearby = sheet.text[end : end + 10]
    facts: dict[str, Json] = {}
    for name, pattern in _INCLUDED:
        if found := pattern.search(nearby):
            facts[name] = not any(found.groupdict().values())
    return facts
