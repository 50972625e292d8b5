"""How do a visitor's words stand in a notice without doing anything there?"""

from __future__ import annotations

import re
import unicodedata

from bot.privacy import mask, mask_phone

_MOST_READ = 2_000
"""Characters looked at; nobody reads more in a notice."""

# Mentions (@all, <@id>, <at user_id>), markdown and forged headings, as characters that only look alike.
_HARMLESS = str.maketrans("@<>[]【】_`#|~\\", "＠＜＞［］［］＿｀＃｜～＼")
_STARS = re.compile(r"(?<![\d*])\*+|\*+(?![\d*])")
"""Stars that could make something bold; those of a masked phone stay."""
_LINK = re.compile(r":(?=//)|(?<=\w)\.(?=[^\W\d_])")
_LOOK_ALIKE = {":": "：", ".": "．"}

_SPOKEN = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖洞拐"
_TO_DIGITS = str.maketrans(_SPOKEN, "00123456789112345678907")
_DIGIT = rf"[0-9{_SPOKEN}]"
_SPREAD = re.compile(rf"{_DIGIT}(?:[\W_＿]{{0,3}}{_DIGIT}){{9,}}")
"""Ten digits or more with anything but letters between them."""
_PHONE = re.compile(r"1[3-9]\d{9}|^(?:0|400|800|86)\d+")
_DROPPED = {"Cf", "Me", "Mn", "Cs", "Co", "Cn"}
_SPACES = {"Cc", "Zs", "Zl", "Zp"}


def quote(text: str, most: int) -> str:
    """Return a visitor's words as one harmless line, phones masked, of at most so many characters."""
    return clip(_mask_spread(mask(disarm(text))), most)


def disarm(text: str) -> str:
    """Return words as one line without controls, mentions, links, markdown or invisible characters."""
    readable = "".join(map(_readable, text[:_MOST_READ]))
    plain = _STARS.sub(lambda found: "＊" * len(found.group()), " ".join(readable.split()).translate(_HARMLESS))
    return _LINK.sub(lambda found: _LOOK_ALIKE[found.group()], plain)


def clip(text: str, most: int) -> str:
    """Return at most so many characters, marked where something is missing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _readable(character: str) -> str:
    """Return an ordinary digit for any digit, a space for a control, nothing for what can't be seen."""
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in _DROPPED:
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return " " if category in _SPACES else character


def _mask_spread(text: str) -> str:
    return _SPREAD.sub(_mask_if_phone, text)


def _mask_if_phone(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group().translate(_TO_DIGITS))
    return mask_phone(digits) if _PHONE.search(digits) else found.group()
