"""Which handler answers a message?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.conversation.asking import CONFIRM
from bot.conversation.handlers import articles, doubt, events, facts, faq, lead, privacy, search, social, staff
from bot.conversation.session import Stage
from bot.conversation.situation import Handler, Situation
from bot.model import Kind


def choose(at: Situation) -> Handler:
    """Return the handler that the first fitting rule names."""
    return next(handler for rule in RULES if (handler := rule(at)))


def choose_for_event(kind: Kind) -> Handler | None:
    """Return the handler of something other than words, None for words."""
    return EVENTS.get(kind)


def _answers_yes_or_no(at: Situation) -> Handler | None:
    """A pending confirmation takes yes and no before anything else does, unless the message brings facts."""
    if at.changes.new or at.changes.changed:
        return None
    return next((handler for act, handler in ANSWERS.get(at.pending, {}).items() if act in at.said.acts), None)


def _commands(at: Situation) -> Handler | None:
    return next((handler for act, handler in COMMANDS.items() if act in at.said.acts), None)


def _is_unclear(at: Situation) -> Handler | None:
    """Ask back an unclear value that was asked for, or one of a message about a need that is no question."""
    if not at.said.unclear:
        return None
    unclear = at.said.unclear[0]
    entry = at.playbook.form.get(at.pending)
    if entry is not None and unclear.slot in entry.slots:
        filled = any(slot in at.changes.new or slot in at.changes.changed for slot in entry.slots)
        return None if filled else doubt.ask_back
    matters = not at.changes.new and "question" not in at.said.acts
    return doubt.ask_back if matters else None


def _answers_pending(at: Situation) -> Handler | None:
    """Take up facts that fill the pending field, correct something or change a summary; questions do none of it."""
    if "question" in at.said.acts or not (at.changes.new or at.changes.changed or at.changes.proposed):
        return None
    entry = at.playbook.form.get(at.pending)
    brought = {**at.changes.new, **at.changes.changed}
    fills = entry is not None and any(slot in brought for slot in entry.slots)
    corrects = bool(at.changes.changed) and "correction" in at.said.acts
    return lead.take_up if fills or corrects or at.draft.stage is Stage.CONFIRMING else None


def _answers_in_other_words(at: Situation) -> Handler | None:
    """Read a no, or words that nothing was recognised in, as the answer to the pending field."""
    if at.playbook.form.get(at.pending) is None:
        return None
    if "deny" in at.said.acts and not at.changes.new:
        return lead.skip
    if at.changes.new or ("question" in at.said.acts and at.said.certain):
        return None
    takes_any_words = at.said.intent in OPEN_INTENTS and lead.takes_free_text(at)
    is_answer = at.said.intent in ANSWER_INTENTS or not at.said.certain
    return lead.answer_pending if takes_any_words or is_answer else None


def _is_unsure(at: Situation) -> Handler | None:
    """Offer a menu rather than a wrong answer; a question whose subject and field are plain is no doubt."""
    if at.said.certain or at.changes.new or at.changes.changed:
        return None
    if facts.knows_answer(at):
        return facts.tell_field
    return articles.find_articles if articles.knows_answer(at) else doubt.offer_menu


def _by_intent(at: Situation) -> Handler | None:
    return INTENTS.get(at.said.intent, faq.answer)


ANSWER_INTENTS = frozenset({"provide_slot", "confirm", "deny_skip"})
"""Nothing but an answer to what was asked."""

OPEN_INTENTS = frozenset({"out_of_scope", "chitchat"})
"""What an answer in free words (a product, a company) may look like when nothing in it is recognised."""

RULES: Sequence[Callable[[Situation], Handler | None]] = (
    _answers_yes_or_no,
    _commands,
    _is_unclear,
    _answers_pending,
    _answers_in_other_words,
    _is_unsure,
    _by_intent,
)
"""The first one that names a handler decides; the last one always does."""

ANSWERS: Mapping[str, Mapping[str, Handler]] = {
    CONFIRM: {"confirm": lead.confirm, "deny": lead.refuse_summary},
    "change": {"confirm": lead.accept_change, "deny": lead.keep_value},
    privacy.ERASE: {"confirm": privacy.erase, "deny": privacy.keep, "cancel": privacy.keep},
}

COMMANDS: Mapping[str, Handler] = {
    "submit": lead.submit_now,
    "restart": lead.restart,
    "cancel": lead.cancel,
    "back": lead.go_back,
    "why": lead.explain,
    "skip": lead.skip,
    "refuse_contact": lead.refuse_contact,
    "refuse": lead.skip,
    "unknown_value": lead.skip,
    "any_value": lead.skip,
}

INTENTS: Mapping[str, Handler] = {
    "greet": social.greet,
    "thanks": social.take_thanks,
    "bye": social.say_bye,
    "help": social.explain_service,
    "chitchat": social.chat,
    "bot_identity": social.identify,
    "out_of_scope": social.decline_subject,
    "find_park": search.find_space,
    "refine_search": search.find_space,
    "more_results": search.list_more,
    "list_parks_by_district": search.list_parks,
    "list_by_industry": search.list_parks,
    "park_list": search.list_parks,
    "provide_slot": lead.take_up,
    "confirm": social.take_note,
    "deny_skip": social.take_note,
    "leave_lead": lead.start,
    "correct_info": lead.correct,
    "correct_slot": lead.correct,
    "cancel": lead.cancel,
    "park_profile": facts.tell_profile,
    "listing_detail": facts.tell_profile,
    "ask_area": facts.tell_field,
    "ask_address": facts.tell_field,
    "ask_transport": facts.tell_field,
    "ask_facilities": facts.tell_field,
    "ask_certificate": facts.tell_field,
    "ask_rent_price": facts.tell_field,
    "ask_sale_price": facts.tell_field,
    "article_search": articles.find_articles,
    "news_latest": articles.list_latest,
    "ask_contact": staff.tell_contact,
    "hotline": staff.tell_contact,
    "human_handover": staff.call_person,
    "human_handoff": staff.call_person,
    "complaint": staff.take_complaint,
    "report_error": staff.take_error_report,
    "copyright_takedown": staff.take_takedown,
    "park_manager_update": staff.take_supply,
    "park_owner_update": staff.take_supply,
    "landlord_listing": staff.take_supply,
    "broker_cooperation": staff.take_supply,
    "delete_my_data": privacy.ask_erasure,
    "privacy_erasure": privacy.ask_erasure,
    "stop_contact": privacy.ask_erasure,
    "my_requirement": privacy.show_mine,
    "ask_visit": lead.start,
}

EVENTS: Mapping[Kind, Handler] = {
    Kind.FOLLOW: events.welcome,
    Kind.SCAN: events.arrive_by_scan,
    Kind.UNFOLLOW: events.forget_session,
    Kind.AUTHORIZATION_REVOKED: events.forget_session,
    Kind.AGENT_JOINED: events.fall_silent,
    Kind.AGENT_LEFT: events.speak_again,
    Kind.IMAGE: events.take_picture,
    Kind.VIDEO: events.take_picture,
    Kind.LINK: events.take_link,
    Kind.MINI_PROGRAM: events.take_link,
}
