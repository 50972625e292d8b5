"""How does the bot collect a need: begin, read answers, skip, refuse, confirm, cancel, go on later?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.form import Field
from bot.conversation.handlers.taking import acknowledge, take_up, write_into_lead
from bot.conversation.registering import register
from bot.conversation.session import Draft, How, Session, Stage, Value
from bot.conversation.situation import Outcome, Situation, choices_of
from bot.conversation.subjects import with_listing

_DAY = 86_400
_LONGEST_ANSWER = 60
"""Characters kept of an answer in free words."""
_NOTHING = frozenset({"没有", "没有了", "没了", "没", "无", "没啥", "没什么", "没别的", "没有别的"})
_CLOSING = "。.!？?~了啦哦呢的 "
_NOTHING_SAID = re.compile(r"[\s,，。.!！~～、…嗯哦噢啊呀好的行是对要吧嘛呢哈额呃那就]")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_FREE_TEXT = {"text": -1, "company": 0, "needs": -1}
"""Kinds of fields whose answer may be any words, and which of their slots keeps them."""


def start(at: Situation) -> Outcome:
    """Begin to collect because the visitor asked for it or left contact data; 「就要这个」 takes the listing along."""
    focus = at.session.focus
    listing = at.catalog.listings.get(focus.id) if focus and "this_one" in at.said.acts else None
    at = with_listing(at, listing) if listing else at
    if not at.changes.are_none or at.draft.stage is Stage.REGISTERED:
        return take_up(at)
    return Outcome(at.session, (at.say("lead_start"),), ask_next=True, ask_again=bool(at.pending))


def answer_pending(at: Situation) -> Outcome:
    """Read a message without any recognised fact as the answer to the pending question."""
    entry = at.playbook.form.get(at.pending)
    if entry is None:
        return Outcome(at.session, understood=False)
    text = at.said.raw.strip()[:_LONGEST_ANSWER]
    if entry.kind in _FREE_TEXT and _is_plain_answer(at, text):
        slot = entry.slots[_FREE_TEXT[entry.kind]]
        value = Value(text, text, How.ASKED)
        draft = replace(at.draft, values={**at.draft.values, slot: value})
        return take_up(replace(at.with_draft(draft), changes=replace(at.changes, draft=draft, new={slot: value})))
    return _not_read(at, entry)


def is_link(at: Situation) -> bool:
    """Say whether the message is a web address and little else."""
    return bool(_ADDRESS.search(at.said.raw))


def takes_free_text(at: Situation) -> bool:
    """Say whether the pending field may be answered in any words."""
    entry = at.playbook.form.get(at.pending)
    return entry is not None and entry.kind in _FREE_TEXT


def skip(at: Situation) -> Outcome:
    """Leave the pending field open; it is not asked for again."""
    entry = at.playbook.form.get(at.pending)
    if entry is None:
        return Outcome(at.session, (at.say("nothing_to_skip"),), resume=True)
    if at.playbook.form.is_known(at.draft, entry):
        return Outcome(replace(at.session, asking=""), (at.say("kept"),), ask_next=True)
    reason = _reason(at, entry)
    if entry.tells and "deny" in at.said.acts:
        return _note_none(at, entry)
    if entry.kind == "phone" and reason == "declined":
        return refuse_contact(at)
    return Outcome(_settle(at, entry, reason), (at.say(f"settled_{reason}"),), ask_next=True)


def _note_none(at: Situation, entry: Field) -> Outcome:
    """Keep a no that tells staff something (no painting, no waste water), in the visitor's own words."""
    words = at.said.raw.strip()[:_LONGEST_ANSWER]
    draft = replace(at.draft, values={**at.draft.values, entry.slots[0]: Value(words, words, How.ASKED)})
    return Outcome(at.session.with_draft(draft), (at.say("settled_none", label=entry.label),), ask_next=True)


def refuse_contact(at: Situation) -> Outcome:
    """Drop the phone that the visitor does not want to leave, ask for nothing personal, and respect that for days."""
    phones = {slot for entry in at.playbook.form.fields if entry.kind == "phone" for slot in entry.slots}
    had_phone = not phones.isdisjoint(at.draft.values)
    draft = replace(at.draft, values={slot: v for slot, v in at.draft.values.items() if slot not in phones})
    declined = {f.id: "declined" for f in at.playbook.form.fields if f.personal and f.id not in draft.settled}
    draft = replace(draft, settled={**draft.settled, **declined})
    until = at.now.timestamp() + at.playbook.limits.refusal_days * _DAY
    after = replace(at.with_draft(draft), session=replace(at.session.with_draft(draft), refused_until=until))
    if draft.stage is Stage.REGISTERED and had_phone:
        told = write_into_lead(after)
        return replace(told, parts=(at.say("declined"), *told.parts))
    return Outcome(after.session, (*acknowledge(at), at.say("declined")), ask_next=bool(at.pending or at.changes.new))


