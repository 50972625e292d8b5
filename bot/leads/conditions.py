"""When does a row of a rule table hold for a lead?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Record
from bot.leads.fields import Slot, is_known, least_in, names_in, period_in
from bot.leads.words import clauses_of, says_any
from bot.model import Json

Queue: TypeAlias = Literal["sales", "broker", "supply", "specialist"]
FactName: TypeAlias = Literal["asked_to_view", "decision_maker", "company_checked"]

_Slots: TypeAlias = Annotated[tuple[Slot, ...], Field(min_length=1)]
_Words: TypeAlias = Annotated[tuple[Annotated[str, Field(min_length=2)], ...], Field(min_length=1)]
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What is known of a lead beside its slot values."""

    queue: str = "sales"
    said: tuple[str, ...] = ()
    """The visitor's own words; never ours, whose questions name what nobody has."""
    asked_to_view: bool = False
    decision_maker: bool = False
    company_checked: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a condition may look at."""

    fields: Mapping[str, Json]
    facts: LeadFacts
    today: date
    clauses: Sequence[str]
    """The visitor's own words, clause by clause."""
    denials: Sequence[str]
    """Words that turn what follows in their clause into its opposite."""

    @classmethod
    def of(cls, fields: Mapping[str, Json], facts: LeadFacts, now: datetime, denials: Sequence[str]) -> Self:
        """Return the case as it stands now."""
        said = (*facts.said, *names_in(fields, "usage"), *names_in(fields, "needs_text"))
        return cls(fields, facts, now.date(), clauses_of(said), denials)


class When(Record):
    """The conditions of a row; all that are written must hold."""

    known: _Slots | None = None
    """All of these slots have a value."""
    any_known: _Slots | None = None
    at_least: Annotated[Mapping[Slot, float], Field(min_length=1)] | None = None
    """The number, of a range the lower end, reaches so far."""
    one_of: Annotated[Mapping[Slot, tuple[str, ...]], Field(min_length=1)] | None = None
    within_months: Annotated[Mapping[Slot, Annotated[int, Field(ge=1, le=120)]], Field(min_length=1)] | None = None
    words: _Words | None = None
    """The visitor says one of them and does not deny it."""
    facts: Annotated[tuple[FactName, ...], Field(min_length=1)] | None = None
    queues: Annotated[tuple[Queue, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("条件是空的，至少写一条，例如 known: [phone]")
        return self


def holds(when: When, case: Case) -> bool:
    """Say whether all conditions hold; values of a wrong type fulfil none."""
    asked = ((name, getattr(when, name)) for name in _CHECKS)
    return all(_CHECKS[name](wanted, case) for name, wanted in asked if wanted is not None)


def _all_known(slots: Sequence[str], case: Case) -> bool:
    return all(is_known(case.fields.get(slot)) for slot in slots)


def _any_known(slots: Sequence[str], case: Case) -> bool:
    return any(is_known(case.fields.get(slot)) for slot in slots)


def _at_least(least: Mapping[str, float], case: Case) -> bool:
    numbers = ((least_in(case.fields, slot), wanted) for slot, wanted in least.items())
    return all(number is not None and number >= wanted for number, wanted in numbers)


def _one_of(wanted: Mapping[str, Sequence[str]], case: Case) -> bool:
    return all(not set(names).isdisjoint(names_in(case.fields, slot)) for slot, names in wanted.items())


def _within_months(wanted: Mapping[str, int], case: Case) -> bool:
    return all(_is_within(case, slot, months) for slot, months in wanted.items())


def _is_within(case: Case, slot: str, months: int) -> bool:
    period = period_in(case.fields, slot, case.today)
    if period is None:
        return False
    first, last = period
    ahead = (first.year - case.today.year) * _MONTHS + first.month - case.today.month
    is_soon = ahead < months or (ahead == months and first.day <= case.today.day)
    return is_soon and last >= case.today


def _words(words: Sequence[str], case: Case) -> bool:
    return says_any(case.clauses, words, case.denials)


def _facts(names: Sequence[str], case: Case) -> bool:
    return all(getattr(case.facts, name) is True for name in names)


def _queues(queues: Sequence[str], case: Case) -> bool:
    return case.facts.queue in queues


_CHECKS: Mapping[str, Callable[[Json, Case], bool]] = {
    "known": _all_known,
    "any_known": _any_known,
    "at_least": _at_least,
    "one_of": _one_of,
    "within_months": _within_months,
    "words": _words,
    "facts": _facts,
    "queues": _queues,
}
