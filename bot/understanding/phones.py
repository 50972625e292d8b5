"""How can the visitor be reached: phones, WeChat ids, mail?"""

from __future__ import annotations

import re

from bot.model import Json
from bot.understanding.numerals import DIGITS
from bot.understanding.sheet import Sheet

_SPOKEN = {**{word: str(digit) for word, digit in DIGITS.items()}, "幺": "1", "洞": "0", "拐": "7", "勾": "9"}
_WORD = "[零一二三四五六七八九幺洞拐勾两]"
_DIGIT = "[0-9零一二三四五六七八九幺洞拐勾两]"
_GAP = r"[ \-.·_/—]?"
_SECOND = "[3-9三四五六七八九拐勾]"
_MOBILE_LENGTH = 11
_REASONS = {-1: "phone_too_short", 0: "phone_invalid", 1: "phone_too_long"}

_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?:\(?(?:\+|00)?86\)?{_GAP})?"
    rf"(?P<phone>[1一幺]{_GAP}{_SECOND}(?:{_GAP}{_DIGIT}){{9}})(?!{_DIGIT})(?!\.\d)"
)
# Speech recognition writes commas where the speaker breathes.
_PAUSED = re.compile(rf"(?<!{_DIGIT})(?P<phone>[1一幺]{_SECOND}(?:[ ,，、\-]?{_WORD}){{9}})(?!{_DIGIT})")
_LANDLINE = re.compile(
    r"(?<![\d.])\(?(?P<area>010|02\d|0[3-9]\d{2})\)?[ \-—]{0,2}(?P<number>[1-9]\d{2,3}[ \-]?\d{4})(?!\d)"
    r"(?:[ \-,，]?(?:转|分机|-)机?[: ]?(?P<extension>\d{1,6})(?!\d))?"
)
_HOTLINE = re.compile(r"(?<!\d)[48]00(?:[ \-]?\d){7}(?!\d)")
_MASKED = re.compile(r"(?<!\d)1[3-9]\d[*x]{3,}\d{2,4}|(?<!\d)1[3-9]\d{1,5}[*]{2,}\d{0,4}")
_SLIP = re.compile(
    r"(?<![\d.,])(?:\+?86 ?)?(?P<phone>1[3-9](?:[ \-]?\d){7,8}|1[3-9](?:[ \-]?\d){10,11})"
    r"(?!\d|[ ]?(?:平|元|万|米|亩|m2))"
)
_SPOKEN_SLIP = re.compile(
    rf"(?:电话|手机|号码|联系方式|手机号|打我)[^,，。\d]{{0,6}}?(?P<phone>[1一幺]{_SECOND}(?:{_WORD}{{7,8}}|{_WORD}{{10,11}}))(?!{_DIGIT})"
)
"""A number read out with a digit too few or too many."""
_NO_AREA_CODE = re.compile(
    r"(?:座机|固话|电话|tel)(?:号码?)?(?:是|为)?[: ]*(?P<phone>[2-9]\d{3}[ \-]?\d{3,4})(?!\d)",
)
_ANY = re.compile(r"(?<![\d.])\d[\d \-]{3,18}\d(?![\d.])")
_LONG = re.compile(r"(?<!\d)\d{13,}x?(?!\d)|[a-z]*\d{9,}[a-z]*")

_URL = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。]{1,400}")
_FOREIGN = re.compile(
    r"(?:尾号|后四位|末四位|[一二三四两]位)(?:数?是)?[: ]*\d{1,4}(?!\d)"
    r"|(?:订单|单号|快递|编号|统一社会信用代码|身份证|银行卡|卡号|税号)(?:号码?)?[: ]*[a-z0-9]{6,30}"
)
_ADDRESSES = (
    ("email", re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")),
    ("qq", re.compile(r"(?<![a-z])(?:qq(?:号码?|群)?(?:是|为)?[: ]*|q)(?P<id>[1-9]\d{4,10})(?!\d)")),
    (
        "wechat",
        re.compile(
            r"(?P<wxid>wxid_[a-z0-9]{4,30})"
            r"|(?:微信|威信|徽信|v信|vx|wx|weixin|wechat|薇信|(?<![a-z])v(?=[: 号]))(?:号码?|id)?(?:是|为|加)?[: ]*"
            r"(?P<id>[a-z][a-z0-9_\-]{5,19})(?![a-z0-9_])"
        ),
    ),
)
_WECHAT = r"(?:微信|威信|v信|vx|wx|(?<![a-z])v)号?"
_SAME_AS_PHONE = re.compile(
    rf"{_WECHAT}(?:就是|也是)?同(?:手机)?号|(?:手机|电话)号?(?:就是|同|和|也是){_WECHAT}(?:一样|同号|同)?(?!号,)",
)


def read_reach(sheet: Sheet, own_numbers: frozenset[str]) -> None:
    """Claim phones, WeChat ids, mail addresses; take links and foreign numbers off the sheet."""
    sheet.take_all(_URL)
    sheet.take_all(_FOREIGN)
    for slot, pattern in _ADDRESSES:
        for found in sheet.find_words(pattern):
            group = next((name for name, value in found.groupdict().items() if value), 0)
            start, end = found.span(group)
            sheet.claim(slot, sheet.said[start:end], found.start(), found.end())
    _read_phones(sheet, own_numbers)
    _refuse_others(sheet)
    sheet.take_all(_LONG)
    for found in sheet.find_words(_SAME_AS_PHONE):
        sheet.claim("wechat_is_phone", value=True, start=found.start(), end=found.end())


def _read_phones(sheet: Sheet, own_numbers: frozenset[str]) -> None:
    for pattern in (_MOBILE, _LANDLINE, _HOTLINE, _PAUSED):
        for found in sheet.find_words(pattern):
            _claim(sheet, found, own_numbers)


def _claim(sheet: Sheet, found: re.Match[str], own_numbers: frozenset[str]) -> None:
    groups = found.groupdict()
    said = groups.get("phone") or (groups["area"] + groups["number"] if "area" in groups else found.group())
    digits = _digits(said)
    if digits in own_numbers:
        sheet.take(found.start(), found.end())
    elif found.re is _HOTLINE:
        sheet.claim("hotline", digits, found.start(), found.end())
    else:
        detail: dict[str, Json] = {"extension": groups["extension"]} if groups.get("extension") else {}
        sheet.claim("phone", digits, found.start(), found.end(), **detail)


def _refuse_others(sheet: Sheet) -> None:
    """Ask again for what is nearly a phone; a masked number matters only where a phone was asked for."""
    is_asked = sheet.expect == "phone"
    for found in sheet.find_words(_MASKED):
        if is_asked:
            sheet.ask("phone", found.start(), found.end(), reason="phone_masked")
        else:
            sheet.take(found.start(), found.end())
    for found in sheet.find_words(_NO_AREA_CODE):
        sheet.ask("phone", found.start(), found.end(), reason="phone_no_area_code")
    for pattern in (_SLIP, _SPOKEN_SLIP, _ANY) if is_asked else (_SLIP, _SPOKEN_SLIP):
        for found in sheet.find_words(pattern):
            length = len(_digits(found.groupdict().get("phone") or found.group()))
            reason = _REASONS[(length > _MOBILE_LENGTH) - (length < _MOBILE_LENGTH)]
            sheet.ask("phone", found.start(), found.end(), reason=reason)


def _digits(said: str) -> str:
    return "".join(_SPOKEN.get(c, c) for c in said if c.isdecimal() or c in _SPOKEN)
