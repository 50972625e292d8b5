"""Where are the numbers of a text?"""

from __future__ import annotations

import re

from bot.understanding.amounts import Amount
from bot.understanding.numerals import DIGITS, ONE_PER, SCALES, read_numeral

_START = re.compile(r"(?<![a-z_\d.])\d|[零一二两三四五六七八九十百千万亿几半廿俩仨]|[大小](?=几[十百千])")
_REST = re.compile(r"[\d.]*")
# 第三方, 长三角 and 一下 hold no number, nor does 零件; 一 counts before a unit, a scale or the end.
_NO_NUMBER = re.compile(
    r"(?<=长)三角|(?<=第)[一二两三四五六七八九十\d]|零(?!点)|一(?!点[零一二三四五六七八九]|[一二两三四五六七八九十百千万亿元块毛角吨米公人kmt到至~\-或、,，。!?]|$)"
)
_STRING = re.compile(r"[零一二三四五六七八九]{3,}(?![十百千万亿多来])")
_HALF = re.compile(r"半(?=亩|年|个月|天|吨|公顷)")
_SCORE = re.compile(r"廿([一二三四五六七八九]?)")
_IDIOMS = {
    "千儿八百": (800, 1_000),
    "万儿八千": (8_000, 10_000),
    "百八十": (80, 100),
    "千八百": (800, 1_000),
    "大几十": (60, 99),
    "大几百": (600, 999),
    "大几千": (6_000, 9_999),
    "小几十": (20, 40),
    "小几百": (200, 400),
    "小几千": (2_000, 4_000),
}
_IDIOM = re.compile(f"({'|'.join(_IDIOMS)})([万亿]?)")


def find_numbers(text: str) -> list[Amount]:
    """Return the numbers of a normalised text, in order, ranges and options not yet joined."""
    found = []
    at = 0
    while start := _START.search(text, at):
        amount = _read(text, start.start())
        if amount:
            found.append(amount)
        rest = _REST.match(text, start.end())
        at = amount.end if amount else rest.end() if rest else start.end()
    return found


def _read(text: str, start: int) -> Amount | None:
    if ONE_PER.match(text, start) or _NO_NUMBER.match(text, start):
        return None
    for read in (_read_idiom, _read_half, _read_score, _read_string):
        if amount := read(text, start):
            return amount
    return read_numeral(text, start)


def _read_idiom(text: str, start: int) -> Amount | None:
    found = _IDIOM.match(text, start)
    if not found:
        return None
    low, high = (end * SCALES.get(found[2], 1) for end in _IDIOMS[found[1]])
    return Amount(low, high, start, found.end(), approximate=True)


def _read_half(text: str, start: int) -> Amount | None:
    return Amount(0.5, 0.5, start, start + 1) if _HALF.match(text, start) else None


def _read_score(text: str, start: int) -> Amount | None:
    found = _SCORE.match(text, start)
    if not found:
        return None
    value = 20 + DIGITS.get(found[1], 0)
    return Amount(value, value, start, found.end())


def _read_string(text: str, start: int) -> Amount | None:
    """Read digits said one by one: 二零二六."""
    found = _STRING.match(text, start)
    if not found:
        return None
    digits = found.group()
    if ONE_PER.match(text, found.end() - 1):
        digits = digits[:-1]
    value = int("".join(str(DIGITS[digit]) for digit in digits))
    return Amount(value, value, start, start + len(digits))
