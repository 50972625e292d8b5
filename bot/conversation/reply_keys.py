"""Which replies must be written under config/replies/, and which placeholders may they use?"""

from __future__ import annotations

REPLIES = frozenset(
    {
        "about", "already_registered", "already_so", "amended", "apology", "article_found", "articles_found",
        "articles_latest", "articles_none_of", "articles_of", "ask_change", "ask_confirm", "ask_erase",
        "ask_park", "ask_place", "ask_share", "ask_unit", "back", "broker", "busy", "bye", "cancelled",
        "cancelled_personal", "changed", "chitchat", "choice_cancel", "choice_change", "choice_confirm",
        "choice_go_on", "choice_keep", "choice_other", "choice_restart", "clarify", "compare_needs_two",
        "compared", "compared_value", "complaint", "contact", "correct_field", "correct_nothing",
        "correct_what", "cost", "cost_left_out", "cost_open", "declined", "dropped", "erase_cancelled",
        "erase_failed", "erase_no", "erase_yes", "erased", "erasure_notice", "error_report", "fallback_human",
        "faq_handoff", "faq_none", "given_up", "going_on", "greet", "greet_again", "handed_back", "help",
        "human_again", "human_closed", "human_open", "identity", "kept", "lead_frozen", "lead_start", "link",
        "location_unread", "match_miss", "match_miss_measured", "matches_found", "matches_found_one",
        "matches_near", "matches_nearest", "matches_none", "matches_parks", "matches_relaxed", "matches_rest",
        "mine", "mine_consent", "mine_consent_receiver", "mine_consents", "mine_lead", "mine_leads",
        "mine_nothing", "mine_rights", "mine_unavailable", "more_hint", "next_working_day", "no_lead",
        "no_memory", "not_read", "noted", "noted_yes_or_no", "nothing_before", "nothing_to_add",
        "nothing_to_cancel", "nothing_to_skip", "number_later", "offer_to_go_on", "opening_time",
        "operator_of", "other_need", "out_of_scope", "park_unlisted", "parks_for_industry", "parks_found",
        "parks_more", "parks_no_more", "parks_none", "parks_rest", "phone_invalid", "phone_masked",
        "phone_no_area_code", "phone_too_long", "phone_too_short", "picture", "policy", "policy_advice",
        "policy_expired", "policy_in_force", "policy_not_yet", "policy_quote", "privacy_in_chat", "progress",
        "progress_late", "progress_none", "registered", "registered_without_phone", "registration_delayed",
        "registration_failed", "report", "restarted", "resume_confirm", "resume_field", "scanned",
        "scanned_scene", "see_page", "see_policies", "settled_any", "settled_declined", "settled_none",
        "settled_skipped", "settled_unknown", "share_agreed", "share_agreed_notice", "share_failed",
        "share_gone", "share_no", "share_purpose", "share_refused", "share_refused_notice", "share_yes",
        "show_what", "sources", "summary", "summary_missing", "summary_refused", "sums", "supply", "takedown",
        "tell_field", "thanks", "ticket_failed", "unknown", "unknown_asked", "unknown_offer", "viewing_later",
        "voice_unread", "welcome", "welcome_scene", "withdraw_failed", "withdrawal_notice", "withdrawn",
        "withdrawn_later",
    }
)  # fmt: skip
"""Keys that the conversation says; a missing one would be an apology in the middle of a talk."""

PLACEHOLDERS = frozenset(
    {
        "about", "basis", "closing", "condition", "consent_version", "consents", "count", "date", "facts",
        "gap", "industry", "label", "labels", "leads", "lines", "link", "miss", "name", "names", "near",
        "need", "new", "number", "numbers", "offered", "old", "opening", "park", "place", "promise",
        "purpose", "raw", "receiver", "shown", "source", "sources", "stage", "summary", "title", "value",
        "wanted", "when",
    }
)  # fmt: skip
"""Names in braces that the conversation fills in, besides the constants of the agency."""
