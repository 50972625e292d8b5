"""Which one question does the bot put at the end of a reply?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.form import Field
from bot.conversation.playbook import Playbook
from bot.conversation.session import Choice, Draft, Session, Stage
from bot.privacy import say_masked

CONFIRM = "confirm"
"""What a session asks for while a summary waits for the visitor's yes."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what has to stand before it and what to remember."""

    session: Session
    before: tuple[str, ...] = ()
    text: str = ""
    choices: tuple[Choice, ...] = ()


def put_next(session: Session, playbook: Playbook, now: datetime) -> Question:
    """Return the next question of the form, the summary when nothing is left to ask, or no question."""
    draft = session.draft
    if draft is None or draft.stage is Stage.REGISTERED:
        return Question(replace(session, asking=""))
    entry = playbook.form.next_field(draft, personal_too=now.timestamp() >= session.refused_until)
    if entry:
        return _put_field(session, draft, entry, playbook)
    if playbook.form.is_enough(draft):
        return _put_summary(session, draft, playbook)
    return Question(replace(session, asking=""))


def repeat(session: Session, playbook: Playbook) -> str:
    """Return one line that reminds of the pending question, empty when none is pending."""
    entry = playbook.form.get(session.asking)
    if entry:
        return playbook.wording.say("resume_field", session.turns, label=entry.label)
    return playbook.wording.say("resume_confirm", session.turns) if session.asking == CONFIRM else ""


def summarise(draft: Draft, playbook: Playbook) -> str:
    """Return what is known of a need, a line a fact, in the order of the form."""
    slots = [*(slot for entry in playbook.form.fields for slot in entry.slots), *playbook.form.extras]
    known = [(slot, draft.values[slot].value) for slot in slots if slot in draft.values]
    return "\n".join(f"· {playbook.labels.get(slot, slot)}：{say_masked(slot, value)}" for slot, value in known)


def _put_field(session: Session, draft: Draft, entry: Field, playbook: Playbook) -> Question:
    times = draft.asked.get(entry.id, 0)
    text = entry.ask[min(times, len(entry.ask) - 1)]
    draft = replace(draft, asked={**draft.asked, entry.id: times + 1})
    has_personal = any(slot in draft.values for f in playbook.form.fields if f.personal for slot in f.slots)
    draft, before = _notice(draft, playbook) if entry.personal or has_personal else (draft, ())
    choices = tuple(Choice(option.label, option.sends) for option in entry.options)
    return Question(replace(session, draft=draft, asking=entry.id), before, text, choices)


def _put_summary(session: Session, draft: Draft, playbook: Playbook) -> Question:
    before: tuple[str, ...] = (playbook.wording.say("summary", session.turns, facts=summarise(draft, playbook)),)
    is_personal = any(slot in draft.values for f in playbook.form.fields if f.personal for slot in f.slots)
    draft, notice = _notice(draft, playbook) if is_personal else (draft, ())
    missing = playbook.form.missing(draft)
    if missing:
        before = (*before, playbook.wording.say("summary_missing", session.turns, labels="、".join(missing[:6])))
    session = replace(session, draft=replace(draft, stage=Stage.CONFIRMING), asking=CONFIRM)
    say = playbook.wording.say
    choices = (Choice(say("choice_confirm"), say("choice_confirm")), Choice(say("choice_cancel"), say("choice_cancel")))
    return Question(session, (*before, *notice), say("ask_confirm", session.turns), choices)


def _notice(draft: Draft, playbook: Playbook) -> tuple[Draft, tuple[str, ...]]:
    """Show the privacy notice once a version, in the message that first asks for (or repeats) personal data."""
    if draft.notice_version == playbook.privacy.version:
        return draft, ()
    text = playbook.wording.fill(playbook.privacy.notice)
    return replace(draft, notice_version=playbook.privacy.version), (text,)
