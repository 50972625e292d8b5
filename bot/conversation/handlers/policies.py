"""Which recorded policies does a question mean, and are they still valid?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog.places import is_same_place
from bot.catalog.schema.service import Policy
from bot.conversation.handlers import faq
from bot.conversation.situation import Outcome, Situation

_MOST = 2
"""Policies in one reply; the page has them all."""


def tell_policies(at: Situation) -> Outcome:
    """Cite the recorded policies of the place and industry in question, the expired ones as such; else the process."""
    found = _about(at)
    if not found:
        return faq.answer(at)
    texts = [_say(at, policy) for policy in found[:_MOST]]
    if at.public_url:
        texts.append(f'<a href="{at.public_url}/policies">{at.say("see_policies")}</a>')
    return Outcome(at.session, (*texts, at.say("policy_advice")), resume=bool(at.pending))


def _about(at: Situation) -> list[Policy]:
    """Return the policies in question, those in force first, newest first."""
    named = [policy for policy in at.catalog.policies.values() if _is_named(policy, at.said.text)]
    fitting = named or [policy for policy in at.catalog.policies.values() if _fits(policy, at)]
    newest = sorted(fitting, key=lambda policy: policy.published, reverse=True)
    return sorted(newest, key=lambda policy: policy.is_expired(at.now.date()))


def _is_named(policy: Policy, text: str) -> bool:
    names = (policy.title, *policy.aliases, *([policy.document_number] if policy.document_number else []))
    return any(name in text for name in names)


def _fits(policy: Policy, at: Situation) -> bool:
    places = [*_names(at, "district"), *_names(at, "city")]
    industries = _names(at, "industry")
    in_place = not (places and policy.districts) or any(
        is_same_place(place, other) for place in places for other in policy.districts
    )
    return in_place and (
        not (industries and policy.industry_tags) or not set(industries).isdisjoint(policy.industry_tags)
    )


def _names(at: Situation, slot: str) -> Sequence[str]:
    """Return the names that the message gives, else those of the need."""
    said = [str(name) for claim in at.said.wanted(slot) for name in _each(claim.value)]
    known = at.draft.values.get(slot)
    return said or ([str(name) for name in _each(known.value)] if known else [])


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _say(at: Situation, policy: Policy) -> str:
    today = at.now.date()
    state = "policy_expired" if policy.is_expired(today) else "policy_in_force"
    if policy.effective_from > today:
        state = "policy_not_yet"
    quote = at.say("policy_quote", value=policy.amount_quote) if policy.amount_quote else ""
    number = f"（{policy.document_number}）" if policy.document_number else ""
    return at.say(
        "policy",
        title=policy.title,
        number=number,
        source=policy.issuer,
        date=policy.published.isoformat(),
        facts=at.say(state, opening=policy.effective_from, closing=policy.effective_to),
        summary=policy.summary,
        value=quote,
        link=policy.url,
    )
