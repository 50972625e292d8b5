"""What do the pending question, the values and the way of saying things speak for, which examples cannot know?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.model import Claim

_LONG_ANSWER = 14
"""Characters; a longer message may say more than the answer that was asked for."""
_ACTS = {
    "cancel": "cancel",
    "restart": "cancel",
    "skip": "deny_skip",
    "refuse": "deny_skip",
    "my_data": "my_requirement",
    "only_emoji": "chitchat",
}
_ANSWERS = frozenset({"unknown_value", "any_value", "deny"})
"""Ways of answering a pending question without a value."""
_DECIDING = 7.0
_YES_OR_NO = frozenset({"confirm", "change", "erase"})
"""Pending questions that yes and no answer, not a value."""


def weigh_circumstances(
    claims: Sequence[Claim], acts: frozenset[str], expect: str | None, text: str
) -> dict[str, float]:
    """Return points by intent, on the scale of editors' signals."""
    slots = {claim.slot for claim in claims if not claim.current}
    points: dict[str, float] = defaultdict(float)
    for act in acts & _ACTS.keys():
        points[_ACTS[act]] += _DECIDING
    if "confirm" in acts:
        points["confirm"] += _DECIDING
    if expect and expect not in _YES_OR_NO:
        points["provide_slot"] += _weigh_answer(slots, acts, expect, text)
    _weigh_correction(points, slots, acts, expect)
    return points


def _weigh_answer(slots: set[str], acts: frozenset[str], expect: str, text: str) -> float:
    if "question" in acts or "cancel" in acts or "skip" in acts:
        return 0.0
    if expect in slots or (expect == "district" and "town" in slots):
        return 2 * _DECIDING if len(text) <= _LONG_ANSWER else 3.0
    if acts & _ANSWERS:
        return _DECIDING
    return 2.0 if len(text) <= _LONG_ANSWER else 0.0


def _weigh_correction(points: dict[str, float], slots: set[str], acts: frozenset[str], expect: str | None) -> None:
    if "correction" in acts and (slots or expect):
        points["correct_info"] += 4.0
        points["leave_lead"] -= 1.0
    elif "phone" in slots:
        points["leave_lead"] += 2.0
