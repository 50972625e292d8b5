"""How does the bot collect a need: take up facts, skip, go back, correct, confirm, cancel?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.asking import summarise
from bot.conversation.form import Field
from bot.conversation.registering import amend, register
from bot.conversation.session import Draft, How, Session, Stage, Value
from bot.conversation.situation import Outcome, Situation, choices_of
from bot.privacy import say_masked

_DAY = 86_400
_FREE_TEXT = {"text": "usage", "company": "company", "needs": "needs_text"}
"""Kinds of fields whose answer may be any words, and the slot that keeps them."""


def take_up(at: Situation) -> Outcome:
    """Acknowledge the facts of a message and go on asking."""
    if at.draft.stage is Stage.REGISTERED:
        return _change_registered(at)
    if at.changes.proposed:
        return _ask_about_change(at)
    return Outcome(at.session, _acknowledge(at), ask_next=True)


def start(at: Situation) -> Outcome:
    """Begin to collect because the visitor asked for it or left contact data."""
    if at.changes.new or at.changes.changed:
        return take_up(at)
    if at.draft.stage is Stage.REGISTERED:
        return Outcome(at.session, (at.say("already_registered", number=at.draft.lead_number or "处理中"),))
    return Outcome(at.session, (at.say("lead_start"),), ask_next=True)


def answer_pending(at: Situation) -> Outcome:
    """Read a message without any recognised fact as the answer to the pending question."""
    entry = at.playbook.form.get(at.pending)
    if entry is None:
        return Outcome(at.session, understood=False)
    slot = _FREE_TEXT.get(entry.kind)
    text = at.said.raw.strip()[:60]
    is_plain = "question" not in at.said.acts and not at.said.claims and at.said.intent not in {"confirm", "deny_skip"}
    if slot and len(text) > 1 and is_plain:
        draft = replace(at.draft, values={**at.draft.values, slot: Value(text, text, How.ASKED)})
        return Outcome(at.session.with_draft(draft), (at.say("noted", facts=text),), ask_next=True)
    return Outcome(
        at.session, (at.say("not_read", label=entry.label),), ask_next=True, ask_again=True, understood=False
    )


def takes_free_text(at: Situation) -> bool:
    """Say whether the pending field may be answered in any words."""
    entry = at.playbook.form.get(at.pending)
    return entry is not None and entry.kind in _FREE_TEXT


def skip(at: Situation) -> Outcome:
    """Leave the pending field open; a declined phone is not asked for again for days."""
    entry = at.playbook.form.get(at.pending)
    if entry is None:
        return Outcome(at.session, (at.say("nothing_to_skip"),), resume=True)
    reason = _reason(at)
    draft = replace(at.draft, settled={**at.draft.settled, entry.id: reason})
    session = at.session.with_draft(draft)
    if entry.personal and reason == "declined":
        return refuse_contact(at)
    return Outcome(session, (at.say(f"settled_{reason}"),), ask_next=True)


def submit_now(at: Situation) -> Outcome:
    """Show the summary at once to a visitor who wants to be done, whatever is still open."""
    if at.draft.stage is Stage.REGISTERED:
        return start(at)
    if not at.playbook.form.is_enough(at.draft):
        return Outcome(at.session, (at.say("lead_start"),), ask_next=True)
    draft = replace(at.draft, stage=Stage.CONFIRMING)
    return Outcome(replace(at.session.with_draft(draft), asking=""), ask_next=True)


def refuse_contact(at: Situation) -> Outcome:
    """Drop contact data that the visitor does not want to leave, and respect that for days."""
    draft = _decline_personal(_without_personal(at), at)
    session = _respect_refusal(at.session.with_draft(draft), at)
    return Outcome(session, (at.say("declined"),), ask_next=bool(at.pending))


def go_back(at: Situation) -> Outcome:
    """Ask the previous question again."""
    asked = [f for f in at.playbook.form.fields if at.draft.asked.get(f.id) and f.id != at.pending]
    if not asked:
        return Outcome(at.session, (at.say("nothing_before"),), resume=True)
    draft = _reopen(at.draft, asked[-1])
    session = replace(at.session.with_draft(draft), asking=asked[-1].id)
    return Outcome(session, (at.say("back"),), question=asked[-1].ask[-1])


def explain(at: Situation) -> Outcome:
    """Say why the pending question is asked; the question stands."""
    entry = at.playbook.form.get(at.pending)
    key_text = entry.why if entry else at.playbook.wording.fill(at.playbook.privacy.notice)
    return Outcome(at.session, (key_text,), resume=True)


def correct(at: Situation) -> Outcome:
    """Take a correction, before or after registration."""
    if at.changes.changed or at.changes.new:
        return take_up(at)
    facts = summarise(at.draft, at.playbook)
    key = "correct_what" if facts else "correct_nothing"
    return Outcome(at.session, (at.say(key, facts=facts),), resume=False)


def confirm(at: Situation) -> Outcome:
    """Register the summarised draft: the visitor's yes is the consent."""
    return register(at)


