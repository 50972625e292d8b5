"""Which name did a visitor put right by saying only the part of it that was wrong?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversation.form import Field, Form
from bot.conversation.session import How, Value
from bot.model import Understanding
from bot.understanding.spelling import respell_by_sound

SPELT = frozenset({"company", "contact"})
"""Names that a visitor may correct by saying only the part that was wrong (公司是锦程，前程的程)."""
_NOT_BUT = re.compile(
    r"不是(?P<wrong>[\u4e00-\u9fffa-z]{1,12}?)[,，]?(?:而|应该)?是(?P<right>[\u4e00-\u9fffa-z]{1,12}?)(?=$|[,，。!！吧哈哦])"
)
_SHORTEST_PART = 2
_TITLED = re.compile(r"[\u4e00-\u9fff]{1,2}(?:总|经理|总监|先生|女士|小姐|老师|工|主任|老板|部长|厂长|老总|阿姨|师傅)")
"""舒总 is a whole way to address somebody, not a piece of 舒经理."""


def respelt(form: Form, said: Understanding, known: Mapping[str, Value], pending: Field | None) -> dict[str, Value]:
    """Return the name of which one character was put right by a word that it stands in (前程的程)."""
    swapped = _swapped(said, known)
    if swapped:
        return swapped
    named = form.named_in(said.text) or pending
    first = [slot for slot in named.slots if slot in SPELT] if named else []
    for claim in said.wanted("spelling"):
        for slot in dict.fromkeys((*first, *sorted(SPELT))):
            name = respell_by_sound(str(known[slot].value), str(claim.value)) if slot in known else None
            if name:
                return {slot: Value(name, claim.raw, How.CORRECTED)}
    return {}


def respell(known: str, part: str) -> str | None:
    """Return a known name with the part of it that was said again, perhaps with one other character; else None."""
    size = len(part)
    if not _SHORTEST_PART <= size <= len(known) or _TITLED.fullmatch(part):
        return None
    if part in known:
        return known
    for start in range(len(known) - size + 1):
        window = known[start : start + size]
        if sum(a != b for a, b in zip(window, part, strict=True)) == 1:
            return known[:start] + part + known[start + size :]
    return None


def _swapped(said: Understanding, known: Mapping[str, Value]) -> dict[str, Value]:
    """Return the known name in which one part is to be replaced by another (不是德润是德瑞)."""
    found = _NOT_BUT.search(said.text)
    for slot in sorted(SPELT & known.keys()) if found else ():
        name = str(known[slot].value)
        if found and found["wrong"] in name:
            return {slot: Value(name.replace(found["wrong"], found["right"], 1), found.group(), How.CORRECTED)}
    return {}
