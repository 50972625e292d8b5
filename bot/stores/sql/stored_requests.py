"""How do leads and tickets become rows, with personal data apart and sealed?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from bot.model import Consent, Json, Lead, LeadRequest, Ticket
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import storable
from bot.stores.sql.progress import progress_from

ERASED: Final = "erased"
"""Stage of a lead whose personal data are gone."""

_CONTACT: Final = frozenset({"contact", "phone"})

PLAIN_FIELDS: Final = frozenset(
    {
        "area_m2",
        "area_per_floor_m2",
        "certificate",
        "city",
        "clear_height_m",
        "crane",
        "crane_t",
        "deal",
        "district",
        "fire_class",
        "floor_height_m",
        "industry",
        "land_m2",
        "listing",
        "load_t_m2",
        "metro_line",
        "move_in",
        "park",
        "power_kva",
        "power_kw",
        "price",
        "property_type",
        "purpose",
        "storey",
        "tax",
        "town",
        "truck_m",
    },
)
"""Fields that say nothing about a person; all others, unknown ones too, are sealed and erased."""


def request_columns(cipher: Cipher, request: LeadRequest) -> dict[str, Json]:
    """Return the columns of a lead that hold its request."""
    return {
        "phone_digest": _phone_digest(cipher, request),
        "company_digest": _company_digest(cipher, request),
        "queue": storable(request.queue, 32),
        "scene": storable(request.scene, 128),
        "plain": plain_part(request),
        "sealed": cipher.seal(request_to_json(request)),
        "has_words": bool(request.raw or request.transcript),
    }


def erased_columns(request: LeadRequest) -> dict[str, Json]:
    """Return the same columns for a visitor who is to be forgotten."""
    return {
        "phone_digest": None,
        "company_digest": None,
        "queue": storable(request.queue, 32),
        "scene": storable(request.scene, 128),
        "plain": plain_part(request),
        "sealed": None,
        "has_words": False,
    }


def plain_part(request: LeadRequest) -> str:
    """Return what may be read without a key, as JSON."""
    fields = {name: value for name, value in request.fields.items() if name in PLAIN_FIELDS}
    return storable(json.dumps({"fields": fields, "missing": list(request.missing)}, ensure_ascii=False))


def lead_from(cipher: Cipher, row: Row[Any]) -> Lead:
    """Return the lead of a row; an erased one has no visitor, no words and only the plain fields."""
    request = request_from_json(cipher.open(row.sealed)) if row.sealed else _erased_request(row)
    return Lead(
        id=row.id,
        number=row.number,
        request=request,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        stage=row.stage,
        frozen_at=row.frozen_at,
        progress=progress_from(row),
    )


def lead_for_staff(cipher: Cipher, row: Row[Any]) -> Lead:
    """Return the lead of a row as a notice may carry it: without the person when consent was withdrawn."""
    lead = lead_from(cipher, row)
    if lead.frozen_at is None:
        return lead
    fields, raw = (
        {slot: value for slot, value in values.items() if slot not in _CONTACT}
        for values in (lead.request.fields, lead.request.raw)
    )
    return replace(lead, request=replace(lead.request, fields=fields, raw=raw, consent=None, transcript=()))


def without_words(cipher: Cipher, sealed: str) -> str:
    """Return a sealed request without what the visitor typed; its values stay."""
    return cipher.seal({**cipher.open(sealed), "raw": {}, "transcript": []})


def without_consent(cipher: Cipher, sealed: str) -> str:
    """Return a sealed request that says that nobody may be contacted."""
    return cipher.seal({**cipher.open(sealed), "consent": None})


def ticket_from(cipher: Cipher, row: Row[Any]) -> Ticket:
    """Return the ticket of a row."""
    values = cipher.open(row.sealed) if row.sealed else {}
    return ticket_from_json({"key": "", "visitor": "", "text": "", "transcript": [], **values}, row.kind, row.scene)


def says_the_same(one: LeadRequest, other: LeadRequest) -> bool:
    """Say whether staff would read the same in both."""
    return _gist(one) == _gist(other)


def request_to_json(request: LeadRequest) -> Json:
    """Return a request as a value that JSON holds."""
    consent = request.consent
    return {
        "key": request.key,
        "visitor": request.visitor,
        "fields": dict(request.fields),
        "raw": dict(request.raw),
        "queue": request.queue,
        "scene": request.scene,
        "consent": None if consent is None else _consent_to_json(consent),
        "transcript": list(request.transcript),
        "missing": list(request.missing),
        "assessment": dict(request.assessment),
    }


def request_from_json(values: Mapping[str, Json]) -> LeadRequest:
    """Return the request that `request_to_json` wrote."""
    consent = values["consent"]
    return LeadRequest(
        key=values["key"],
        visitor=values["visitor"],
        fields=values["fields"],
        raw=values["raw"],
        queue=values["queue"],
        scene=values["scene"],
        consent=None if consent is None else _consent_from_json(consent),
        transcript=tuple(values["transcript"]),
        missing=tuple(values["missing"]),
        assessment=values["assessment"],
    )


def ticket_to_json(ticket: Ticket) -> Json:
    """Return the personal part of a ticket as a value that JSON holds."""
    return {
        "key": ticket.key,
        "visitor": ticket.visitor,
        "text": ticket.text,
        "transcript": list(ticket.transcript),
        "contact": dict(ticket.contact),
        "consent": None if ticket.consent is None else _consent_to_json(ticket.consent),
        "proofs": list(ticket.proofs),
        "due_at": ticket.due_at.isoformat() if ticket.due_at else None,
    }


def ticket_from_json(values: Mapping[str, Json], kind: str, scene: str) -> Ticket:
    """Return the ticket that `ticket_to_json` took apart."""
    # What was sealed before tickets had a contact lacks the last four.
    consent, due = values.get("consent"), values.get("due_at")
    return Ticket(
        values["key"],
        kind,
        values["visitor"],
        values["text"],
        scene,
        tuple(values["transcript"]),
        contact=values.get("contact", {}),
        consent=None if consent is None else _consent_from_json(consent),
        proofs=tuple(values.get("proofs", ())),
        due_at=_moment(due) if due else None,
    )


def without_contact(cipher: Cipher, sealed: str) -> str:
    """Return a sealed ticket that names nobody to be contacted."""
    return cipher.seal({**cipher.open(sealed), "contact": {}, "consent": None})


def _consent_to_json(consent: Consent) -> Json:
    return {**asdict(consent), "given_at": consent.given_at.isoformat()}


def _consent_from_json(values: Mapping[str, Json]) -> Consent:
    return Consent(**{**values, "given_at": _moment(values["given_at"])})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _phone_digest(cipher: Cipher, request: LeadRequest) -> str | None:
    phone = request.fields.get("phone")
    return cipher.digest_phone(phone) if isinstance(phone, str) and phone else None


def _company_digest(cipher: Cipher, request: LeadRequest) -> str | None:
    company = request.assessment.get("company_key")
    return cipher.digest_company(company) if isinstance(company, str) and company else None


def _erased_request(row: Row[Any]) -> LeadRequest:
    plain = json.loads(row.plain)
    missing = tuple(plain["missing"])
    return LeadRequest("", "", plain["fields"], {}, queue=row.queue, scene=row.scene, missing=missing)


def _gist(request: LeadRequest) -> str:
    consent = request.consent and request.consent.version
    return json.dumps([dict(request.fields), request.queue, request.scene, request.missing, consent], sort_keys=True)
