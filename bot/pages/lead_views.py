"""How are the form, its submission and its receipt answered?"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Response, abort, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from bot.catalog.catalog import Catalog
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.model import Json
from bot.pages.lead_desk import Receipt, State, Submission
from bot.pages.lead_form import Checked, check_form
from bot.pages.lists import district_of
from bot.pages.site import Share, Site

Submit = Callable[[Submission], Receipt]

_COOKIE = "parkbot_form"
_COOKIE_SECONDS = 86_400
_COOKIE_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")
_TOKEN_SECONDS = 43_200
_LARGEST_BODY = 16_384
_TICKED = "yes"


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What the hidden token of a form says, signed by us."""

    key: str
    visitor: str
    version: str
    """Of the privacy notice that stands beside the box."""
    issued: int
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class LeadViews:
    """The views /lead and /lead/done/<receipt>."""

    site: Site
    submit: Submit
    tickets: URLSafeSerializer
    receipts: URLSafeSerializer

    def show_form(self) -> Response:
        """Show the empty form."""
        return self._form(self._new_ticket(), Checked({}))

    def take_form(self) -> AnyResponse:
        """Register what was typed, or show it again with what is wrong."""
        request.max_content_length = _LARGEST_BODY
        playbook, catalog = self.site.playbook(), self.site.catalog()
        typed = {name: request.form.get(name, "") for name in request.form}
        checked = check_form(typed, playbook.agency.own_numbers, _districts(catalog))
        ticket = self._read_ticket(typed.get("token", ""))
        if ticket is None or ticket.version != playbook.privacy.version:
            # Nobody has agreed to a notice that was not shown: a fresh form asks again, with what was typed.
            return self._form(self._new_ticket(), replace(checked, errors={**checked.errors, "form": "stale"}), 400)
        if typed.get("consent") != _TICKED:
            checked = replace(checked, errors={**checked.errors, "consent": "consent_missing"})
        if checked.errors:
            return self._form(ticket, checked, 422)
        return self._submit(ticket, self._with_subject(checked))

    def show_receipt(self, receipt: str) -> Response:
        """Show the number of a registered lead, or that it will be registered later."""
        try:
            state, number, promise = self.receipts.loads(receipt)
        except (BadSignature, ValueError, TypeError):
            abort(404)
        response = self.site.render("lead_done.html", self._share(), state=state, number=number, promise=promise)
        response.cache_control.no_store = True
        return response

    def _submit(self, ticket: _Ticket, checked: Checked) -> AnyResponse:
        visitor = f"page:{ticket.visitor}"
        receipt = self.submit(Submission(ticket.key, visitor, checked.fields, checked.raw, ticket.version))
        if receipt.state is State.FAILED:
            return self._form(ticket, replace(checked, errors={"form": "failed"}), 503)
        signed = self.receipts.dumps([receipt.state, receipt.number, receipt.promise])
        return redirect(url_for("pages.lead_done", receipt=signed), 303)

    def _form(self, ticket: _Ticket, checked: Checked, status: int = 200) -> Response:
        catalog = self.site.catalog()
        response = self.site.render(
            "lead.html",
            self._share(),
            catalog=catalog,
            token=self.tickets.dumps([ticket.key, ticket.visitor, ticket.version, ticket.issued]),
            typed=checked.typed,
            errors=checked.errors,
            ticked=request.form.get("consent") == _TICKED and "form" not in checked.errors,
            subject=_subject(catalog, request.values),
            districts=_districts(catalog),
        )
        response.status_code = status
        response.cache_control.no_store = True
        secure = request.is_secure or self.site.public_url.startswith("https:")
        response.set_cookie(
            _COOKIE, ticket.visitor, max_age=_COOKIE_SECONDS, path="/lead", secure=secure, httponly=True, samesite="Lax"
        )
        return response

    def _new_ticket(self) -> _Ticket:
        known = request.cookies.get(_COOKIE, "")
        visitor = known if _COOKIE_PATTERN.fullmatch(known) else secrets.token_urlsafe(16)
        issued = int(self.site.clock.now().timestamp())
        return _Ticket(secrets.token_urlsafe(16), visitor, self.site.playbook().privacy.version, issued)

    def _read_ticket(self, token: str) -> _Ticket | None:
        try:
            ticket = _Ticket(*self.tickets.loads(token))
        except (BadSignature, TypeError, ValueError):
            return None
        age = self.site.clock.now().timestamp() - ticket.issued
        own = secrets.compare_digest(ticket.visitor.encode(), request.cookies.get(_COOKIE, "").encode())
        return ticket if own and age <= _TOKEN_SECONDS else None

    def _with_subject(self, checked: Checked) -> Checked:
        """Return the values together with the park or listing whose page led to the form."""
        subject = _subject(self.site.catalog(), request.values)
        if subject is None:
            return checked
        fields: dict[str, Json] = {**checked.fields, "park": subject.name}
        return replace(checked, fields=fields, raw={**checked.raw, "park": subject.name})

    def _share(self) -> Share:
        return Share(self.site.playbook().agency.name, "")


def create_lead_views(site: Site, submit: Submit, secret: str) -> LeadViews:
    """Return the views, which sign their tokens with the installation's secret."""
    sha256 = {"digest_method": hashlib.sha256}
    return LeadViews(
        site,
        submit,
        URLSafeSerializer(secret, salt="lead form of the pages", signer_kwargs=sha256),
        URLSafeSerializer(secret, salt="lead receipt of the pages", signer_kwargs=sha256),
    )


def _subject(catalog: Catalog, values: Mapping[str, str]) -> Park | Listing | None:
    return catalog.parks.get(values.get("park", "")) or catalog.listings.get(values.get("listing", ""))


def _districts(catalog: Catalog) -> list[str]:
    records: list[Park | Listing] = [*catalog.parks.values(), *catalog.listings.values()]
    return sorted({district_of(record) for record in records} - {""})
