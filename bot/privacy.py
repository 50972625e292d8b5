"""How is personal data shown where it is not needed in full?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.model import Json
from bot.values import say_fact

_DIGIT = r"[0-9０-９零〇一二三四五六七八九幺]"
_GAP = r"[\s\-–—.·]"
_FULL_LENGTH = 10
"""Digits of a landline with its area code; shorter numbers show less."""
_RUN = re.compile(rf"{_DIGIT}(?:{_GAP}?{_DIGIT}){{10,}}|{_DIGIT}{{7,}}")


def mask(text: str) -> str:
    """Return the text with everything that could be a phone masked in its middle.

    That is seven digits in a row or eleven with gaps, spoken digits too; 3000-5000 stays an area.
    """
    return _RUN.sub(lambda found: mask_phone(re.sub(_GAP, "", found.group())), text)


def mask_phone(digits: str) -> str:
    """Return 138****8000 for 13800138000; shorter numbers keep less."""
    head, tail = (3, 4) if len(digits) >= _FULL_LENGTH else (2, 2)
    return f"{digits[:head]}****{digits[-tail:]}"


def mask_name(name: str) -> str:
    """Return the family name with the rest hidden."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}" if name else ""


def say_masked(slot: str, value: Json, fields: Mapping[str, Json] | None = None) -> str:
    """Return a slot's value in words, a phone with its middle hidden: even its owner may show the chat to others.

    Args:
        slot: name of the slot.
        value: its canonical value.
        fields: the other values of the need, which decide how an area is said.
    """
    return mask_phone(str(value)) if slot == "phone" else say_fact(slot, value, fields or {})
