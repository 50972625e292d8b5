"""How does a visitor see, withdraw and erase what is kept of them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.conversation.session import Choice, Contact, Draft, Session, Stage
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.leads.stages import Stage as LeadStage
from bot.model import WITHDRAWAL, ConsentRecord, Lead, Ticket, Understanding
from bot.privacy import mask_name, mask_phone
from bot.values import say_value

ERASE = "erase"
"""What a session asks for while an erasure waits for the visitor's yes."""

_ANSWERS = frozenset({"confirm", "deny", "cancel"})
_RIGHTS = frozenset({"withdraw", "my_data"})
_RIGHTFUL_INTENTS = frozenset({"delete_my_data", "stop_contact", "my_requirement"})
_MASKS = {"phone": mask_phone, "contact": mask_name}
_DAY = 86_400
_MOST_LEADS = 5


def is_right(said: Understanding, asking: str) -> bool:
    """Say whether a message is about what is kept of the visitor, which is answered even while a person is there."""
    if asking == ERASE and not said.acts.isdisjoint(_ANSWERS):
        return True
    return not said.acts.isdisjoint(_RIGHTS) or (said.certain and said.intent in _RIGHTFUL_INTENTS)


def show_notice(at: Situation) -> Outcome:
    """Show the whole privacy notice."""
    return Outcome(at.session, (at.playbook.wording.fill(at.playbook.privacy.full),), resume=bool(at.pending))


def show_mine(at: Situation) -> Outcome:
    """List what is known of the visitor, masked: the present need, leads and consents."""
    values = {**at.session.contact.values, **at.draft.values}
    labels = at.playbook.labels
    lines = [f"· {labels.get(slot, slot)}：{_shown(slot, value.value)}" for slot, value in values.items()]
    parts = [at.say("mine", facts="\n".join(lines))] if lines else []
    parts.extend(_kept(at))
    if not parts:
        return Outcome(at.session, (at.say("mine_nothing"),), resume=bool(at.pending))
    return Outcome(at.session, (*parts, at.say("mine_rights")), resume=bool(at.pending))


def withdraw(at: Situation) -> Outcome:
    """Stop contacting the visitor at once: no questions, one notice to staff; what was asked goes on being answered."""
    session = _without_contact(at)
    try:
        leads = _leads(at)
        at.book.withdraw_consent(_withdrawal(at, leads), _channels(at, leads), at.now)
    except StoreUnavailable:
        return Outcome(session, (at.say(_withdraw_later(at)),))
    return Outcome(session, (at.say("withdrawn"),))


def ask_erasure(at: Situation) -> Outcome:
    """Ask once before everything is erased."""
    choices = tuple(Choice(words, words) for words in (at.say("erase_yes"), at.say("erase_no")))
    return Outcome(replace(at.session, asking=ERASE), question=at.say("ask_erase"), choices=choices)


def erase(at: Situation) -> Outcome:
    """Erase leads' personal fields, tickets, queued notices, what waits on disk, and the session with its replies.

    A bare yes counts only right after the question; said later it may mean something else.
    """
    if not at.was_offered("erase_yes") and at.incoming.text != at.say("erase_yes"):
        return ask_erasure(at)
    try:
        leads = _leads(at)
        at.unsaved.forget(at.incoming.visitor)
        at.book.erase_visitor(at.incoming.visitor, at.now)
        _tell_of_erasure(at, leads)
    except StoreUnavailable:
        return Outcome(at.session, (at.say("erase_failed"),))
    after = Session(turns=at.session.turns, forgotten=True, muted_until=at.session.muted_until)
    return Outcome(after, (at.say("erased"),))


def keep(at: Situation) -> Outcome:
    """Leave everything as it is."""
    return Outcome(replace(at.session, asking=""), (at.say("erase_cancelled"),))


def _shown(slot: str, value: object) -> str:
    return _MASKS[slot](str(value)) if slot in _MASKS else say_value(slot, value)


def _kept(at: Situation) -> Iterator[str]:
    """Yield what the lead book has of the visitor; says so when it cannot be asked."""
    try:
        leads, consents = _leads(at), at.book.find_consents(at.incoming.visitor)
    except StoreUnavailable:
        yield at.say("mine_unavailable")
        return
    if leads:
        yield at.say("mine_leads", leads="\n".join(_say_lead(at, lead) for lead in leads[:_MOST_LEADS]))
    active = [consent for consent in consents if consent.is_active]
    if active:
        yield at.say("mine_consents", consents="\n".join(_say_consent(at, consent) for consent in active))


def _leads(at: Situation) -> Sequence[Lead]:
    return at.book.find_by_visitor(at.incoming.visitor)


def _say_lead(at: Situation, lead: Lead) -> str:
    label = at.playbook.rules.score.stages.labels.get(LeadStage(lead.stage), lead.stage)
    stage = at.say("lead_frozen") if lead.frozen_at else label
    return at.say("mine_lead", number=lead.number, date=f"{lead.created_at:%Y-%m-%d}", stage=stage)


def _say_consent(at: Situation, consent: ConsentRecord) -> str:
    key = "mine_consent_receiver" if consent.receiver else "mine_consent"
    date = f"{consent.answered_at:%Y-%m-%d}"
    return at.say(key, date=date, purpose=consent.purpose, receiver=consent.receiver, consent_version=consent.version)


def _without_contact(at: Situation) -> Session:
    """Return the session without the person; a need that is not registered yet may be completed without one."""
    form = at.playbook.form
    draft: Draft | None = None
    if at.draft.stage is not Stage.REGISTERED and not at.draft.lead_number:
        values = {slot: value for slot, value in at.draft.values.items() if slot not in form.personal_slots}
        declined = {entry.id: "declined" for entry in form.fields if entry.personal}
        settled = {**at.draft.settled, **declined}
        draft = replace(at.draft, values=values, settled=settled, stage=Stage.COLLECTING, notice_version="", viewing="")
    until = at.now.timestamp() + at.playbook.limits.refusal_days * _DAY
    gone = {"contact": Contact(), "lines": (), "proposed": {}, "asking": "", "rest": "", "choices": ()}
    return replace(at.session, draft=draft, refused_until=until, **gone)  # type: ignore[arg-type]


def _withdrawal(at: Situation, leads: Sequence[Lead]) -> Ticket:
    numbers = "、".join(lead.number for lead in leads) or at.say("no_lead")
    text = at.say("withdrawal_notice", numbers=numbers)
    return Ticket(at.incoming.key, WITHDRAWAL, at.incoming.visitor, text, at.session.scene)


def _tell_of_erasure(at: Situation, leads: Sequence[Lead]) -> None:
    """Ask staff to erase what they have noted themselves; the ticket names numbers and no visitor."""
    numbers = [lead.number for lead in leads]
    if numbers:
        ticket = Ticket(at.incoming.key, "erased", "", at.say("erasure_notice", numbers="、".join(numbers)))
        at.book.open_ticket(ticket, _channels(at, leads), at.now)


def _channels(at: Situation, leads: Sequence[Lead]) -> Sequence[str]:
    """Return the channels of everybody who may be working on one of the leads."""
    queues = {lead.request.queue for lead in leads} or {at.draft.queue}
    return tuple(dict.fromkeys(channel for queue in sorted(queues) for channel in at.playbook.channels_of(queue)))


def _withdraw_later(at: Situation) -> str:
    """Keep the withdrawal on local disk, and return the key of the reply that says how it stands."""
    try:
        at.unsaved.keep(_withdrawal(at, ()), _channels(at, ()), at.now)
    except StoreUnavailable:
        return "withdraw_failed"
    return "withdrawn_later"
