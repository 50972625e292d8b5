"""Which characters mean or sound the same?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"
_MOST_REMEMBERED = 20_000
_EMOJI = range(0x1F000, 0x20000)
_KEPT_SYMBOLS = frozenset("°¥$`^")
_SPELLINGS = {
    "–": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "―": "-",
    "〜": "~",
    "∼": "~",
    "＊": "*",
    "﹣": "-",
    "蕞": "最",
    "〇": "零",
}
_SPELLINGS |= dict.fromkeys("\t\u3000\u00a0", " ") | dict.fromkeys("\r\u2028\u2029", "\n")


class Cleaner(dict[int, str]):
    """A table for str.translate: simplified characters, a space for pictures, nothing for what cannot be seen."""

    def __init__(self) -> None:
        super().__init__({ord(a): b for a, b in _SPELLINGS.items()})
        for simplified, traditional in _rows("simplified.tsv"):
            self.update({ord(character): simplified for character in traditional})
        self[ord("\n")] = "\n"

    def __missing__(self, code: int) -> str:
        character = chr(code)
        cleaned = _clean(character)
        if len(self) < _MOST_REMEMBERED:
            self[code] = cleaned
        return cleaned


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}:
        return ""
    if character in _KEPT_SYMBOLS:
        return character
    return " " if is_picture(character) else character


def is_picture(character: str) -> bool:
    """Say whether the character is an emoji or another sign without words."""
    return unicodedata.category(character) == "So" or ord(character) in _EMOJI


_LOOK_ALIKE = {"仑": "仓", "广": "厂", "仒": "仓", "苍": "仓"}
"""Characters written for another that looks like them; they may stand for its sound too."""


@cache
def load_sounds() -> dict[str, str]:
    """Return the syllables, without tones, that each everyday character can be read as, each syllable as one sign."""
    sounds: dict[str, str] = {}
    for number, (_, characters) in enumerate(_rows("sounds.tsv")):
        for character in characters:
            sounds[character] = sounds.get(character, "") + chr(number)
    for wrong, right in _LOOK_ALIKE.items():
        sounds[wrong] = sounds.get(wrong, "") + sounds[right]
    return sounds


@cache
def load_dialect() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return everyday words, each with the words of dialects for it, all of one length."""
    return tuple((word, re.compile(pattern)) for word, pattern in _rows("dialect.tsv"))


@cache
def load_emotions() -> frozenset[str]:
    """Return the names that WeChat writes in brackets for its own emotions."""
    return frozenset((_TABLES / "emotions.txt").read_text(encoding="utf-8").split())


@cache
def load_regions() -> frozenset[str]:
    """Return the short names of the country's provinces and larger cities, which companies bear in their names."""
    return frozenset((_TABLES / "regions.txt").read_text(encoding="utf-8").split())


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    return [(key, values) for key, _, values in (line.partition("\t") for line in lines)]
