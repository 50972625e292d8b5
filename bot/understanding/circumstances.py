"""What do the pending question, the values and the way of saying things speak for, which examples cannot know?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.model import Claim

_LONG_ANSWER = 14
"""Characters; a longer message may say more than the answer that was asked for."""
_SPEAKING = re.compile(r"[^\W_]")
_ACTS = {
    "cancel": "cancel",
    "restart": "cancel",
    "skip": "deny_skip",
    "refuse": "deny_skip",
    "my_data": "my_requirement",
    "confirm": "confirm",
    "greeting": "greet",
    "only_emoji": "chitchat",
}
_COMMANDS = frozenset({"question", "cancel", "restart", "back", "skip", "refuse", "why", "greeting"})
"""Ways of saying that make a message no answer."""
_WITHOUT_VALUE = frozenset({"unknown_value", "any_value", "deny"})
"""Ways of answering a pending question without a value."""
_YES_OR_NO = frozenset({"confirm", "change", "erase"})
"""Pending questions that yes and no answer, not a value."""
_ANSWERED_BY = {
    "district": frozenset({"town", "city", "park"}),
    "town": frozenset({"district", "city", "park"}),
    "company": frozenset({"company_status"}),
}
"""Slots that answer the question for another one."""
_NEED = frozenset({"area_m2", "property_type"})
_NEED_SLOTS = frozenset({"deal", "area_m2", "district", "town", "property_type", "move_in", "phone", "company"})
"""What a short answer may say of the need instead of what was asked."""
_PLACES = frozenset({"city", "district", "town"})
_THINGS = frozenset({"park", "listing"})
_OF_SPACE = frozenset(
    {"area_m2", "floor_height_m", "load_t_m2", "crane", "crane_t", "power_kva", "fire_class", "storey"}
)
_IS_THERE = re.compile(r"有没有|有无|有.{0,24}[吗么嘛]|有.{0,16}的?[?？]?$")
_ARE_THERE = re.compile(r"有没有|有没得|有无|有啥|有什么|有哪些|有几[个处套]")
_NEAR = 4
_PERSONAL = frozenset({"phone", "contact", "company", "company_status"})
_FIRM = frozenset({"company", "company_status"})
_DECIDING = 7.0


def weigh_circumstances(
    claims: Sequence[Claim], acts: frozenset[str], expect: str | None, text: str
) -> dict[str, float]:
    """Return points by intent, on the scale of editors' signals."""
    slots = {claim.slot for claim in claims if not claim.current}
    points: dict[str, float] = defaultdict(float)
    for act in acts & _ACTS.keys():
        points[_ACTS[act]] += _DECIDING
    if not _SPEAKING.search(text) and "only_emoji" not in acts:
        points["help" if "?" in text else "out_of_scope"] += _DECIDING
    if expect and expect not in _YES_OR_NO:
        points["provide_slot"] += _weigh_answer(slots, acts, expect, text)
    _weigh_correction(points, slots, acts, expect)
    if _asks_for_space(slots, text) or _asks_for_kind(claims, slots, text):
        points["find_park"] += _DECIDING
    if slots >= _NEED and slots.isdisjoint(_PERSONAL) and acts.isdisjoint({"question", "correction"}):
        points["find_park"] += 2.0
    return points


def _asks_for_space(slots: set[str], text: str) -> bool:
    """Say whether a message asks if there is space of some kind somewhere (昆山有没有2千方带行车的)."""
    has_place, names_thing = not slots.isdisjoint(_PLACES), not slots.isdisjoint(_THINGS)
    return has_place and not names_thing and not slots.isdisjoint(_OF_SPACE) and bool(_IS_THERE.search(text))


def _asks_for_kind(claims: Sequence[Claim], slots: set[str], text: str) -> bool:
    """Say whether a short message asks if there is a kind of property somewhere (简阳还有没有地卖)."""
    asked = _ARE_THERE.search(text)
    kinds = [claim.start for claim in claims if claim.slot == "property_type"]
    is_open = not slots.isdisjoint(_PLACES) and slots.isdisjoint(_THINGS)
    return is_open and asked is not None and any(0 <= start - asked.end() <= _NEAR for start in kinds)


def _weigh_answer(slots: set[str], acts: frozenset[str], expect: str, text: str) -> float:
    is_short = len(text) <= _LONG_ANSWER
    if not acts.isdisjoint(_COMMANDS):
        return 0.0
    if expect in slots or not slots.isdisjoint(_ANSWERED_BY.get(expect, ())):
        return 2 * _DECIDING if is_short else 3.0
    if not acts.isdisjoint(_WITHOUT_VALUE) or (is_short and slots & _NEED_SLOTS):
        return _DECIDING
    return 3.0 if is_short else 0.0


def _weigh_correction(points: dict[str, float], slots: set[str], acts: frozenset[str], expect: str | None) -> None:
    if "correction" in acts and (slots or expect):
        points["correct_info"] += 4.0
        points["leave_lead"] -= 1.0
    elif "phone" in slots:
        points["leave_lead"] += 3.0
    elif not slots.isdisjoint(_PERSONAL) and "question" not in acts:
        points["leave_lead"] += 2.0 if slots.isdisjoint(_FIRM) else 4.0
