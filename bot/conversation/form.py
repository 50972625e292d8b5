"""Which facts does a lead need, which of them are known, and what is asked next?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.conversation.session import Draft, Stage
from bot.model import Json

KINDS = frozenset({"choice", "text", "place", "area", "needs", "date", "price", "tax", "company", "name", "phone"})
"""Kinds of fields that understanding/ can read; anything else in lead.yaml is a start-up error."""


@dataclass(frozen=True, slots=True)
class Option:
    """A ready answer to a field's question."""

    label: str
    sends: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form."""

    id: str
    label: str
    kind: str
    slots: tuple[str, ...]
    """Slots whose values fill this field; the first is the one that a bare answer belongs to."""
    ask: tuple[str, ...]
    """Wordings for the first, second, third time."""
    why: str
    required: bool = False
    core: bool = False
    """Asked before matches are shown, and also of a visitor who has left a phone already."""
    personal: bool = False
    """Asked only together with the privacy notice."""
    unless: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Not asked when a slot has one of these values (land needs no move-in date)."""
    options: tuple[Option, ...] = ()
    words: tuple[str, ...] = ()
    """What visitors call the field (电话错了, 为什么要电话)."""
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Asked only when a slot has one of these values (production asks for the process)."""
    unit: str = ""
    """Added to a bare number that answers the question."""
    vague: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values too wide to go without the question (a whole city); once asked, they will do."""
    tells: tuple[str, ...] = ()
    """Words by which a statement fills the field in passing (有喷涂)."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields in the order of asking."""

    fields: tuple[Field, ...]
    extras: tuple[str, ...]
    """Slots that are kept when they are said but never asked for."""
    minimum: tuple[str, ...]
    """At least one of these fields must be known to make a lead."""
    most_asks: int
    """After asking a field so often it is left open."""
    most_skips: int
    """After so many skipped fields the bot stops asking and offers what it has."""

    def get(self, field_id: str) -> Field | None:
        """Return a field by id, None for confirm, change and the like."""
        return next((f for f in self.fields if f.id == field_id), None)

    def of_slot(self, slot: str) -> Field | None:
        """Return the field that a slot fills."""
        return next((f for f in self.fields if slot in f.slots), None)

    def named_in(self, text: str) -> Field | None:
        """Return the field that a text calls by one of its names, the longest name first."""
        named = [(len(word), field) for field in self.fields for word in field.words if word in text]
        return max(named, key=lambda found: found[0])[1] if named else None

    @property
    def personal_slots(self) -> frozenset[str]:
        """Return the slots that hold facts of a person."""
        return frozenset(slot for entry in self.fields if entry.personal for slot in entry.slots)

    @property
    def conditions(self) -> frozenset[str]:
        """Return the slots of hard conditions."""
        return frozenset(slot for entry in self.fields if entry.kind == "needs" for slot in entry.slots)

    def takes(self, slot: str) -> bool:
        """Say whether a slot belongs into a lead."""
        return slot in self.extras or self.of_slot(slot) is not None

    def expects(self, asking: str) -> str | None:
        """Return the slot that a bare answer to the pending question belongs to."""
        found = self.get(asking)
        return found.slots[0] if found else (asking or None)

    def is_known(self, draft: Draft, entry: Field) -> bool:
        """Say whether a field has a value that will do."""
        return any(slot in draft.values and not _is_vague(draft, entry, slot) for slot in entry.slots)

    def open_fields(self, draft: Draft, *, personal_too: bool = True) -> list[Field]:
        """Return the fields still to be asked, in order."""
        return [f for f in self.fields if self._is_open(draft, f) and (personal_too or not f.personal)]

    def missing(self, draft: Draft) -> tuple[str, ...]:
        """Return the labels of all fields without a value, for staff."""
        return tuple(f.label for f in self.fields if not self.is_known(draft, f) and not self.is_excluded(draft, f))

    def addable(self, draft: Draft) -> tuple[str, ...]:
        """Return the labels of fields that the visitor may still want to fill: neither known nor answered by a no."""
        return tuple(
            f.label
            for f in self.fields
            if not self.is_known(draft, f)
            and not self.is_excluded(draft, f)
            and draft.settled.get(f.id) not in {"declined", "any"}
        )

    def can_ask(self, draft: Draft, entry: Field) -> bool:
        """Say whether a field has a wording left that this draft has not heard."""
        return draft.asked.get(entry.id, 0) < min(self.most_asks, len(entry.ask))

    def is_enough(self, draft: Draft) -> bool:
        """Say whether the draft may become a lead."""
        return any(self.is_known(draft, f) for f in self.fields if f.id in self.minimum)

    def still_wants(self, draft: Draft, entry: Field) -> bool:
        """Say whether the answer to a pending question is still needed."""
        if self.is_known(draft, entry) or entry.id in draft.settled or self.is_excluded(draft, entry):
            return False
        return entry.core or entry.personal or "phone" not in draft.values

    def next_field(self, draft: Draft, *, personal_too: bool) -> Field | None:
        """Return the field to ask now; None when it is time for the summary.

        A visitor who has left a phone is in a hurry: only the core is still asked. Once the summary was
        shown nothing is asked any more.
        """
        if draft.stage is Stage.CONFIRMING:
            return None
        open_fields = self.open_fields(draft, personal_too=personal_too)
        if "phone" in draft.values:
            open_fields = [f for f in open_fields if f.core]
        if sum(reason == "skipped" for reason in draft.settled.values()) >= self.most_skips:
            open_fields = [f for f in open_fields if f.required and f.personal]
        return open_fields[0] if open_fields else None

    def _is_open(self, draft: Draft, entry: Field) -> bool:
        if self.is_known(draft, entry) or entry.id in draft.settled or self.is_excluded(draft, entry):
            return False
        return self.can_ask(draft, entry)

    def is_excluded(self, draft: Draft, entry: Field) -> bool:
        """Say whether a field makes no sense for what is known (land needs no move-in date)."""
        is_one_of = any(_has_one(draft, slot, given) for slot, given in entry.unless.items())
        return is_one_of or not all(_has_one(draft, slot, given) for slot, given in entry.only.items())


def _has_one(draft: Draft, slot: str, given: Sequence[str]) -> bool:
    return slot in draft.values and not set(given).isdisjoint(as_list(draft.values[slot].value))


def _is_vague(draft: Draft, entry: Field, slot: str) -> bool:
    wide = entry.vague.get(slot)
    if not wide or draft.asked.get(entry.id):
        return False
    return set(as_list(draft.values[slot].value)) <= set(wide)


def as_list(value: Json) -> list[Json]:
    """Return a slot's value as a list, whether it holds one or several."""
    return value if isinstance(value, list) else [value]
