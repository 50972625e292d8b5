"""How does a visitor put something right, go back, or learn why a question is asked?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking import put_field, say_facts, summarise
from bot.conversation.form import Field
from bot.conversation.handlers.taking import take_up
from bot.conversation.session import Draft, Stage, Value
from bot.conversation.situation import Outcome, Situation


def correct(at: Situation) -> Outcome:
    """Take a correction, before or after registration; without the right value wait for it."""
    if not at.changes.are_none:
        return take_up(at)
    entry = at.playbook.form.named_in(at.said.text)
    if entry and not at.playbook.form.is_known(at.draft, entry):
        put = put_field(at.session, at.draft, entry, at.playbook)
        return Outcome(put.session, put.before, put.text, put.choices)
    if entry:
        return Outcome(replace(at.session, asking=entry.id), (at.say("correct_field", label=entry.label),))
    facts = summarise(at.draft, at.playbook)
    return Outcome(at.session, (at.say("correct_what" if facts else "correct_nothing", facts=facts),))


def already_so(at: Situation) -> Outcome:
    """Say that what the visitor repeats is what is known."""
    facts = say_facts(known_again(at), at.playbook)
    return Outcome(at.session, (at.say("already_so", facts=facts),), ask_next=bool(at.pending))


def known_again(at: Situation) -> dict[str, Value]:
    """Return the known values that a message says once more."""
    if not at.changes.are_none:
        return {}
    said = {claim.slot for claim in at.said.claims if not claim.excluded and not claim.current}
    return {slot: value for slot, value in at.draft.values.items() if slot in said}


def go_back(at: Situation) -> Outcome:
    """Ask the previous question again."""
    earlier = _asked_before(at)
    if not earlier:
        return Outcome(at.session, (at.say("nothing_before"),), resume=True)
    entry = earlier[-1]
    put = put_field(at.session, _reopen(at.draft, entry), entry, at.playbook)
    return Outcome(put.session, (at.say("back"), *put.before), put.text, put.choices)


def explain(at: Situation) -> Outcome:
    """Say why the named or pending field is asked for; the question stands."""
    entry = at.playbook.form.named_in(at.said.text) or at.playbook.form.get(at.pending)
    reason = entry.why if entry else at.playbook.wording.fill(at.playbook.privacy.notice)
    return Outcome(at.session, (reason,), resume=True)


def asks_about_form(at: Situation) -> bool:
    """Say whether a why means a question of the form, not one of the trade (为什么要环评)."""
    if at.playbook.form.named_in(at.said.text):
        return True
    names_nothing = not at.said.claims and (not at.said.certain or at.said.intent in {"help", "provide_slot"})
    return at.playbook.form.get(at.pending) is not None and names_nothing


def _asked_before(at: Situation) -> list[Field]:
    fields = at.playbook.form.fields
    pending = at.playbook.form.get(at.pending)
    before = fields[: fields.index(pending)] if pending else fields
    return [entry for entry in before if at.draft.asked.get(entry.id)]


def _reopen(draft: Draft, entry: Field) -> Draft:
    settled = {field_id: reason for field_id, reason in draft.settled.items() if field_id != entry.id}
    return replace(draft, settled=settled, stage=Stage.COLLECTING)
