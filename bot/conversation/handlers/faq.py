"""Which careful answer does a general question get?"""

from __future__ import annotations

from bot.conversation.situation import Outcome, Situation


def answer(at: Situation) -> Outcome:
    """Answer from the frequent questions; without a reliable answer say so and offer a person."""
    unlisted = next((c.raw for c in at.said.claims if c.slot == "park" and c.detail.get("unlisted")), "")
    about = (at.say("park_unlisted", name=unlisted),) if unlisted else ()
    hit = at.catalog.find_faq(at.said.text, topic=at.said.intent)
    if hit is None:
        return Outcome(at.session, about or (at.say("faq_none"),), resume=bool(at.pending), understood=False)
    entry = hit.faq
    parts = [entry.answer_with(_values(at))]
    if entry.handoff:
        parts.append(at.say("faq_handoff"))
    return Outcome(at.session, (*about, *parts), resume=bool(at.pending))


def _values(at: Situation) -> dict[str, str]:
    """Return what is configured; what is not is left to the answer's own fallback."""
    agency = at.playbook.agency
    configured = {
        "agency_name": agency.name,
        "hotline": agency.hotline,
        "office_hours": agency.hours,
        "privacy_url": at.page("privacy", "").rstrip("/"),
        "agency_fee_policy": agency.fee_policy,
    }
    return {name: value for name, value in configured.items() if value}
