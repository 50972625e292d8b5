"""How much floor or land does the visitor speak of?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.amounts import Amount
from bot.understanding.numerals import count_of
from bot.understanding.sheet import GAP, NUMBER, Sheet, facts_of, value_of

_M2_PER_MU = 2000 / 3
_FLOOR_UNIT = (
    r"个?(?:平方米|平方公尺|平方英?尺|平米|平方(?!公里|千米)|平房(?=左右|以|的?[厂仓车]|$)"
    r"|平(?!方|路|桥|台|安|时|板|常|静|衡|等|日|价|整|房|面|地|均每)"
    r"|方(?!便|向|案|式|法|形|面|块|针|程|圆|米|水|土|砂|沙|木|石|料|混凝土|的?量|集装箱|/?[天日]|每天)"
    r"|m2|m²|sq\.? ?m(?:eters?|etres?)?|sqm|square met(?:er|re)s?|坪|sq\.? ?ft|sqft)"
)
_LAND_UNIT = r"个?(?:市?亩(?:半)?|公顷|ha\b|平方公里|平方千米|km2)"
_FACTORS = {"坪": 3.305785, "尺": 0.09290304, "ft": 0.09290304}
_LAND_FACTORS = {"公顷": 10_000.0, "ha": 10_000.0, "公里": 1_000_000.0, "千米": 1_000_000.0, "km2": 1_000_000.0}
_NEARLY = r"(?:\+|左右|上下|以上|以内)? ?"

_FLOOR = re.compile(rf"{NUMBER}{_NEARLY}(?P<unit>{_FLOOR_UNIT})")
_LAND = re.compile(rf"(?:占地|用地|土地)?(?:面积)?{NUMBER}{_NEARLY}(?P<unit>{_LAND_UNIT})(?:工业|的)?(?:用?地|土地)?")
# A lone 一 counts only where the phrase ends; elsewhere 一亩 is "per mu".
_ONE_MU = re.compile(r"(?<![每/])[一1]亩(?P<half>半)?(?:多|左右)?地?(?=$|[,，。 ]|[就够的吧])")
_LAND_AREA = re.compile(rf"(?:占地|用地|土地|地块)(?:面积)?{GAP}{{0,4}}?{NUMBER} ?(?P<unit>{_FLOOR_UNIT})")
_YARD = re.compile(r"(?:院子|空地|堆场|外场|停车场|场地)[^,，。;]{0,3}$")

# 一层 alone may be the ground floor; it is "each floor" when the number of floors follows.
_SO_MANY_FLOORS = r"[^\0]{0,14}?[要共租买用](?:#=*|[一1])层"
_EACH_FLOOR = re.compile(
    rf"(?:(?:每一?|单)层(?:建筑)?(?:面积)?(?<!单层)|一层(?={_SO_MANY_FLOORS})){GAP}{{0,3}}?{NUMBER}(?:{_FLOOR_UNIT})?"
    r"(?! ?[万块元米吨楼层])"
)
_PER_FLOOR = re.compile(rf"{NUMBER} ?(?:{_FLOOR_UNIT})?(?:/|每|一(?=层{_SO_MANY_FLOORS}))层(?!楼)")
_FLOORS = re.compile(r"[共要租买用]([一二两三四五六七八九1-9])层")

_SECOND = rf"(?P<b>#=*+)(?:{_FLOOR_UNIT})?"
_TWO_ENDS = (
    re.compile(rf"{NUMBER}(?:{_FLOOR_UNIT})?(?:以上|起|往上)[,，到至]?{_SECOND}(?:以下|以内|之内|封顶)"),
    re.compile(rf"{NUMBER}(?:{_FLOOR_UNIT})(?:和|与|到|至|-|~){_SECOND}(?:之间)?"),
)
_CUED = (
    re.compile(
        rf"(?:面积|大小|建面|多大){GAP}{{0,6}}?{NUMBER}(?! ?[亩楼层号年月天人吨块元%米个k]|万元)",
    ),
    re.compile(
        rf"{NUMBER}(?:左右|上下|以上|以内)?的?{GAP}{{0,6}}?"
        r"(?:厂房|仓库|车间|场地|冷库|写字楼|办公室|库房|地方)"
    ),
)
_BARE = re.compile(rf"{NUMBER}(?! ?[楼层号栋幢间个人年月方平亩吨米元块万立mk])")
_LEAST_CUED, _LEAST_FLOOR = 50, 8


def read_areas(sheet: Sheet) -> None:
    """Claim floor areas, land areas and areas of one floor."""
    _read_land(sheet)
    _read_floors(sheet)
    _read_two_ends(sheet)
    for found in sheet.find(_FLOOR):
        _claim_floor(sheet, sheet.measure(found), found["unit"])
    storeys = [claim.end for claim in sheet.claims if claim.slot == "storey"]
    cued = [number for end in storeys if (number := _BARE.match(sheet.shape, end))]
    for number in (*cued, *(number for pattern in _CUED for number in sheet.find(pattern))):
        amount = sheet.measure(number)
        if amount.most >= _LEAST_CUED:
            sheet.claim_amount("area_m2", amount, unit_assumed=True)


def read_area_answer(sheet: Sheet) -> None:
    """Claim a bare number as the area that was asked for."""
    for found in sheet.find(_BARE):
        amount = sheet.measure(found)
        if amount.most >= _LEAST_FLOOR:
            sheet.claim_amount("area_m2", amount, unit_assumed=True)


def settle_land(sheet: Sheet) -> None:
    """Let the only area be the area: land becomes area_m2 where no floor area is wanted."""
    has_floor = any(claim.slot == "area_m2" and not claim.excluded for claim in sheet.claims)
    if not has_floor:
        sheet.claims = [replace(c, slot="area_m2") if c.slot == "land_m2" else c for c in sheet.claims]


def _claim_floor(sheet: Sheet, amount: Amount, unit: str) -> None:
    if amount.most < _LEAST_FLOOR:
        return
    factor = next((factor for ending, factor in _FACTORS.items() if unit.endswith(ending)), None)
    slot = "yard_m2" if _YARD.search(sheet.left_of(amount.start)) else "area_m2"
    sheet.claim_amount(slot, amount.times(factor).rounded() if factor else amount)


def _read_land(sheet: Sheet) -> None:
    for found in sheet.find(_LAND):
        said = sheet.measure(found)
        amount = said.plus(0.5) if found["unit"].endswith("半") else said
        factor = next((f for word, f in _LAND_FACTORS.items() if word in found["unit"]), _M2_PER_MU)
        facts = facts_of(amount) | {"land_mu": value_of(amount.times(factor / _M2_PER_MU))}
        sheet.claim_amount("land_m2", amount.times(factor).rounded(), **facts)
    for found in sheet.find(_ONE_MU):
        mu = 1.5 if found["half"] else 1
        sheet.claim("land_m2", round(mu * _M2_PER_MU), found.start(), found.end(), land_mu=mu)
    for found in sheet.find(_LAND_AREA):
        amount = sheet.measure(found)
        sheet.claim_amount("land_m2", amount, land_mu=value_of(amount.times(1 / _M2_PER_MU)))


def _read_floors(sheet: Sheet) -> None:
    for pattern in (_EACH_FLOOR, _PER_FLOOR):
        for found in sheet.find(pattern):
            amount = sheet.measure(found)
            floors = _FLOORS.search(sheet.text)
            if floors:
                count = count_of(floors[1])
                sheet.claim_amount("area_m2", amount.times(count), per_floor=value_of(amount), floors=count)
            else:
                sheet.claim_amount("area_per_floor_m2", amount)


def _read_two_ends(sheet: Sheet) -> None:
    for pattern in _TWO_ENDS:
        for found in sheet.find(pattern):
            low, high = sheet.amounts[found.start("n")], sheet.amounts[found.start("b")]
            if low.least < high.most:
                sheet.claim("area_m2", [low.low, high.high], found.start(), found.end())
