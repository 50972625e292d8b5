"""What did the visitor write, once spelling and decoration are put aside?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.understanding.characters import Cleaner, is_picture, load_dialect, load_emotions

MOST_CHARACTERS = 500
_MOST_READ = 2_000

_CLEANER = Cleaner()
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
# NFKC would turn the full-width comma into the one that groups thousands.
_COMMA, _KEPT_COMMA = "，", "\ue000"

_EMOTION = re.compile(r"\[([0-9A-Za-z\u4e00-\u9fff]{1,6})\]")
_REPEATED = re.compile(r"([!?,，。、.~;:…\-—=+·])\1+")
_BLANKS = re.compile(r" {2,}")
_LINES = re.compile(r"[ \n]*\n[ \n]*")

_NUMERAL = "零一二两三四五六七八九十百千万亿半几点幺"
_WIDE = rf"[^\x00-\x7f{_NUMERAL}]"
_NEAR_WIDE = re.compile(rf"(?<={_WIDE}) (?=[^ \x00-\x7f]|\d)|(?<=[^ \x00-\x7f]) (?={_WIDE})|(?<=\d) (?={_WIDE})")
_MOBILE = re.compile(r"(?<![\d.])(?:\+?86 ?)?1[ -]?[3-9](?:[ -]?\d){9}(?!\d| \d(?!\d))")
_SPELLED = re.compile(r"(?<![\d.] )(?<!\d)\d(?: \d)+(?! ?\d)")
_THOUSANDS = re.compile(
    r"(?<![\d.] )(?<![\d.,])\d{1,3}(?: 000)+(?![\d.])|(?<![\d.] )(?<![\d.,])\d{1,2} \d{3}(?![\d.]| \d)"
)
_ZEROS = re.compile(r"(?<=\d) (?=0+(?!\d)[^\d.]|0+$)")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in the forms that understanding works with."""

    raw: str
    text: str
    """At most 500 characters: one script, one width, small Latin letters, no pictures."""
    cased: str
    """The same characters with capital letters kept, for names; offsets agree with `text`."""
    only_emoji: bool = False
    """The message was nothing but emoji or WeChat emotions."""


def normalise(raw: str) -> Text:
    """Return the message cleaned for analysis, beside the untouched one."""
    read = raw[:_MOST_READ].encode("utf-8", "ignore").decode("utf-8", "ignore")
    without_codes = _EMOTION.sub(_drop_emotion, read)
    folded = unicodedata.normalize("NFKC", without_codes.replace(_COMMA, _KEPT_COMMA)).replace(_KEPT_COMMA, _COMMA)
    cased = _close_spaces(_squeeze(folded[:_MOST_READ].translate(_CLEANER)))[:MOST_CHARACTERS]
    decorated = without_codes != read or any(map(is_picture, read))
    return Text(raw=raw, text=lower(cased), cased=cased, only_emoji=decorated and not cased)


def lower(text: str) -> str:
    """Return the text with small Latin letters; its length never changes."""
    return text.translate(_LOWER)


def to_standard(text: str) -> str:
    """Return the text with common words of dialects in everyday Chinese; its length never changes."""
    for word, pattern in load_dialect():
        text = pattern.sub(word, text)
    return text


def _drop_emotion(found: re.Match[str]) -> str:
    return " " if found.group(1) in load_emotions() else found.group()


def _squeeze(text: str) -> str:
    lines = _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
    return _REPEATED.sub(r"\1", lines).replace(">=", "≥").replace("<=", "≤")


def _close_spaces(text: str) -> str:
    if " " not in text:
        return text
    for pattern in (_MOBILE, _SPELLED, _THOUSANDS):
        text = pattern.sub(lambda found: found.group().replace(" ", ""), text)
    return _NEAR_WIDE.sub("", _ZEROS.sub("", text))
