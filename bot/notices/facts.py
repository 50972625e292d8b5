"""How is a lead's need said to staff in few lines?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.model import Json, LeadRequest
from bot.notices.quoting import clip, disarm, quote
from bot.notices.wording import say
from bot.privacy import mask_name, mask_phone
from bot.values import say_fact

_VALUE = 60
_NAME = 2
_LINE = 120
_ENDS = 2
"""A range has a low and a high end."""
_SHORTEST_PHONE = 7
_HIDDEN = "****"
_LONG_NUMBER = re.compile(r"\d{9,}")

_NEED = ("deal", "property_type", "city", "district", "town", "park", "listing", "area_m2", "storey")
_PERSONAL = ("contact", "phone")
_CONDITIONS = (
    "floor_height_m",
    "crane",
    "clear_height_m",
    "area_per_floor_m2",
    "land_m2",
    "power_kw",
    "truck_m",
    "load_t_m2",
    "crane_t",
    "power_kva",
    "fire_class",
    "certificate",
    "metro_line",
    "exclusions",
    "needs_text",
)
_LABELLED = (
    ("industry", "purpose", "usage"),
    ("move_in", "visit_time"),
    ("price", "tax"),
    ("company", *_PERSONAL),
)
"""Slots that share a line."""
_PLACED = {*_NEED, *_CONDITIONS, *(slot for line in _LABELLED for slot in line)}


def headline(request: LeadRequest, labels: Mapping[str, str]) -> str:
    """Return the need in one short line, for a title."""
    return " ".join(_values(request, _NEED)) or " ".join(_facts(request, labels, tuple(request.fields))[:1])


def need_lines(request: LeadRequest, labels: Mapping[str, str]) -> Iterator[str]:
    """Say what is known of a need; name and phone only where there is consent."""
    need = " · ".join(_values(request, _NEED))
    yield clip(say("need", facts=need or say("no_facts")), _LINE)
    conditions = " · ".join(_facts(request, labels, _CONDITIONS))
    if conditions:
        yield clip(say("conditions", facts=conditions), _LINE)
    others = tuple(slot for slot in request.fields if slot not in _PLACED)
    for slots in (*_LABELLED, others):
        line = " | ".join(_facts(request, labels, slots))
        if line:
            yield clip(line, _LINE)
    if request.consent is None and any(slot in request.fields for slot in _PERSONAL):
        yield say("no_consent")


def _values(request: LeadRequest, slots: Sequence[str]) -> list[str]:
    return [_said(slot, request) for slot in slots if _is_shown(request, slot)]


def _facts(request: LeadRequest, labels: Mapping[str, str], slots: Sequence[str]) -> list[str]:
    known = [slot for slot in slots if _is_shown(request, slot)]
    return [say("fact", label=labels.get(slot, slot), value=_said(slot, request)) for slot in known]


def _is_shown(request: LeadRequest, slot: str) -> bool:
    """Say whether there is a value that staff may see; a person is handed on by consent only (PIPL art. 13)."""
    if slot in _PERSONAL and request.consent is None:
        return False
    return request.fields.get(slot) not in (None, "", [])


def _said(slot: str, request: LeadRequest) -> str:
    """Return a value in words that show no phone and do nothing in a message."""
    value = request.fields[slot]
    if slot in _MASKED:
        return "、".join(_MASKED[slot](str(one)) for one in (value if isinstance(value, list) else [value]))
    text = say_fact(slot, value, request.fields)
    if _is_figure(value):
        return _LONG_NUMBER.sub(lambda found: mask_phone(found.group()), disarm(text))
    return quote(text, _VALUE)


def _is_figure(value: Json) -> bool:
    """Say whether a value is made of numbers, whose ranges must not be taken for phones."""
    figures = value.get("value", "") if isinstance(value, dict) else value
    ends = figures if isinstance(figures, list) else [figures]
    return len(ends) <= _ENDS and all(end is None or isinstance(end, int | float) for end in ends)


def _phone(text: str) -> str:
    digits = "".join(character for character in text if character.isdecimal())
    return mask_phone(digits) if len(digits) >= _SHORTEST_PHONE else _HIDDEN


def _contact(text: str) -> str:
    return mask_name(disarm(text)[:_NAME])


_MASKED: Mapping[str, Callable[[str], str]] = {"phone": _phone, "contact": _contact}