def submit_now(at: Situation) -> Outcome:
    """Show the summary at once to a visitor who wants to be done, whatever is still open."""
    if at.draft.stage is Stage.REGISTERED:
        return start(at)
    if not at.playbook.form.is_enough(at.draft):
        return Outcome(at.session, (at.say("lead_start"),), ask_next=True)
    draft = replace(at.draft, stage=Stage.CONFIRMING)
    return Outcome(replace(at.session.with_draft(draft), asking=""), ask_next=True)


def confirm(at: Situation) -> Outcome:
    """Register the summarised draft, or its change: the visitor's yes is the consent."""
    return write_into_lead(at) if at.draft.lead_number else register(at)


def refuse_summary(at: Situation) -> Outcome:
    """Ask what is wrong with the summary instead of dropping it; 「没有」 says that nothing is to be added."""
    if at.said.text.rstrip(_CLOSING) in _NOTHING:
        return add_nothing(at)
    return Outcome(replace(at.session, refuted=True), (at.say("summary_refused"),))


def add_nothing(at: Situation) -> Outcome:
    """Leave the summary as it is."""
    return Outcome(at.session, (at.say("nothing_to_add"),))


def cancel(at: Situation) -> Outcome:
    """Forget what was collected; a registered lead stays as it is."""
    if at.draft.lead_number:
        return _leave_lead(at)
    if at.draft.stage is Stage.REGISTERED or not (at.draft.values or at.pending):
        return Outcome(replace(at.session, asking="", proposed={}), (at.say("nothing_to_cancel"),))
    told = set(at.draft.values) - set(at.session.contact.values)
    key = "cancelled_personal" if told & at.playbook.form.personal_slots else "cancelled"
    session = replace(at.session, draft=None, asking="", proposed={}, matched="")
    return Outcome(session, (at.say(key),), choices=choices_of(at.playbook))


def restart(at: Situation) -> Outcome:
    """Forget the need and begin a new one; the contact of an earlier lead is kept."""
    session = replace(
        at.session,
        draft=at.session.begin(at.incoming.key, at.now),
        asking="",
        proposed={},
        shown=(),
        focus=None,
        matched="",
    )
    return Outcome(session, (at.say("restarted"),), ask_next=True)


def go_on(at: Situation) -> Outcome:
    """Take up a need that was left open, with the question that was last asked, in other words."""
    return Outcome(at.session, (at.say("going_on"),), ask_next=True, ask_again=True)


def _is_plain_answer(at: Situation, text: str) -> bool:
    is_yes_or_no = at.said.intent in {"confirm", "deny_skip"}
    says_something = len(_NOTHING_SAID.sub("", text)) > 1 and not _ADDRESS.search(text)
    return says_something and "question" not in at.said.acts and not at.said.claims and not is_yes_or_no


def _not_read(at: Situation, entry: Field) -> Outcome:
    """Put the question in other words; after the last ones leave the field and offer a person."""
    if at.playbook.form.can_ask(at.draft, entry):
        parts = (at.say("not_read", label=entry.label),)
        return Outcome(at.session, parts, ask_next=True, ask_again=True, understood=False)
    session = _settle(at, entry, "unread")
    return Outcome(session, (at.say("given_up", label=entry.label),), ask_next=True, understood=False)


def _settle(at: Situation, entry: Field, reason: str) -> Session:
    return at.session.with_draft(replace(at.draft, settled={**at.draft.settled, entry.id: reason}))


def _leave_lead(at: Situation) -> Outcome:
    """Drop what was not confirmed as part of a registered lead: a person's data that no consent covers."""
    personal = at.playbook.form.personal_slots - set(at.session.contact.values)
    values = at.draft.values
    if at.draft.stage is not Stage.REGISTERED:
        values = {slot: value for slot, value in values.items() if slot not in personal}
    draft: Draft = replace(at.draft, values=values, stage=Stage.REGISTERED)
    session = replace(at.session.with_draft(draft), asking="", proposed={})
    return Outcome(session, (at.say("nothing_to_cancel"),))


def _reason(at: Situation, entry: Field) -> str:
    acts = at.said.acts
    for act, reason in (("refuse", "declined"), ("unknown_value", "unknown"), ("any_value", "any")):
        if act in acts:
            return reason
    return "any" if "deny" in acts and entry.kind == "needs" else "skipped"
