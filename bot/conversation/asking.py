"""Which one question does the bot put at the end of a reply?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.form import Field
from bot.conversation.playbook import Playbook
from bot.conversation.session import Choice, Draft, Session, Stage, Value
from bot.privacy import say_masked

CONFIRM = "confirm"
"""What a session asks for while a summary waits for the visitor's yes."""
CHANGE = "change"
"""What a session asks for while a change of a known fact waits for it."""


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
        return put_field(session, draft, entry, playbook)
    if playbook.form.is_enough(draft):
        return _put_summary(session, draft, playbook)
    return Question(replace(session, asking=""))


def put_field(session: Session, draft: Draft, entry: Field, playbook: Playbook) -> Question:
    """Return the question for a field in words that this draft has not heard; no question mark once they are used up.

    The privacy notice stands before the first question about a person.
    """
    times = draft.asked.get(entry.id, 0)
    has_words = playbook.form.can_ask(draft, entry)
    text = entry.ask[times] if has_words else playbook.wording.say("tell_field", times, label=entry.label)
    draft = replace(draft, asked={**draft.asked, entry.id: times + 1})
    is_personal = entry.personal or _is_personal(draft, playbook)
    draft, before = _notice(draft, playbook) if is_personal else (draft, ())
    return Question(replace(session, draft=draft, asking=entry.id), before, text, _choices_of(entry))


def remind(session: Session, playbook: Playbook) -> Question:
    """Return one line that reminds of the pending question, empty when none is pending or it was said often enough."""
    entry, draft = playbook.form.get(session.asking), session.draft
    if session.asking == CONFIRM:
        return Question(session, (playbook.wording.say("resume_confirm", session.turns),), choices=_yes_or_no(playbook))
    if entry is None or draft is None:
        return Question(session)
    times = draft.reminded.get(entry.id, 0)
    if times >= playbook.limits.most_reminders:
        return Question(session)
    text = playbook.wording.say("resume_field", times, label=entry.label)
    draft = replace(draft, reminded={**draft.reminded, entry.id: times + 1})
    return Question(session.with_draft(draft), (text,), choices=_choices_of(entry))


def add_notice(put: Question, playbook: Playbook) -> Question:
    """Show the privacy notice in the turn in which a person's data first came, whatever that turn is about."""
    draft = put.session.draft
    if draft is None or draft.stage is Stage.REGISTERED or not _is_personal(draft, playbook):
        return put
    draft, notice = _notice(draft, playbook)
    return replace(put, session=put.session.with_draft(draft), before=(*notice, *put.before))


def offer_to_go_on(session: Session, playbook: Playbook) -> Question:
    """Return the question whether to go on with a need that was left open."""
    say = playbook.wording.say
    choices = tuple(Choice(words, words) for words in (say("choice_go_on"), say("choice_restart")))
    facts = say_facts(session.draft.values if session.draft else {}, playbook)
    return Question(replace(session, offered=True), (), say("offer_to_go_on", session.turns, facts=facts), choices)


def summarise(draft: Draft, playbook: Playbook) -> str:
    """Return what is known of a need, a line a fact, in the order of the form."""
    slots = [*(slot for entry in playbook.form.fields for slot in entry.slots), *playbook.form.extras]
    known = {slot: draft.values[slot].value for slot in dict.fromkeys(slots) if slot in draft.values}
    return "\n".join(
        f"· {playbook.labels.get(slot, slot)}：{say_masked(slot, value, known)}" for slot, value in known.items()
    )


def say_facts(values: Mapping[str, Value], playbook: Playbook, need: Mapping[str, Value] | None = None) -> str:
    """Return values in one line, as they are said of their need; a name needs no label, a number does."""
    fields = {slot: value.value for slot, value in (need or values).items()}
    said = []
    for slot, value in values.items():
        is_name = isinstance(value.value, str | list) and slot not in _LABELLED
        label = "" if is_name else playbook.labels.get(slot, slot)
        words = say_masked(slot, value.value, fields)
        said.append(f"{words}{label}" if isinstance(value.value, bool) else f"{label} {words}".strip())
    return "，".join(said)


_LABELLED = frozenset(
    {
        "phone", "area_m2", "floor_height_m", "clear_height_m", "load_t_m2", "crane_t", "crane", "power_kva",
        "power_kw", "truck_m", "area_per_floor_m2", "land_m2", "move_in", "visit_time", "exclusions",
    }
)  # fmt: skip
"""Slots whose values say nothing without their names."""


def _put_summary(session: Session, draft: Draft, playbook: Playbook) -> Question:
    before: tuple[str, ...] = (playbook.wording.say("summary", session.turns, facts=summarise(draft, playbook)),)
    draft, notice = _notice(draft, playbook) if _is_personal(draft, playbook) else (draft, ())
    addable = playbook.form.addable(draft)
    if addable:
        before = (*before, playbook.wording.say("summary_missing", session.turns, labels="、".join(addable[:6])))
    session = replace(session, draft=replace(draft, stage=Stage.CONFIRMING), asking=CONFIRM)
    return Question(
        session, (*before, *notice), playbook.wording.say("ask_confirm", session.turns), _yes_or_no(playbook)
    )


def _is_personal(draft: Draft, playbook: Playbook) -> bool:
    return not playbook.form.personal_slots.isdisjoint(draft.values)


def _notice(draft: Draft, playbook: Playbook) -> tuple[Draft, tuple[str, ...]]:
    """Show the privacy notice once a version, in the message that first asks for (or repeats) personal data."""
    if draft.notice_version == playbook.privacy.version:
        return draft, ()
    text = playbook.wording.fill(playbook.privacy.notice)
    return replace(draft, notice_version=playbook.privacy.version), (text,)


def _choices_of(entry: Field) -> tuple[Choice, ...]:
    return tuple(Choice(option.label, option.sends) for option in entry.options)


def _yes_or_no(playbook: Playbook) -> tuple[Choice, ...]:
    words = (playbook.wording.say("choice_confirm"), playbook.wording.say("choice_cancel"))
    return tuple(Choice(text, text) for text in words)
