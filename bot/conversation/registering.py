"""How does a confirmed draft become a lead, and a correction an amended one?"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking import summarise
from bot.conversation.lines import make_line
from bot.conversation.matching import need_of
from bot.conversation.session import Contact, Draft, Session, Stage
from bot.conversation.sharing import ask_to_share
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.leads.conditions import LeadFacts
from bot.leads.known_leads import assess_beside_known
from bot.leads.matches import note_matches
from bot.model import Consent, LeadRequest

_PERSONAL = ("contact", "phone", "company")


def register(at: Situation) -> Outcome:
    """Store the confirmed draft; 「已登记」 is said only after COMMIT."""
    request = _request(at)
    try:
        request = _assessed(at, request)
        lead = at.book.register(request, at.playbook.channels_of(request.queue), at.now)
    except StoreUnavailable:
        return _register_later(at, request)
    draft = replace(at.draft, stage=Stage.REGISTERED, lead_number=lead.number)
    contact = {slot: draft.values[slot] for slot in _PERSONAL if slot in draft.values}
    session = replace(
        at.session, draft=draft, asking="", proposed={}, contact=Contact(contact, at.playbook.privacy.version)
    )
    key = "registered" if "phone" in draft.values else "registered_without_phone"
    said = at.say(key, number=lead.number, promise=lead.request.assessment.get("promise", ""))
    return ask_to_share(Outcome(session, (said, *_report(at, draft))), at)


def amend(at: Situation) -> Outcome:
    """Correct the registered lead of the draft: one lead, updated, staff told."""
    request = _request(at)
    try:
        at = _with_number(at)
        request = _assessed(at, request)
        at.book.amend(at.draft.lead_number, request, at.playbook.channels_of(request.queue), at.now)
    except KeyError:
        return register(at.with_draft(replace(at.draft, stage=Stage.CONFIRMING, lead_number="")))
    except StoreUnavailable:
        return _register_later(at, request)
    said = at.say("amended", number=at.draft.lead_number, facts=summarise(at.draft, at.playbook))
    return ask_to_share(Outcome(at.session, (said,)), at)


def _report(at: Situation, draft: Draft) -> tuple[str, ...]:
    """Return the line with the private link to the site-selection report, where there is something to put into it."""
    if not at.public_url:
        return ()
    found = at.catalog.find_listings(need_of(at, draft))
    if not (found.possible or found.near):
        return ()
    try:
        token = at.reports.issue(draft.lead_number, at.now)
    except (StoreUnavailable, KeyError):
        # The lead is what counts; staff can send a link later.
        return ()
    return (at.say("report", link=f"{at.public_url}/report/{token}"),)


def _with_number(at: Situation) -> Situation:
    """Return the situation with the number of a lead that was registered later than it was confirmed."""
    if at.draft.lead_number:
        return at
    own = (lead.number for lead in at.book.find_by_visitor(at.incoming.visitor) if lead.request.key == at.draft.id)
    return at.with_draft(replace(at.draft, lead_number=next(own, "")))


def _register_later(at: Situation, request: LeadRequest) -> Outcome:
    """Keep the lead on local disk; it is not called registered before it is."""
    try:
        at.unsaved.keep(request, at.playbook.channels_of(request.queue), at.now)
    except StoreUnavailable:
        return Outcome(at.session, (at.say("registration_failed"),))
    draft = replace(at.draft, stage=Stage.REGISTERED)
    return Outcome(replace(at.session, draft=draft, asking=""), (at.say("registration_delayed"),))


def _assessed(at: Situation, request: LeadRequest) -> LeadRequest:
    """Return the request with what the rules say of it; its queue decides who hears of it."""
    said = tuple(line.removeprefix("访客:") for line in at.session.lines if line.startswith("访客:"))
    words = (value.raw for value in at.draft.values.values())
    facts = LeadFacts(said=(*said, *words, at.incoming.text), asked_to_view="visit_time" in request.fields)
    scene = at.playbook.routing.scenes.get(request.scene)
    wanted = (scene.person if scene else None) or ""
    rules, hours = at.playbook.rules, at.playbook.routing.hours
    assessed = assess_beside_known(request, at.book, rules, hours, at.now, facts=facts, wanted=wanted)
    return note_matches(assessed, at.catalog, need_of(at, at.draft))


def _request(at: Situation) -> LeadRequest:
    draft = at.draft
    return LeadRequest(
        key=draft.id,
        visitor=at.incoming.visitor,
        fields={slot: value.value for slot, value in draft.values.items()},
        raw={slot: value.raw for slot, value in draft.values.items()},
        queue=draft.queue,
        scene=at.session.scene,
        consent=_consent(at, draft),
        transcript=_transcript(at.session, at),
        missing=at.playbook.form.missing(draft),
    )


def _consent(at: Situation, draft: Draft) -> Consent | None:
    if not any(slot in draft.values for slot in _PERSONAL):
        return None
    return Consent(draft.notice_version, at.playbook.privacy.purpose, at.now, at.incoming.key)


def _transcript(session: Session, at: Situation) -> tuple[str, ...]:
    lines = (*session.lines, make_line(session, "访客", at.incoming.text))
    return lines[-at.playbook.limits.kept_lines :] if at.playbook.limits.kept_lines else ()
