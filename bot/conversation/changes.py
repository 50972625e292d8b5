"""What does one message change in a draft?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.form import Field, Form, as_list
from bot.conversation.respelling import SPELT, respell, respelt
from bot.conversation.session import Draft, How, Value
from bot.model import Claim, Understanding
from bot.understanding.slots import LISTS, collect, raw_of

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
_SUMS = frozenset({"unit_convert", "total_cost"})
"""Intents whose quantities are to be worked out, not what the visitor wants."""
_OF_OTHERS = frozenset(
    {
        "park_manager_update",
        "park_owner_update",
        "landlord_listing",
        "broker_cooperation",
        "report_error",
        "copyright_takedown",
    }
)
"""Intents whose facts are of somebody's property or customer; only who is writing counts."""
_WRITER = frozenset({"phone", "contact", "company"})
_ALWAYS = frozenset({"phone", "contact", "company", "area_m2", "price", "tax", "move_in", "visit_time"})
"""Facts that say something of the visitor in any message."""
_RANK = {How.SCANNED: 0, How.SAID: 1, How.ASKED: 2, How.CORRECTED: 3}
_EXCLUSIONS = "exclusions"
_LISTING = "listing"
"""Whoever names a listing may only want to know of it; a wish to see or have it is noted by those who hear it."""
_NO_NEEDS = re.compile(
    r"(?:没有?|无)(?:什么|啥|任何|其他|别的|特别|特殊|太多)*的?[\u4e00-\u9fff]{0,4}(?:要求|条件|讲究)"
)
_CLAUSE_END = re.compile(r"[,，。.;；!！\n\s]+")
_LONGEST_CLAUSE = 60
_LONGEST_TOLD = 200


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
    dropped: tuple[str, ...] = ()
    """Names that were wanted and are not any more."""

    @property
    def are_none(self) -> bool:
        """Say whether the message changed nothing."""
        return not (self.new or self.changed or self.proposed or self.dropped)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the facts of a message are meant."""

    pending: Field | None
    correcting: bool
    adding: bool
    is_need: bool
    asking: bool
    """The message is a question itself."""
    collecting: bool
    """A need is known already, so that a stated condition belongs to it (要5吨行车)."""
    is_sum: bool
    of_others: bool
    conditions: frozenset[str]

    def counts(self, slot: str) -> bool:
        if self.is_sum or (self.of_others and slot not in _WRITER):
            return False
        states = not self.asking and (slot == _EXCLUSIONS or (self.collecting and slot in self.conditions))
        says_much = self.correcting or self.is_need or states
        return slot in _ALWAYS or self.asked_for(slot) or says_much

    def asked_for(self, slot: str) -> bool:
        return self.pending is not None and slot in self.pending.slots

    def how(self, slot: str) -> How:
        if self.correcting or (self.adding and slot in LISTS):
            return How.CORRECTED
        return How.ASKED if self.asked_for(slot) else How.SAID


def apply(draft: Draft, form: Form, said: Understanding, asking: str) -> Changes:
    """Write the facts of a message into the draft under one policy.

    Empty gives way to said, said to asked, asked to corrected; without a word of correction a known
    value is not replaced by a different one, unless it was asked for again.
    """
    manner = _manner_of(draft, form, said, asking)
    values, new, changed, proposed = dict(draft.values), {}, {}, {}
    told = dict(_told(form, said, values, asking)) if not manner.asking else {}
    told |= respelt(form, said, values, manner.pending)
    for slot, value in (*_values_of(form, said, values, correcting=manner.correcting), *told.items()):
        if not manner.counts(slot):
            continue
        known = values.get(slot)
        fact = _merge(slot, known, replace(value, how=manner.how(slot)), manner)
        if known is None:
            new[slot] = values[slot] = fact
        elif known.value == fact.value:
            continue
        elif slot in told:
            changed[slot] = values[slot] = replace(fact, how=How.CORRECTED)
        elif fact.how is not How.SAID or _RANK[known.how] < _RANK[fact.how] or slot == _EXCLUSIONS:
            changed[slot] = values[slot] = fact
        else:
            proposed[slot] = fact
    dropped = _take_out(said, values, changed)
    _keep_places_consistent(values, changed, said)
    settled = {k: v for k, v in draft.settled.items() if not _now_known(form, k, new)}
    settled |= {entry.id: "any" for entry in form.fields if _is_any(entry, said)}
    unwanted = _still_unwanted(draft.unwanted, said)
    after = replace(draft, values=values, settled=settled, unwanted=unwanted)
    return Changes(after, new, changed, proposed, dropped)


def _is_any(entry: Field, said: Understanding) -> bool:
    """Say whether a message says in passing that a field may be anything (哪个区都行, 没有硬性要求)."""
    if entry.kind == "place":
        return "any_place" in said.acts
    nothing = _NO_NEEDS.search(said.text) if entry.kind == "needs" and "question" not in said.acts else None
    return nothing is not None and any(word in nothing.group() for word in (entry.label, *entry.words))


def _manner_of(draft: Draft, form: Form, said: Understanding, asked: str) -> _Manner:
    pending = form.get(asked)
    correcting = "correction" in said.acts or said.has("correct_info") or said.has("refine_search")
    adding, asking = "addition" in said.acts, "question" in said.acts
    is_answer = pending is not None and not asking
    is_need = is_answer or any(found.intent in _NEEDS for found in said.intents)
    is_sum = said.intent in _SUMS and not correcting and (asking or not asked)
    of_others = said.intent in _OF_OTHERS and not is_answer
    return _Manner(pending, correcting, adding, is_need, asking, bool(draft.values), is_sum, of_others, form.conditions)


def _merge(slot: str, known: Value | None, fact: Value, manner: _Manner) -> Value:
    """Return the fact to keep: names are added to a list, a name is respelt or completed, where that was said."""
    if known is None:
        return fact
    if slot == _EXCLUSIONS or (manner.adding and slot in LISTS):
        return replace(fact, value=list(dict.fromkeys([*as_list(known.value), *as_list(fact.value)])))
    if slot in SPELT and str(known.value) in str(fact.value):
        return replace(fact, how=How.CORRECTED)
    name = respell(str(known.value), str(fact.value)) if slot in SPELT else None
    return replace(fact, value=name, how=How.CORRECTED) if name else fact


def _take_out(said: Understanding, values: dict[str, Value], changed: dict[str, Value]) -> tuple[str, ...]:
    """Remove names that are no longer wanted (嘉定不要了) from what is known, and return the words for them."""
    words = []
    for claim in said.claims:
        known = values.get(claim.slot)
        if known is None or not _gives_up(claim, known):
            continue
        left = [name for name in as_list(known.value) if name not in as_list(claim.value)]
        words.append(claim.raw)
        if left:
            changed[claim.slot] = values[claim.slot] = replace(known, value=left, how=How.CORRECTED)
        else:
            del values[claim.slot]
    return tuple(words)


def _gives_up(claim: Claim, known: Value | None) -> bool:
    """Say whether a claim rules out a name that was wanted."""
    if known is None or not claim.excluded or claim.slot not in LISTS:
        return False
    return not set(as_list(known.value)).isdisjoint(as_list(claim.value))


def _now_known(form: Form, field_id: str, new: Mapping[str, Value]) -> bool:
    entry = form.get(field_id)
    return entry is not None and any(slot in new for slot in entry.slots)


def _values_of(
    form: Form, said: Understanding, known: Mapping[str, Value], *, correcting: bool
) -> Iterable[tuple[str, Value]]:
    """Yield the wanted value of every slot that belongs into a lead, and what is not wanted."""
    claims = _without_corrected(said.claims, known) if correcting else said.claims
    wanted = collect(claims)
    for slot, value in wanted.items():
        if form.takes(slot) and slot != _LISTING:
            yield slot, Value(value, raw_of(claims, slot), How.SAID)
    for claim in said.claims:
        # 不要行车 says as much as 要行车.
        if claim.excluded and claim.value is True and claim.slot not in wanted and form.takes(claim.slot):
            yield claim.slot, Value(False, claim.raw, How.SAID)
    ruled_out = [c for c in said.claims if _is_ruled_out(c) and not (correcting and c.slot in wanted)]
    excluded = [c.raw for c in ruled_out if not _gives_up(c, known.get(c.slot))]
    if excluded and form.takes(_EXCLUSIONS):
        yield _EXCLUSIONS, Value(excluded, "、".join(excluded), How.SAID)


def _still_unwanted(known: Mapping[str, list[str]], said: Understanding) -> dict[str, list[str]]:
    """Return the names that are ruled out after a message, by slot; what is wanted again is ruled out no more."""
    unwanted = {slot: list(names) for slot, names in known.items()}
    for claim in said.claims:
        names = [str(name) for name in as_list(claim.value)] if _is_name(claim) else []
        before = [name for name in unwanted.get(claim.slot, ()) if name not in names]
        if names and (before or claim.excluded or claim.slot in unwanted):
            unwanted[claim.slot] = [*before, *names] if claim.excluded else before
    return {slot: names for slot, names in unwanted.items() if names}


def _told(form: Form, said: Understanding, known: Mapping[str, Value], asking: str) -> Iterable[tuple[str, Value]]:
    """Yield the clauses of a statement that tell something for a field of free words, behind what is known of it."""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(said.raw)]
    for entry in form.fields:
        new = [clause[:_LONGEST_CLAUSE] for clause in clauses if any(word in clause for word in entry.tells)]
        new = [said.raw.strip()[:_LONGEST_CLAUSE]] if new and asking == entry.id else new
        slot = entry.slots[0]
        before = [str(known[slot].value)] if slot in known else []
        words = "，".join(dict.fromkeys([*before, *new]))[:_LONGEST_TOLD]
        if new:
            yield slot, Value(words, "，".join(new), How.SAID)


def _without_corrected(claims: Sequence[Claim], known: Mapping[str, Value]) -> list[Claim]:
    """Leave out the known value that a correction names beside the right one (不是王先生是汪先生)."""
    kept = []
    for claim in claims:
        others = any(other.slot == claim.slot and other.value != claim.value for other in claims)
        old = known.get(claim.slot)
        if not (others and old is not None and old.value == claim.value):
            kept.append(claim)
    return kept


def _is_ruled_out(claim: Claim) -> bool:
    """Say whether a claim names something that is not wanted; a number that was corrected is no such thing."""
    return claim.excluded and _is_name(claim)


def _is_name(claim: Claim) -> bool:
    return all(isinstance(item, str) for item in as_list(claim.value))


def _keep_places_consistent(values: dict[str, Value], changed: Mapping[str, Value], said: Understanding) -> None:
    """Forget the old smaller place when only the larger one was changed, and a city that the new place is not in."""
    cities = {str(claim.detail["city"]) for claim in said.claims if "city" in claim.detail and not claim.excluded}
    if "city" in values and cities and cities.isdisjoint(map(str, as_list(values["city"].value))):
        del values["city"]
    if "city" in changed and "district" not in changed:
        values.pop("district", None)
    if not changed.keys().isdisjoint({"city", "district"}) and "town" not in changed:
        values.pop("town", None)
