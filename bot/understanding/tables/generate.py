"""How are the character tables made? Run by `make tables`; needs the development packages."""
# ruff: noqa: INP001 - a script beside its tables, never imported

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import opencc
from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_HERE = Path(__file__).parent
_COMMON = re.compile("[\u4e00-\u9fff]")
_PAIR_LENGTH = 2
_USUAL = 0.05
"""Share of the words with a character in which a further reading must be heard."""


def write_simplified(target: Path) -> None:
    """Write `simplified<TAB>its traditional characters`, one line a simplified character."""
    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    forms: dict[str, list[str]] = defaultdict(list)
    for line in source.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional + first) == _PAIR_LENGTH and traditional != first and _COMMON.match(traditional):
            forms[first].append(traditional)
    _write(target, forms)


def write_sounds(target: Path) -> None:
    """Write `syllable<TAB>characters that can be read so`, tones left out, for characters of the GB 2312 set."""
    sounds: dict[str, list[str]] = defaultdict(list)
    usual = _find_usual_readings()
    for character in sorted(map(chr, PINYIN_DICT)):
        if not _COMMON.match(character) or not _is_everyday(character):
            continue
        for syllable in usual[character]:
            sounds[syllable].append(character)
    _write(target, sounds)


def _find_usual_readings() -> dict[str, list[str]]:
    """Return the syllables that a character is read as in many words; 租 is read ju only in old books."""
    read: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, syllables in PHRASES_DICT.items():
        for character, syllable in zip(phrase, syllables, strict=False):
            read[character][to_normal(syllable[0])] += 1
    usual = {}
    for character in map(chr, PINYIN_DICT):
        first, *others = dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
        most = max(read[character].values(), default=0)
        usual[character] = [first, *(s for s in others if read[character][s] > most * _USUAL)]
    return usual


def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _write(target: Path, rows: dict[str, list[str]]) -> None:
    lines = [f"{key}\t{''.join(rows[key])}\n" for key in sorted(rows)]
    target.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write_simplified(_HERE / "simplified.tsv")
    write_sounds(_HERE / "sounds.tsv")
