"""What is left of a scraped text without its noise?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_SWAPPED = {"蕞": "最", **dict.fromkeys("\t\v\f\u3000\xa0\u2002\u2003\u2009\u202f", " ")}
_SWAPPED |= dict.fromkeys("\r\x85\u2028\u2029", "\n")
_TABLE = str.maketrans(_SWAPPED)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BLANKS = re.compile(r"[^\S\n]+")
_PIECES = re.compile(r" {2,}|\n")
_SENTENCE = re.compile(r"[^。!?！？;；]+[。!?！？;；]?[”」』]?")

_SPOKEN = "零〇一二三四五六七八九幺"
_SPOKEN_DIGITS = str.maketrans(_SPOKEN, "00123456789" + "1")
_RUN = re.compile(rf"(?:[\d{_SPOKEN}][\s\-–—.·/、,，]?){{11,}}")
"""Eleven or more digits, whatever stands between them."""
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise(text: str) -> str:
    """Return the text with plain spaces, 最 for its dodge, and nothing that cannot be seen; line ends stay."""
    swapped = text.translate(_TABLE)
    return "".join(c for c in swapped if c == "\n" or unicodedata.category(c) not in _UNSEEN)


def one_line(text: str) -> str:
    """Return the text on one line with single blanks and without phone numbers."""
    return drop_phones(" ".join(normalise(text).split()))


def drop_phones(text: str) -> str:
    """Return the text without runs of digits that hold a mobile number; several may be run together."""
    while True:
        dropped = _BLANKS.sub(" ", _RUN.sub(_without_mobile, text)).strip()
        if dropped == text:
            return text
        text = dropped


def _without_mobile(run: re.Match[str]) -> str:
    said = run.group().translate(_SPOKEN_DIGITS)
    digits = "".join(str(unicodedata.digit(c)) for c in said if c.isdecimal())
    return " " if _MOBILE.search(digits) else run.group()


def split_lines(text: str) -> list[str]:
    """Return the lines of a text that say something; wide gaps inside a line stay, they part its pieces."""
    lines = (line.strip() for line in normalise(text).split("\n"))
    return [line for line in lines if line]


def drop_noise(text: str, noise: Sequence[str]) -> str:
    """Return a paragraph without the pieces and sentences that hold a phrase of noise."""
    pieces = (one_line(piece) for piece in _PIECES.split(normalise(text)))
    kept = (_drop_sentences(piece, noise) for piece in pieces if piece)
    return " ".join(piece for piece in kept if piece)


def _drop_sentences(piece: str, noise: Sequence[str]) -> str:
    return "".join(s for s in split_sentences(piece) if not is_noise(s, noise)).strip()


def is_noise(text: str, noise: Iterable[str]) -> bool:
    """Say whether the text holds a phrase of noise."""
    return any(phrase in text for phrase in noise)


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text with their marks."""
    return (found.group() for found in _SENTENCE.finditer(text))


def strip_title(title: str, text: str) -> str:
    """Return an excerpt without the title that pages repeat at its beginning."""
    rest = text
    while title and _squeezed(rest).startswith(_squeezed(title)):
        rest = _after(rest, len(_squeezed(title))).lstrip(" ,，:：-")
    return rest


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _after(text: str, count: int) -> str:
    """Return what follows a number of characters that are no blanks."""
    for place, character in enumerate(text):
        if count == 0:
            return text[place:]
        count -= character != " "
    return ""
