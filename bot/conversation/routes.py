"""Which handler belongs to which command, answer, intent and event?"""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.asking import CHANGE, CONFIRM
from bot.conversation.handlers import (
    articles,
    comparing,
    events,
    facts,
    lead,
    policies,
    privacy,
    progress,
    repair,
    search,
    social,
    staff,
    sums,
    taking,
    viewing,
)
from bot.conversation.sharing import SHARE
from bot.conversation.situation import Handler
from bot.model import Kind

ANSWERS: Mapping[str, Mapping[str, Handler]] = {
    CONFIRM: {
        "later": lead.refuse_summary,
        "skip": lead.add_nothing,
        "confirm": lead.confirm,
        "deny": lead.refuse_summary,
    },
    CHANGE: {"confirm": taking.accept_change, "deny": taking.keep_value, "later": taking.keep_value},
    SHARE: {
        "confirm": viewing.agree,
        "deny": viewing.refuse,
        "cancel": viewing.refuse,
        "refuse": viewing.refuse,
        "skip": viewing.refuse,
    },
    privacy.ERASE: {"confirm": privacy.erase, "deny": privacy.keep, "cancel": privacy.keep, "later": privacy.keep},
}

COMMANDS: Mapping[str, Handler] = {
    "withdraw": privacy.withdraw,
    "my_data": privacy.show_mine,
    "privacy": privacy.show_notice,
    "submit": lead.submit_now,
    "restart": lead.restart,
    "cancel": lead.cancel,
    "back": repair.go_back,
    "why": repair.explain,
    "skip": lead.skip,
    "refuse_contact": lead.refuse_contact,
    "refuse": lead.skip,
    "unknown_value": lead.skip,
    "any_value": lead.skip,
    "progress": progress.tell,
    "show": search.show_again,
    "later": social.pause,
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
    "provide_slot": taking.take_up,
    "confirm": social.take_note,
    "deny_skip": social.take_note,
    "compare": comparing.compare,
    "leave_lead": lead.start,
    "correct_info": repair.correct,
    "correct_slot": repair.correct,
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
    "broker_cooperation": staff.take_broker,
    "delete_my_data": privacy.ask_erasure,
    "privacy_erasure": privacy.ask_erasure,
    "stop_contact": privacy.withdraw,
    "my_requirement": privacy.show_mine,
    "ask_visit": viewing.arrange,
    "unit_convert": sums.convert,
    "total_cost": sums.tell_total,
    "ask_policy": policies.tell_policies,
    "policy_query": policies.tell_policies,
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
