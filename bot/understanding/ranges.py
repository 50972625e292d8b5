"""Which neighbouring numbers are one: a range, or options to choose from?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.amounts import PLAIN, Amount, tidy

_HUNDRED = 100
_MYRIAD = 10_000
_RANGE = re.compile(r" ?(?:到|至|-|~|—|to) ?")
_CHOICE = re.compile(r" ?(?:或者?是?|还是|要么|、|/|和|跟|or) ?")
_PAUSE = re.compile(r"[,，] ?| ")
_MOST_CHOICE, _MOST_PAUSE = 10, 5


def join_numbers(text: str, amounts: list[Amount]) -> list[Amount]:
    """Return the amounts with ranges (3到5万) and options (2000，3000) made one each."""
    joined: list[Amount] = []
    for amount in amounts:
        whole = _join(text, joined[-1], amount) if joined else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(amount)
    return joined


def _join(text: str, left: Amount, right: Amount) -> Amount | None:
    between = text[left.end : right.start]
    if left.kind not in {PLAIN, right.kind}:
        return None
    if not left.is_single or not right.is_single:
        return _add_option(left, right, between)
    if _RANGE.fullmatch(between):
        return join_range(left, right)
    if not between and left.scale > 1 and left.scale == right.scale and left.least < right.least:
        return join_range(left, right)
    return _join_options(left, right, between)


def join_range(left: Amount, right: Amount) -> Amount | None:
    """Return the range from left to right, left taking over a scale that was said once; None if it does not rise."""
    low = _shared_scale(left, right)
    if low is None or right.low is None or low >= right.low:
        return None
    return replace(right, low=tidy(low), start=left.start, approximate=left.approximate or right.approximate)


def _shared_scale(left: Amount, right: Amount) -> float | None:
    if left.low is None or right.low is None:
        return left.low
    if left.scale > 1:
        # 八百到一千万: the 万 belongs to both.
        is_shared = left.low < _MYRIAD <= right.scale and left.low < right.low / _MYRIAD
        return left.low * _MYRIAD if is_shared else left.low
    lead = right.low / right.scale
    low = left.low
    if low < 10 <= _HUNDRED <= lead:  # noqa: PLR2004 - 3-5000 is 3000-5000
        while low * 10 < lead:
            low *= 10
    return low * right.scale if low < lead else left.low


def _join_options(left: Amount, right: Amount, between: str) -> Amount | None:
    is_pause = bool(_PAUSE.fullmatch(between))
    if not is_pause and not _CHOICE.fullmatch(between):
        return None
    low = _shared_scale(left, right) if not is_pause else left.low
    ratio = _MOST_PAUSE if is_pause else _MOST_CHOICE
    if not low or not right.low or not 1 < right.low / low <= ratio or (is_pause and low < _HUNDRED):
        return None
    return replace(right, low=low, start=left.start, options=(tidy(low), right.low))


def _add_option(left: Amount, right: Amount, between: str) -> Amount | None:
    if not left.options or not right.is_single or not (_CHOICE.fullmatch(between) or _PAUSE.fullmatch(between)):
        return None
    if right.least <= left.most or right.least > left.most * _MOST_PAUSE:
        return None
    return replace(left, high=right.high, end=right.end, options=(*left.options, right.least))
