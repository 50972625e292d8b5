"""How are the facts of a message taken up: noted, asked about, or written into a registered lead?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.asking import CHANGE, say_facts
from bot.conversation.changes import Changes, apply
from bot.conversation.form import Field
from bot.conversation.registering import amend
from bot.conversation.session import Choice, Contact, How, Stage, Value
from bot.conversation.situation import Outcome, Situation

_CLEARLY_OTHER = 2
"""Core fields that must differ for a message to be another need without a word that says so."""


def take_up(at: Situation) -> Outcome:
    """Acknowledge the facts of a message and go on asking."""
    if at.draft.stage is Stage.REGISTERED:
        return _take_up_registered(at)
    if at.changes.proposed:
        return _ask_about_change(at)
    return Outcome(at.session, acknowledge(at), ask_next=True)


def acknowledge(at: Situation) -> tuple[str, ...]:
    """Return what was understood of a message, in a line each for new and changed facts."""
    parts = []
    if at.changes.new:
        parts.append(at.say("noted", facts=say_facts(at.changes.new, at.playbook, at.draft.values)))
    if at.changes.changed:
        parts.append(at.say("changed", facts=say_facts(at.changes.changed, at.playbook, at.draft.values)))
    if at.changes.dropped and not at.changes.changed:
        parts.append(at.say("dropped", names="、".join(at.changes.dropped)))
    return tuple(parts)


def accept_change(at: Situation) -> Outcome:
    """Replace known values by those that the visitor has now confirmed as a change."""
    values = {slot: replace(value, how=How.CORRECTED) for slot, value in at.session.proposed.items()}
    draft = replace(at.draft, values={**at.draft.values, **values})
    changed = replace(at.changes, draft=draft, new={}, changed=values, proposed={})
    after = replace(at, changes=changed, session=replace(at.session.with_draft(draft), proposed={}, asking=""))
    return take_up(after)


def keep_value(at: Situation) -> Outcome:
    """Keep the known values."""
    session = replace(at.session, proposed={}, asking="")
    return Outcome(session, (at.say("kept"),), ask_next=True)


def begin_proposed(at: Situation) -> Outcome:
    """Begin another need with the facts that were asked about as a change."""
    draft = at.session.begin(at.incoming.key, at.now)
    draft = replace(draft, values={**draft.values, **at.session.proposed})
    changes = Changes(draft, new=dict(at.session.proposed))
    return _begin(at, changes)


def write_into_lead(at: Situation) -> Outcome:
    """Put the changed draft into its lead; a person's data without notice and consent waits for a yes first."""
    personal = at.playbook.form.personal_slots & {*at.changes.new, *at.changes.changed}
    if personal and at.draft.notice_version != at.playbook.privacy.version:
        draft = replace(at.draft, stage=Stage.CONFIRMING)
        return Outcome(replace(at.session.with_draft(draft), asking=""), acknowledge(at), ask_next=True)
    draft = replace(at.draft, stage=Stage.REGISTERED)
    known = {slot: draft.values[slot] for slot in at.playbook.form.personal_slots if slot in draft.values}
    contact = Contact({**at.session.contact.values, **known}, draft.notice_version) if known else at.session.contact
    session = replace(at.session.with_draft(draft), asking="", proposed={}, contact=contact)
    return amend(replace(at.with_draft(draft), session=session))


def _take_up_registered(at: Situation) -> Outcome:
    if _is_other_need(at):
        return _begin(at, apply(at.session.begin(at.incoming.key, at.now), at.playbook.form, at.said, ""))
    if at.changes.proposed:
        return _ask_about_change(_without_new(at))
    if not at.changes.are_none:
        return write_into_lead(at)
    number = at.draft.lead_number or at.say("number_later")
    return Outcome(at.session, (at.say("already_registered", number=number),))


def _begin(at: Situation, changes: Changes) -> Outcome:
    session = replace(at.session.with_draft(changes.draft), asking="", proposed={}, matched="")
    after = replace(at, session=session, changes=changes)
    return Outcome(session, (at.say("other_need"), *acknowledge(after)), ask_next=True)


def _is_other_need(at: Situation) -> bool:
    """Say whether a registered visitor states another need rather than a change of the registered one."""
    if "correction" in at.said.acts:
        return False
    differing = {**at.changes.proposed, **at.changes.changed}
    form = at.playbook.form
    fields = [entry for entry in form.fields if entry.core and not form.is_excluded(at.draft, entry)]
    core = sum(any(slot in differing for slot in entry.slots) for entry in fields)
    if "another" in at.said.acts:
        return core > 0 or any(entry.core for entry in _brought(at, at.changes.new))
    return core >= _CLEARLY_OTHER or (core > 0 and at.is_back)


def _brought(at: Situation, values: Mapping[str, Value]) -> list[Field]:
    return [entry for slot in values if (entry := at.playbook.form.of_slot(slot))]


def _without_new(at: Situation) -> Situation:
    """Keep the facts of a message out of the registered draft until the visitor says what they are."""
    values = {slot: value for slot, value in at.draft.values.items() if slot not in at.changes.new}
    draft = replace(at.draft, values=values)
    proposed = {**at.changes.new, **at.changes.proposed}
    return replace(at.with_draft(draft), changes=replace(at.changes, draft=draft, new={}, proposed=proposed))


def _ask_about_change(at: Situation) -> Outcome:
    earlier = at.session.proposed if at.pending == CHANGE else {}
    if earlier and all(_is_same(earlier.get(slot), value) for slot, value in at.changes.proposed.items()):
        return accept_change(at)
    proposed = {**earlier, **at.changes.proposed}
    known = {slot: at.draft.values[slot] for slot in proposed if slot in at.draft.values}
    session = replace(at.session, proposed=proposed, asking=CHANGE)
    old, new = (say_facts(values, at.playbook, at.draft.values) for values in (known, proposed))
    return Outcome(session, acknowledge(at), at.say("ask_change", old=old, new=new), _answers(at))


def _answers(at: Situation) -> tuple[Choice, ...]:
    keys = ["choice_change", "choice_keep", *(["choice_other"] if at.draft.stage is Stage.REGISTERED else [])]
    return tuple(Choice(words, words) for words in map(at.say, keys))


def _is_same(earlier: Value | None, value: Value) -> bool:
    return earlier is not None and earlier.value == value.value
