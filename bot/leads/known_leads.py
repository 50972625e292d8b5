"""Which leads of the book may be the same customer, and how is a lead judged beside them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.leads.assess import assess
from bot.leads.collision import company_key
from bot.leads.conditions import LeadFacts
from bot.leads.rules import LeadRules
from bot.model import Lead, LeadRequest
from bot.ports import LeadBook


def assess_beside_known(
    request: LeadRequest,
    book: LeadBook,
    rules: LeadRules,
    hours: Mapping[str, Sequence[str]],
    now: datetime,
    *,
    facts: LeadFacts | None = None,
    wanted: str = "",
) -> LeadRequest:
    """Return the request with what the rules say of it; its queue decides who hears of it.

    Args:
        request: the lead as it is registered.
        book: where leads of the same visitor, phone or company are looked for.
        rules: score.yaml, staff.yaml and holidays.yaml.
        hours: opening hours by weekday, as in routing.yaml.
        now: the moment of registration.
        facts: what else is known.
        wanted: id of the person whose card brought the visitor.

    Raises:
        StoreUnavailable: the book did not answer.
    """
    others = _find_others(request, book, rules)
    owners = {lead.number: lead.progress.owner_id for lead in others if lead.progress.owner_id}
    verdict = assess(request, others, rules, hours, now, facts=facts, owners=owners, wanted=wanted)
    return replace(request, queue=verdict.queue, assessment=verdict.to_values())


def _find_others(request: LeadRequest, book: LeadBook, rules: LeadRules) -> list[Lead]:
    phone, company = str(request.fields.get("phone") or ""), company_key(request, rules.score.collision)
    found = [
        *book.find_by_visitor(request.visitor),
        *(book.find_by_phone(phone) if phone else ()),
        *(book.find_by_company(company) if company else ()),
    ]
    return list({lead.number: lead for lead in found if lead.request.key != request.key}.values())
