"""Which amounts name their unit in the middle: 一块二, 块八, 八毛五, 8米1?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.amounts import METRE, YUAN, Amount, tidy
from bot.understanding.numbers import find_numbers
from bot.understanding.numerals import DIGITS, PER

_ONES = "一二两三四五六七八九"
_NO_PER = rf"(?![一1]{PER})"
_TENTHS = (
    rf"(?P<tenths>{_NO_PER}(?:\d{{1,2}}(?![\d.,万千百十])"
    rf"|[零{_ONES}](?:{_NO_PER}[{_ONES}](?![零{_ONES}]))?(?![万千百十])))"
)
_NOT_COUNTED = r"(?![平方亩吨米个层楼号月年人部台])"
_NOT_MONEY = "地|屏|板|场|区|儿|石|砖|厂|土|空|工业|牌|表|去|来|看|干"
_YUAN = re.compile(
    rf"(?:块(?!{_NOT_MONEY})钱?|元(?!一?[次阶])钱?|圆| ?rmb)"
    rf"(?:{_TENTHS}(?:[毛角](?P<fen>[{_ONES}\d]?)分?|{_NOT_COUNTED}))?钱?"
)
_MAO = re.compile(rf"[毛角](?![坯利病巾钢落度场色])(?P<fen>(?:{_NO_PER}[{_ONES}\d])?(?![\d万千百十]))分?钱?")
_METRE = re.compile(rf"(?:米|公尺|m(?![a-z\d²³/]))(?:{_TENTHS}{_NOT_COUNTED}(?!块))?")
# 一块 is also "together".
_TOGETHER = re.compile(
    rf"一块(?!$|[,，。、!?~ /\-到每的\d零{_ONES}多钱半左以出不上含把]|{PER})",
)
_LONE_YUAN = re.compile(
    r"(?:^|(?<=[,，。、: 到至~\-是要约近过于给出付算就天平月价年金内]))"
    rf"块(?:(?P<tenths>[{_ONES}]){_NO_PER}毛?|(?P<about>把))钱?"
)


def find_amounts(text: str) -> list[Amount]:
    """Return all amounts of a text in order, those with a unit in the middle as one, not yet joined to ranges."""
    numbers = find_numbers(text)
    compounds = [compound for number in numbers if (compound := _find_compound(text, number))]
    compounds += [_read_lone_yuan(found) for found in _LONE_YUAN.finditer(text)]
    if not compounds:
        return numbers
    masked = text
    for compound in compounds:
        masked = masked[: compound.start] + "\0" * (compound.end - compound.start) + masked[compound.end :]
    return sorted([*_drop_overlaps(compounds), *find_numbers(masked)], key=lambda amount: amount.start)


def _drop_overlaps(amounts: list[Amount]) -> list[Amount]:
    kept: list[Amount] = []
    for amount in sorted(amounts, key=lambda amount: amount.start):
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return kept


def _find_compound(text: str, number: Amount) -> Amount | None:
    for pattern, kind in ((_YUAN, YUAN), (_METRE, METRE)):
        found = pattern.match(text, number.end)
        if found and not _TOGETHER.match(text, number.start):
            return _add_fraction(number, found, kind)
    mao = _MAO.match(text, number.end)
    if not mao:
        return None
    return replace(number.times(0.1).plus(_number(mao["fen"]) / 100), end=mao.end(), kind=YUAN, scale=1)


def _add_fraction(number: Amount, found: re.Match[str], kind: str) -> Amount:
    tenths = found["tenths"] or ""
    whole = replace(number, end=found.end(), kind=kind)
    if not tenths:
        return whole
    if not number.is_single or number.least != int(number.least):
        return replace(whole, end=found.start("tenths"))
    whole = replace(whole, scale=1)
    if _is_rising_pair(tenths):
        low, high = (tidy(number.least + _number(digit) / 10) for digit in tenths)
        return replace(whole, low=low, high=high)
    fen = found.groupdict().get("fen") or ""
    return whole.plus(_number(tenths) / 10 ** len(tenths) + _number(fen) / 100)


def _is_rising_pair(digits: str) -> bool:
    """Say whether two digits are neighbours: 一块二三 is 1.2 to 1.3."""
    return digits[0] in _ONES and len(digits) > 1 and _number(digits[1]) == _number(digits[0]) + 1


def _number(digits: str) -> int:
    return int("".join(str(DIGITS.get(digit, digit)) for digit in digits) or 0)


def _read_lone_yuan(found: re.Match[str]) -> Amount:
    value = tidy(1 + _number(found["tenths"] or "") / 10)
    return Amount(value, value, found.start(), found.end(), approximate=bool(found["about"]), kind=YUAN)
