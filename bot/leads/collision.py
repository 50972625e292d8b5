"""Is somebody else already talking to this customer?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.leads.fields import names_in
from bot.leads.rules import LeadRules
from bot.leads.score_file import CollisionFile
from bot.leads.stages import Stage
from bot.leads.words import plain
from bot.model import Json, Lead, LeadRequest

_BRACKETS = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_MARKS = re.compile(r"[\W_]+")
_LEAST_CORE = 2
"""Characters; what is left of a company's name must still be one."""
_LEAST_PHONE = 7
_COUNTRY = "86"
_MOBILE = 11
_FREE = frozenset({Stage.POOL, Stage.INVALID, Stage.LOST, "erased"})
"""Stages in which nobody's work is protected; a forgotten visitor's lead is erased."""


class CollisionKind(StrEnum):
    """What two leads have in common."""

    SAME_PHONE = "same_phone"
    SAME_COMPANY = "same_company"
    OTHER_OWNER = "other_owner"


@dataclass(frozen=True, slots=True)
class Collision:
    """A warning for staff; nothing is merged."""

    kind: CollisionKind
    number: str
    """The other lead."""
    text: str


def find_collisions(
    request: LeadRequest,
    others: Sequence[Lead],
    rules: LeadRules,
    now: datetime,
    *,
    owner_id: str = "",
    owners: Mapping[str, str] | None = None,
) -> tuple[Collision, ...]:
    """Return what staff must know before they call: the same person or company elsewhere, a colleague's customer.

    Args:
        request: the new or changed lead.
        others: leads to compare with; the lead of this request itself may be among them.
        rules: what counts as the same.
        now: the moment of comparison.
        owner_id: who gets this lead.
        owners: id of the owner by number of the other leads.
    """
    found: list[Collision] = []
    mine = _identity(request, rules.score.collision)
    for lead in others:
        if lead.request.key == request.key:
            continue
        kinds = _shared(mine, _identity(lead.request, rules.score.collision))
        is_elsewhere = lead.request.visitor != request.visitor
        found += [_collision(kind, lead, rules) for kind in kinds if is_elsewhere]
        owner = (owners or {}).get(lead.number, "")
        if (kinds or not is_elsewhere) and owner not in ("", owner_id) and _is_protected(lead, rules, now):
            found.append(_collision(CollisionKind.OTHER_OWNER, lead, rules, owner))
    return tuple(found)


def company_key(request: LeadRequest, rules: CollisionFile) -> str:
    """Return what tells the company of a lead apart, empty when it names none."""
    names = (normalise_company(name, rules) for name in names_in(request.fields, "company"))
    return next((name for name in names if name), "")


def normalise_company(name: str, rules: CollisionFile) -> str:
    """Return what tells a company apart: no legal form, brackets or place; empty when it names none."""
    text = plain(name)
    if text in {plain(word) for word in rules.no_company}:
        return ""
    inside = _BRACKETS.sub(lambda found: "" if found[1] in rules.place_prefixes else found[1], text)
    whole = _MARKS.sub("", inside)
    places, forms = _one_of(rules.place_prefixes), _one_of(rules.legal_forms)
    core = re.sub(rf"^(?:{places}[省市区县]?)+|{forms}$", "", whole)
    return core if len(core) >= _LEAST_CORE else whole


def normalise_phone(value: Json) -> str:
    """Return the digits of a phone number without the country's code; empty when it is none."""
    digits = re.sub(r"[^0-9]", "", plain(value)) if isinstance(value, str) else ""
    if digits.startswith(_COUNTRY) and len(digits) == _MOBILE + len(_COUNTRY):
        digits = digits[len(_COUNTRY) :]
    return digits if len(digits) >= _LEAST_PHONE else ""


def _identity(request: LeadRequest, rules: CollisionFile) -> tuple[str, frozenset[str]]:
    companies = frozenset(normalise_company(name, rules) for name in names_in(request.fields, "company"))
    return normalise_phone(request.fields.get("phone")), companies - {""}


def _shared(mine: tuple[str, frozenset[str]], theirs: tuple[str, frozenset[str]]) -> Sequence[CollisionKind]:
    kinds = [CollisionKind.SAME_PHONE] * (mine[0] != "" and mine[0] == theirs[0])
    return kinds + [CollisionKind.SAME_COMPANY] * (not mine[1].isdisjoint(theirs[1]))


def _is_protected(lead: Lead, rules: LeadRules, now: datetime) -> bool:
    return lead.stage not in _FREE and now < _protected_until(lead, rules)


def _protected_until(lead: Lead, rules: LeadRules) -> datetime:
    return lead.updated_at + timedelta(days=rules.score.collision.protection_days)


def _collision(kind: CollisionKind, lead: Lead, rules: LeadRules, owner: str = "") -> Collision:
    person = rules.staff.get(owner)
    words = {
        "number": lead.number,
        "date": f"{lead.created_at:%Y-%m-%d}",
        "owner": person.name if person else owner,
        "until": f"{_protected_until(lead, rules):%Y-%m-%d}",
    }
    return Collision(kind, lead.number, getattr(rules.score.collision, kind).format(**words))


def _one_of(terms: Sequence[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(terms, key=len, reverse=True))) or '(?!)'})"
