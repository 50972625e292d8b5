"""Which storey, fire class and title does the visitor name?"""

from __future__ import annotations

import re

from bot.understanding.numerals import count_of
from bot.understanding.sheet import Sheet

_CHINESE = "零一二三四五六七八九十"
_TEN = 10
_N = r"(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2})"
_NAMED = (
    ("单层", re.compile(r"单层(?!面积|建筑面积|多少|多大|是多)|只有一层的?|平层厂房")),
    ("地下室", re.compile(r"负一[层楼]|地下室|-1楼|b1层?")),
    ("顶楼", re.compile(r"顶楼|顶层|最高层|最上面一?层")),
)
_SEVERAL = re.compile(
    r"(?P<low>[一二三四五六七八])(?:、|或|和|/)?(?P<high>[二三四五六七八九])楼"
    r"|(?P<first>\d{1,2})(?:、|或|和|/|-|到|~)(?P<last>\d{1,2})楼"
)
_GROUND = re.compile(r"首层|底层|底楼|地面层|(?<![a-z0-9])1f(?![a-z])|一楼|(?<![0-9])1楼")
_FLOOR = re.compile(
    rf"(?<![0-9a-z号栋幢\x01第])第?(?P<n>{_N})(?:楼(?![盘宇栋])|f(?![a-z0-9]))(?P<above>以上)?",
)
# 两层 counts, 二层 names.
_LEVEL = re.compile(
    rf"(?:(?<=[在要租到选楼栋幢号])|第|^)(?P<n>(?!两){_N})层"
    r"(?!楼|的?(?:厂房|独栋|小楼|办公|楼房)|高|共|次|[以之]?[上下]|\d|[#$])"
)
_PER_FLOOR = re.compile(r"/层|(?:每|一|单)一?层(?:建筑)?(?:面积)?[^,，。]{0,3}[\d一二两三四五六七八九十]+")
_ONE_LEVEL = re.compile(r"(?<![每/第#=租买求])一层(?!楼|面积)")
_HAS_AREA = re.compile(r"(?:大概|大约|约|是|有)[\d一二三四五六七八九两]")
_LEVELS = re.compile(rf"(?:共|一共|总共)?{_N}层(?:楼|的?(?:厂房|独栋|小楼|办公楼|楼房))?")
_ANSWER = re.compile(rf"^第?(?P<n>{_N})[层楼]?(?=$|[,，。吧就都])")

_FIRE = re.compile(
    r"(?P<class>[甲乙丙丁戊])(?:类?第?(?P<sub>[一二12])(?:类|项|级)?|类|级(?=消防|防火))(?:的?消防)?"
    r"(?P<least>(?:及|或)?以上|就行|即可|就可以|就够)?(?!方)"
)
_FIRE_RATING = re.compile(r"耐火(?:等级)?[一二三四1-4]级|[一二三四]级耐火")
_TERM = re.compile(
    r"(?P<y>[2-7]0|[二三四五七]十)年的?(?:独立|土地)?(?:产权|产证|大产权|使用权|土地|房产证)"
    r"|产[权证](?:年限)?(?:是|有|为|要|得)?(?P<z>[2-7]0|[二三四五七]十)年"
)
_ZONE = re.compile(
    r"(?<![\d.-])(?P<zone>104|195|198|一零四|一九五|一九八)"
    r"(?:(?P<word>板块|地块|区块|区域|产业区块|工业区块)"
    r"|(?=[吗么嘛的内里地范?、/]|以[内外]|还是|是什么|什么意思)(?!的?(?:平|车|员)))(?:内|里|的)?"
)
_ZONES = {"一零四": "104", "一九五": "195", "一九八": "198"}


def read_floors(sheet: Sheet) -> None:
    """Claim storeys, fire classes, land terms and planning zones, all before numbers are looked for."""
    _read_titles(sheet)
    _read_fire(sheet)
    for value, pattern in _NAMED:
        for found in sheet.find(pattern):
            sheet.claim("storey", value, found.start(), found.end())
    for found in sheet.find(_SEVERAL):
        _claim_several(sheet, found)
    for found in sheet.find(_GROUND):
        sheet.claim("storey", "一楼", found.start(), found.end())
    is_per_floor = _PER_FLOOR.search(sheet.text)
    for pattern in (_FLOOR,) if is_per_floor else (_FLOOR, _LEVEL):
        for found in sheet.find(pattern):
            above = {"or_above": True} if found.groupdict().get("above") else {}
            sheet.claim("storey", _say(count_of(found["n"])), found.start(), found.end(), **above)


def read_one_level(sheet: Sheet) -> None:
    """Claim a 一层 that no area needed, ground floor or one-storey building; take counts of levels off the sheet."""
    for found in sheet.find(_ONE_LEVEL):
        if _HAS_AREA.match(sheet.text, found.end()):
            continue
        sheet.claim("storey", "一楼", found.start(), found.end(), approximate=True, readings=["一楼", "单层"])
    for found in sheet.find(_LEVELS):
        sheet.take(found.start(), found.end())


def read_storey_answer(sheet: Sheet) -> None:
    """Claim a bare small number as the storey that was asked for."""
    for found in sheet.find_words(_ANSWER):
        sheet.claim("storey", _say(count_of(found["n"])), found.start(), found.end())


def _read_fire(sheet: Sheet) -> None:
    sheet.take_all(_FIRE_RATING)
    for found in sheet.find(_FIRE):
        sub = {"1": "一", "2": "二"}.get(found["sub"] or "", found["sub"] or "")
        facts = {"or_stricter": True} if found["least"] else {}
        if found["class"] in "甲乙":
            facts["hazardous"] = True
        sheet.claim("fire_class", found["class"] + sub, found.start(), found.end(), **facts)


def _read_titles(sheet: Sheet) -> None:
    for found in sheet.find(_TERM):
        years = count_of(found["y"] or found["z"])
        sheet.claim("certificate", f"{years}年产权", found.start(), found.end())
    for found in sheet.find(_ZONE):
        zone = _ZONES.get(found["zone"], found["zone"])
        sheet.claim("certificate", zone + (found["word"] or "板块"), found.start(), found.end(), zone=zone)


def _claim_several(sheet: Sheet, found: re.Match[str]) -> None:
    first, last = found["low"] or found["first"], found["high"] or found["last"]
    low, high = count_of(first), count_of(last)
    if 0 < low < high:
        middle = found.start() + len(first)
        sheet.claim("storey", _say(low), found.start(), middle)
        sheet.claim("storey", _say(high), middle, found.end(), since=_say(low))


def _say(number: int) -> str:
    if number <= _TEN:
        return f"{_CHINESE[number]}楼"
    tens, ones = divmod(number, _TEN)
    return f"{_CHINESE[tens] if tens > 1 else ''}十{_CHINESE[ones] if ones else ''}楼"