def refuse_summary(at: Situation) -> Outcome:
    """Ask what is wrong with the summary instead of dropping it."""
    return Outcome(at.session, (at.say("summary_refused"),))


def accept_change(at: Situation) -> Outcome:
    """Replace known values by those that the visitor has now confirmed as a change."""
    values = {slot: replace(value, how=How.CORRECTED) for slot, value in at.session.proposed.items()}
    draft = replace(at.draft, values={**at.draft.values, **values})
    session = replace(at.session.with_draft(draft), proposed={}, asking="")
    facts = _facts(at, values)
    if draft.stage is Stage.REGISTERED:
        return amend(replace(at.with_draft(draft), session=session))
    return Outcome(session, (at.say("changed", facts=facts),), ask_next=True)


def keep_value(at: Situation) -> Outcome:
    """Keep the known values."""
    session = replace(at.session, proposed={}, asking="")
    return Outcome(session, (at.say("kept"),), ask_next=True)


def cancel(at: Situation) -> Outcome:
    """Stop collecting; what was personal is dropped, the need is kept for the search."""
    if at.draft.stage is Stage.REGISTERED or not (at.draft.values or at.pending):
        return Outcome(replace(at.session, asking="", proposed={}), (at.say("nothing_to_cancel"),))
    draft = replace(_without_personal(at), settled={}, asked={}, stage=Stage.COLLECTING)
    session = replace(at.session, draft=draft, asking="", proposed={})
    return Outcome(session, (at.say("cancelled"),), choices=choices_of(at.playbook))


def restart(at: Situation) -> Outcome:
    """Forget the need and begin a new one; the contact of an earlier lead is kept."""
    draft = Draft(at.incoming.key, at.now, values=dict(at.session.contact.values))
    session = replace(at.session, draft=draft, asking="", proposed={}, shown=(), focus=None)
    return Outcome(session, (at.say("restarted"),), ask_next=True)


def _without_personal(at: Situation) -> Draft:
    personal = _personal_slots(at)
    return replace(at.draft, values={slot: v for slot, v in at.draft.values.items() if slot not in personal})


def _personal_slots(at: Situation) -> frozenset[str]:
    return frozenset(slot for entry in at.playbook.form.fields if entry.personal for slot in entry.slots)


def _change_registered(at: Situation) -> Outcome:
    changed = {**at.changes.new, **at.changes.changed}
    if not changed and at.changes.proposed:
        return _ask_about_change(at)
    if at.changes.changed or at.changes.new:
        return amend(at)
    return Outcome(at.session, (at.say("already_registered", number=at.draft.lead_number or "处理中"),))


def _ask_about_change(at: Situation) -> Outcome:
    known = {slot: at.draft.values[slot] for slot in at.changes.proposed}
    session = replace(at.session, proposed=at.changes.proposed, asking="change")
    question = at.say("ask_change", old=_facts(at, known), new=_facts(at, at.changes.proposed))
    return Outcome(session, _acknowledge(at), question=question)


def _acknowledge(at: Situation) -> tuple[str, ...]:
    parts = []
    if at.changes.new:
        parts.append(at.say("noted", facts=_facts(at, at.changes.new)))
    if at.changes.changed:
        parts.append(at.say("changed", facts=_facts(at, at.changes.changed)))
    return tuple(parts)


def _facts(at: Situation, values: Mapping[str, Value]) -> str:
    """Return values in one line; a name needs no label, a number does."""
    said = []
    for slot, value in values.items():
        label = (
            "" if isinstance(value.value, str | list) and slot not in _LABELLED else at.playbook.labels.get(slot, slot)
        )
        said.append(f"{label} {say_masked(slot, value.value)}".strip())
    return "，".join(said)


_LABELLED = frozenset(
    {"phone", "area_m2", "floor_height_m", "load_t_m2", "crane_t", "power_kva", "move_in", "visit_time"}
)


def _reason(at: Situation) -> str:
    acts = at.said.acts
    for act, reason in (("refuse", "declined"), ("unknown_value", "unknown"), ("any_value", "any")):
        if act in acts:
            return reason
    entry = at.playbook.form.get(at.pending)
    return "any" if "deny" in acts and entry is not None and entry.kind == "needs" else "skipped"


def _decline_personal(draft: Draft, at: Situation) -> Draft:
    personal = {f.id: "declined" for f in at.playbook.form.fields if f.personal}
    return replace(draft, settled={**draft.settled, **personal})


def _respect_refusal(session: Session, at: Situation) -> Session:
    return replace(session, refused_until=at.now.timestamp() + at.playbook.limits.refusal_days * _DAY)


def _reopen(draft: Draft, entry: Field) -> Draft:
    settled = {field_id: reason for field_id, reason in draft.settled.items() if field_id != entry.id}
    return replace(draft, settled=settled, stage=Stage.COLLECTING)
