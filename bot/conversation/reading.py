"""Which words does a message stand for, and what do they mean after what was asked and shown?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.conversation.playbook import Playbook
from bot.conversation.session import Session
from bot.model import Incoming, Kind, Understanding

_COUNT = "一二三四五六七八九"
_DIGITS = {**{word: i for i, word in enumerate(_COUNT, 1)}, **{str(i): i for i in range(1, 10)}, "两": 2}
_NTH = re.compile(rf"第([{_COUNT}1-9])(?:个|家|套|处|项|条|篇|(?=[和跟与、，,]|还是|$))")
_FIRST_FEW = re.compile(rf"(?:前面?|这|那|头|上面那?|刚才那?|刚刚那?)([{_COUNT}两2-9])(?:个|家|套|处)")
_BOTH = re.compile(
    r"(?<![第前面这那头才刚])[两2二](?:个|家|套|处)(?=[^,，。]{0,4}(?:对比|比较|比一|比下|哪个|哪家|哪套|有啥区别|有什么区别))"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]-?\d{1,3})(?![A-Za-z0-9])|(?<!\d)(\d{1,2}号(?=楼|厂房|库|仓|那|这|怎|多少|层高|租金|面积|的))"
)
_PAIR = 2
_NO_CODE = re.compile(r"m[23]$|[gspfq]\d|b1$")
"""Square metres, roads, laboratories, floors."""
_ONLY_NTH = re.compile(rf"(?:就|选|要|看|看看)?第([{_COUNT}1-9])[个家套处项条篇]?(?:吧|呢|看看)?")
_LONE_NUMBER = re.compile(
    r"((?:[\d.〇零一二两三四五六七八九十百千半几]+(?:到|至|-|~|—)?)+[来多几]?)个?((?:左右|上下|以内|以上|吧|嘛|呢|的)*)"
)
_NUMBERS = frozenset({"area", "price", "tax", "phone"})
"""Kinds of fields that a bare number answers."""


class Understander(Protocol):
    """Turns words into an understanding; understanding/ has the real one."""

    def understand(self, raw: str, *, expect: str | None, now: datetime) -> Understanding:
        """Return what the words mean when `expect` is the slot that was just asked for."""


def words_of(
    session: Session, incoming: Incoming, playbook: Playbook, name_of: Callable[[str], str], titles: Sequence[str] = ()
) -> str:
    """Return what the message stands for: a choice by number or tap, a menu button, a place, a thing shown.

    Args:
        session: what was asked and shown last.
        incoming: the message.
        playbook: gives the menu and the form.
        name_of: returns the name of a park or listing by id.
        titles: names of all listings, for a code that only one of them bears.
    """
    text = incoming.text.strip()
    if incoming.kind is Kind.MENU_CLICK:
        return playbook.menus.keys.get(text, text)
    if incoming.kind is Kind.LOCATION:
        return incoming.label.strip()
    names = [name_of(thing) for thing in session.shown]
    return (
        _listed(session, text, names, playbook) or _chosen(session, text, playbook) or _name_things(text, names, titles)
    )


def _listed(session: Session, text: str, names: Sequence[str], playbook: Playbook) -> str:
    """Return the listing that 「第一个」 means: of a list shown just now, or above a question that has no choices."""
    nth = _ONLY_NTH.fullmatch(text)
    entry = playbook.form.get(session.asking)
    is_fresh = session.shown_at + 1 == session.turns
    has_options = entry is not None and bool(entry.options)
    if nth is None or _DIGITS[nth[1]] > len(names) or not (is_fresh or (session.asking and not has_options)):
        return ""
    return names[_DIGITS[nth[1]] - 1]


def _chosen(session: Session, text: str, playbook: Playbook) -> str:
    nth = _ONLY_NTH.fullmatch(text)
    number = _DIGITS[nth[1]] if nth else _bare_number(session, text, playbook)
    return session.choices[number - 1].sends if 0 < number <= len(session.choices) else ""


def _bare_number(session: Session, text: str, playbook: Playbook) -> int:
    entry = playbook.form.get(session.asking)
    asks_for_number = entry is not None and not entry.options and entry.kind in _NUMBERS
    digits = text.rstrip("。.、,， ")
    return int(digits[:3]) if digits.isdecimal() and digits.isascii() and not asks_for_number else 0


def _name_things(text: str, names: Sequence[str], titles: Sequence[str]) -> str:
    """Return the text with 「第二个」 and 「前两个」 replaced by the names of what was shown."""
    text = _CODE.sub(lambda found: _coded(names, titles, found, text), text)
    if not names:
        return text
    text = _NTH.sub(lambda found: _nth(names, found), text)
    text = _BOTH.sub("和".join(names), text) if len(names) == _PAIR else text
    return _FIRST_FEW.sub(lambda found: "和".join(names[: _DIGITS[found[1]]]), text)


def _coded(names: Sequence[str], titles: Sequence[str], found: re.Match[str], text: str) -> str:
    """Return the name of the only thing shown, else of the only one in stock, that bears a code (C1, 5号).

    A code behind more of its name stands as it is.
    """
    code, said = found[0].lower(), text.replace(" ", "").lower()
    bearing = _bearing(code, names) or (_bearing(code, titles) if found[1] and not _NO_CODE.match(code) else [])
    if len(bearing) != 1 or _plain(bearing[0]).split(code)[0] in said:
        return found[0]
    return bearing[0]


def _bearing(code: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if re.search(rf"(?<![a-z\d]){re.escape(code)}(?!\d)", _plain(name))]


def _plain(name: str) -> str:
    return name.replace(" ", "").lower()


def _nth(names: Sequence[str], found: re.Match[str]) -> str:
    number = _DIGITS[found[1]]
    return names[number - 1] if number <= len(names) else found[0]


def understand(
    understander: Understander, session: Session, playbook: Playbook, text: str, now: datetime
) -> Understanding:
    """Return what the words mean; a bare number in a correction is read as what it corrects (不是两千二，是两千六)."""
    entry = playbook.form.get(session.asking)
    text = _with_unit(text, entry.unit) if entry and entry.unit else text
    said = understander.understand(text, expect=playbook.form.expects(session.asking), now=now)
    if "correction" not in said.acts or session.draft is None:
        return said
    named = playbook.form.named_in(text)
    if named and named is not entry and playbook.form.is_known(session.draft, named):
        return understander.understand(text, expect=named.slots[0], now=now)
    if not said.unclear:
        return said
    for slot in _correctable(session, playbook, text):
        again = understander.understand(text, expect=slot, now=now)
        known = session.draft.values.get(slot)
        if any(c.slot == slot and c.excluded and known and c.value == known.value for c in again.claims):
            return again
    return _read_as_latest(understander, session, playbook, text, now) or said


def _with_unit(text: str, unit: str) -> str:
    """Return a number that stands alone, in figures or words, with the unit of the field that asked for it."""
    found = _LONE_NUMBER.fullmatch(text.strip())
    return f"{found[1]}{unit}{found[2]}" if found else text


def _read_as_latest(
    understander: Understander, session: Session, playbook: Playbook, text: str, now: datetime
) -> Understanding | None:
    """Read a number that corrects without saying what as the field that is named, else the number said last."""
    for slot in _correctable(session, playbook, text)[:1]:
        again = understander.understand(text, expect=slot, now=now)
        if any(claim.slot == slot and not claim.excluded for claim in again.claims):
            return again
    return None


def _correctable(session: Session, playbook: Playbook, text: str) -> list[str]:
    named = playbook.form.named_in(text)
    known = reversed(session.draft.values) if session.draft else ()
    entries = [(slot, playbook.form.of_slot(slot)) for slot in known]
    numbers = [slot for slot, entry in entries if entry is not None and entry.kind in _NUMBERS]
    return [*([named.slots[0]] if named else []), *numbers]
