"""How far has a lead come, where may it go from there, and with which reason?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from bot.errors import BotError


class Stage(StrEnum):
    """A step in the life of a lead, or one of the four ways off the road."""

    NEW = "new"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    CONFIRMED = "confirmed"
    MATCHED = "matched"
    SENT = "sent"
    VIEWING = "viewing"
    VIEWED = "viewed"
    NEGOTIATING = "negotiating"
    DEPOSIT = "deposit"
    SIGNED = "signed"
    MOVED_IN = "moved_in"
    PAUSED = "paused"
    """Nothing to do before the day of the next contact."""
    POOL = "pool"
    """Nobody followed up in time: anybody may take it."""
    INVALID = "invalid"
    LOST = "lost"


Hint: TypeAlias = Literal[
    "unknown_stage", "same_stage", "not_allowed", "reason_needed", "reason_unknown", "date_needed", "date_past"
]
"""Why a move is refused; the wording for staff stands in score.yaml."""


class StageRefused(BotError):  # noqa: N818 - says what happened to the move
    """Raised when a lead may not go where staff want it; the hint is the key of the wording that says why."""

    def __init__(self, stage: str, to: str, hint: Hint) -> None:
        super().__init__(f"{stage[:20]} -> {to[:20]}: {hint}")
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a lead, ready for its history."""

    before: Stage
    after: Stage
    reason: str = ""
    forced: bool = False
    """It left the allowed ways; only with a reason, and to be shown as such."""
    next_contact: date | None = None
    """Only into PAUSED."""


def move(
    stage: str,
    to: str,
    reason: str = "",
    forced: bool = False,
    *,
    today: date,
    next_contact: date | None = None,
    reasons: Mapping[Stage, Sequence[str]] | None = None,
) -> Move:
    """Return the move, checked against the table; a forced one may go anywhere, given a reason.

    Args:
        stage: where the lead is, as stored.
        to: where it shall go.
        reason: mandatory into the side exits and when forced; a listed one may have details after a colon.
        forced: staff insist on a way that the table does not have.
        today: the day it is.
        next_contact: mandatory into PAUSED, not before today.
        reasons: the listed reasons by stage (LeadRules.stages.reasons); a stage without a list takes any.

    Raises:
        StageRefused: the move is not allowed, or lacks its reason or date.
    """
    before, after = _read(stage, stage, to), _read(to, stage, to)
    hint = (
        _refuse_way(before, after, forced=forced)
        or _refuse_reason(after, reason.strip(), (reasons or {}).get(after, ()), forced=forced)
        or _refuse_date(after, next_contact, today)
    )
    if hint:
        raise StageRefused(stage, to, hint)
    is_off_road = after not in MOVES[before]
    return Move(before, after, reason.strip(), is_off_road, next_contact if after is Stage.PAUSED else None)


def _read(name: str, stage: str, to: str) -> Stage:
    try:
        return Stage(name)
    except ValueError as fault:
        raise StageRefused(stage, to, "unknown_stage") from fault


def _refuse_way(before: Stage, after: Stage, *, forced: bool) -> Hint | None:
    if before is after:
        return "same_stage"
    return None if forced or after in MOVES[before] else "not_allowed"


def _refuse_reason(after: Stage, reason: str, listed: Sequence[str], *, forced: bool) -> Hint | None:
    if not reason:
        return "reason_needed" if forced or after in SIDE_EXITS else None
    head = reason.replace(":", "：").split("：")[0].strip()
    return "reason_unknown" if listed and head not in listed else None


def _refuse_date(after: Stage, next_contact: date | None, today: date) -> Hint | None:
    if after is not Stage.PAUSED:
        return None
    if next_contact is None:
        return "date_needed"
    return "date_past" if next_contact < today else None


SIDE_EXITS = frozenset({Stage.PAUSED, Stage.POOL, Stage.INVALID, Stage.LOST})

# The picture of this table is stages.mmd; a test compares them.
MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.NEW: frozenset({Stage.ASSIGNED, *SIDE_EXITS}),
    Stage.ASSIGNED: frozenset({Stage.CONTACTED, *SIDE_EXITS}),
    Stage.CONTACTED: frozenset({Stage.CONFIRMED, *SIDE_EXITS}),
    Stage.CONFIRMED: frozenset({Stage.MATCHED, *SIDE_EXITS}),
    Stage.MATCHED: frozenset({Stage.SENT, Stage.CONFIRMED, *SIDE_EXITS}),
    Stage.SENT: frozenset({Stage.VIEWING, Stage.CONFIRMED, Stage.MATCHED, *SIDE_EXITS}),
    Stage.VIEWING: frozenset({Stage.VIEWED, Stage.SENT, *SIDE_EXITS}),
    Stage.VIEWED: frozenset({Stage.NEGOTIATING, Stage.VIEWING, Stage.CONFIRMED, Stage.MATCHED, *SIDE_EXITS}),
    Stage.NEGOTIATING: frozenset({Stage.DEPOSIT, Stage.SIGNED, Stage.VIEWING, Stage.CONFIRMED, *SIDE_EXITS}),
    Stage.DEPOSIT: frozenset({Stage.SIGNED, Stage.NEGOTIATING, Stage.PAUSED, Stage.LOST}),
    Stage.SIGNED: frozenset({Stage.MOVED_IN, Stage.NEGOTIATING, Stage.LOST}),
    Stage.MOVED_IN: frozenset(),
    Stage.PAUSED: frozenset({Stage.CONTACTED, Stage.POOL, Stage.INVALID, Stage.LOST}),
    Stage.POOL: frozenset({Stage.ASSIGNED, Stage.INVALID, Stage.LOST}),
    Stage.INVALID: frozenset(),
    Stage.LOST: frozenset(),
}
