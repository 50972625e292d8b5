"""Which facts does a lead need, which of them are known, and what is asked next?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.session import Draft, How, Stage, Value
from bot.model import Json, Understanding
from bot.understanding.slots import collect, raw_of

KINDS = frozenset({"choice", "text", "place", "area", "needs", "date", "price", "tax", "company", "name", "phone"})
"""Kinds of fields that understanding/ can read; anything else in lead.yaml is a start-up error."""

_NEEDS = frozenset(
    {
        "find_park",
        "refine_search",
        "leave_lead",
        "provide_slot",
        "correct_info",
        "ask_visit",
        "subscribe_alert",
        "confirm",
    }
)
"""Intents whose facts are the visitor's own need; a question about a district is no wish to go there."""
_ALWAYS = frozenset({"phone", "contact", "company", "area_m2", "price", "tax", "move_in", "visit_time"})
"""Facts that say something of the visitor in any message."""

_RANK = {How.SCANNED: 0, How.SAID: 1, How.ASKED: 2, How.CORRECTED: 3}


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

    def takes(self, slot: str) -> bool:
        """Say whether a slot belongs into a lead."""
        return slot in self.extras or self.of_slot(slot) is not None

    def expects(self, asking: str) -> str | None:
        """Return the slot that a bare answer to the pending question belongs to."""
        found = self.get(asking)
        return found.slots[0] if found else (asking or None)

    def is_known(self, draft: Draft, entry: Field) -> bool:
        """Say whether a field has a value."""
        return any(slot in draft.values for slot in entry.slots)

    def open_fields(self, draft: Draft, *, personal_too: bool = True) -> list[Field]:
        """Return the fields still to be asked, in order."""
        return [f for f in self.fields if self._is_open(draft, f) and (personal_too or not f.personal)]

    def missing(self, draft: Draft) -> tuple[str, ...]:
        """Return the labels of all fields without a value, for staff."""
        return tuple(f.label for f in self.fields if not self.is_known(draft, f) and not self._is_excluded(draft, f))

    def is_enough(self, draft: Draft) -> bool:
        """Say whether the draft may become a lead."""
        return any(self.is_known(draft, f) for f in self.fields if f.id in self.minimum)

    def still_wants(self, draft: Draft, entry: Field) -> bool:
        """Say whether the answer to a pending question is still needed."""
        if self.is_known(draft, entry) or entry.id in draft.settled or self._is_excluded(draft, entry):
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
        if self.is_known(draft, entry) or entry.id in draft.settled or self._is_excluded(draft, entry):
            return False
        return draft.asked.get(entry.id, 0) < min(self.most_asks, len(entry.ask))

    def _is_excluded(self, draft: Draft, entry: Field) -> bool:
        return any(
            slot in draft.values and not set(given).isdisjoint(_as_list(draft.values[slot].value))
            for slot, given in entry.unless.items()
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What one message did to a draft."""

    draft: Draft
    new: dict[str, Value] = field(default_factory=dict)
    """Slots that had no value before."""
    changed: dict[str, Value] = field(default_factory=dict)
    """Slots whose value was replaced."""
    proposed: dict[str, Value] = field(default_factory=dict)
    """Values that differ from known ones without a word of correction: to be asked about."""


def apply(draft: Draft, form: Form, said: Understanding, asking: str) -> Changes:
    """Write the facts of a message into the draft under one policy.

    Empty gives way to said, said to asked, asked to corrected; without a word of correction a known
    value is not replaced by a different one, unless it was asked for again.
    """
    pending = form.get(asking)
    correcting = "correction" in said.acts or said.has("correct_info") or said.has("refine_search")
    values, new, changed, proposed = dict(draft.values), {}, {}, {}
    for slot, value in _values_of(form, said):
        if slot not in _ALWAYS and not (pending and slot in pending.slots) and not correcting and not _is_need(said):
            continue
        how = _how(slot, pending, correcting=correcting)
        known = values.get(slot)
        fact = replace(value, how=how)
        if known is None:
            new[slot] = values[slot] = fact
        elif known.value == fact.value:
            continue
        elif how is not How.SAID or _RANK[known.how] < _RANK[how]:
            changed[slot] = values[slot] = fact
        else:
            proposed[slot] = fact
    _keep_places_consistent(values, changed)
    settled = {k: v for k, v in draft.settled.items() if not _now_known(form, k, new)}
    return Changes(replace(draft, values=values, settled=settled), new, changed, proposed)


def _is_need(said: Understanding) -> bool:
    return any(found.intent in _NEEDS for found in said.intents)


def _how(slot: str, pending: Field | None, *, correcting: bool) -> How:
    if correcting:
        return How.CORRECTED
    return How.ASKED if pending and slot in pending.slots else How.SAID


def _now_known(form: Form, field_id: str, new: Mapping[str, Value]) -> bool:
    entry = form.get(field_id)
    return entry is not None and any(slot in new for slot in entry.slots)


def _values_of(form: Form, said: Understanding) -> Iterable[tuple[str, Value]]:
    """Yield the wanted value of every slot that belongs into a lead, and what is not wanted."""
    for slot, value in collect(said.claims).items():
        if form.takes(slot):
            yield slot, Value(value, raw_of(said.claims, slot), How.SAID)
    excluded = [claim.raw for claim in said.claims if claim.excluded]
    if excluded and form.takes("exclusions"):
        yield "exclusions", Value(excluded, "、".join(excluded), How.SAID)


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _keep_places_consistent(values: dict[str, Value], changed: Mapping[str, Value]) -> None:
    """Forget the old town when only the district was changed."""
    if "district" in changed and "town" not in changed:
        values.pop("town", None)
