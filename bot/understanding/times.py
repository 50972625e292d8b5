"""Which time of day does a phrase mean?"""

from __future__ import annotations

import re

from bot.understanding.numerals import count_of

_N = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_MINUTES = r"半|一刻|三刻|[0-5]\d(?!\d)|整|[零一二三四五]?十?[一二三四五六七八九十](?=分|$|[来过到看左,，。])"
_NO_CLOCK = r"(?!二|[零五]?[一二三四五六七八九]?(?:万|平|元|块))"
TIME = re.compile(
    r"[的,， ]?(?P<part>凌晨|早上|早晨|清早|一早|上午|中午|下午|午后|傍晚|晚上|夜里|早(?!点|日|就)|晚(?!点)|am|pm)?"
    r"[的,， ]?"
    rf"(?:(?P<h>{_N})(?:[到至\-]?{_N})?(?:点{_NO_CLOCK}钟?|时(?!间|候)|:)(?P<min>{_MINUTES})?分?(?!\d))?(?P<late>am|pm)?"
)
"""A time of day right behind a day; matches nothing where there is none."""
TIME_ALONE = re.compile(
    rf"(?:早上|上午|中午|下午|午后|傍晚|晚上)(?:的|,)?(?P<h>{_N})(?:[到至\-]?{_N})?(?:点(?!多少)|:)"
    r"|(?<![\d:])(?P<clock>[01]?\d|2[0-3]):[0-5]\d(?!\d)"
    rf"|(?<![\d第一二三四五六七八九十.])(?P<bare>{_N})点(?:钟|半|整)?(?![\d零一二三四五六七八九个多击心位])"
)
"""An hour without a day; TIME reads what stands there."""

_MORNING = {"凌晨", "早上", "早晨", "清早", "一早", "上午", "早", "am"}
_EVENING = {"下午", "午后", "傍晚", "晚上", "夜里", "晚", "pm"}
_FRACTIONS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}
_NOON, _FIRST_HOUR, _LAST_HOUR = 12, 7, 23


def say_time(found: re.Match[str]) -> str:
    """Return " HH:MM", " am", " pm" or nothing for a match of TIME; hours without am or pm fall in office hours."""
    part = found["part"] or found["late"] or ""
    if not found["h"]:
        return " 12:00" if part == "中午" else " am" if part in _MORNING else " pm" if part in _EVENING else ""
    hour = count_of(found["h"])
    is_late = part in _EVENING or (part == "中午" and hour < _NOON - 1) or (not part and hour < _FIRST_HOUR)
    hour += _NOON if is_late and hour < _NOON else 0
    words = found["min"] or ""
    minute = _FRACTIONS[words] if words in _FRACTIONS else count_of(words.lstrip("零"))
    return f" {min(hour, _LAST_HOUR):02d}:{minute:02d}"


def is_over(time: str, now: str) -> bool:
    """Say whether the time of day has passed at HH:MM."""
    if ":" in time:
        return time.strip() <= now
    return time == " am" and now >= f"{_NOON}:00"
