"""How are the forms answered by which an owner updates a park and a holder of rights has a page taken down?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from flask import Response, abort, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from bot.catalog.catalog import Catalog
from bot.model import Consent, Json, Ticket
from bot.pages.form_token import FormToken, FormTokens, signer
from bot.pages.lead_desk import State
from bot.pages.pace import may_send, may_try
from bot.pages.records import find_record
from bot.pages.site import Share, Site
from bot.pages.ticket_desk import TakeTicket
from bot.pages.ticket_form import LONGEST, TAKEDOWN, UPDATE, CheckedTicket, TicketKind, check_ticket
from bot.pages.uploads import MOST_BYTES, MOST_FILES, read_files
from bot.privacy import mask

_LARGEST_BODY: Final = 16 * 1024 * 1024
"""Bytes; photos that are somewhat too large get a friendly answer, and the rest of the form stays."""
_TICKED: Final = "yes"
_SCENE: Final = "page"


@dataclass(frozen=True, slots=True)
class TicketViews:
    """The views of one form that ends in a ticket."""

    site: Site
    kind: TicketKind
    take: TakeTicket
    tokens: FormTokens
    receipts: URLSafeSerializer

    def show_form(self) -> Response:
        """Show the form, with the page it was opened from filled in."""
        typed = {"subject": _subject_of(self.site.catalog(), request.args.get("about", ""))}
        return self._form(self.tokens.issue(), CheckedTicket({**dict.fromkeys(LONGEST, ""), **typed}))

    def take_form(self) -> AnyResponse:
        """Open a ticket for what was typed and chosen, or show it again with what is wrong."""
        request.max_content_length = _LARGEST_BODY
        if not may_send(self.site.gatekeeper, request):
            return self._refuse(CheckedTicket(dict.fromkeys(LONGEST, "")), "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        files, fault = read_files(request.files.getlist("proof"))
        checked = check_ticket(self.kind, request.form, files, fault, self.site.playbook().agency.own_numbers)
        token = self.tokens.read(request.form.get("token", ""))
        if token is None:
            return self._refuse(checked, "stale", HTTPStatus.BAD_REQUEST)
        if not may_try(self.site.gatekeeper, token.key):
            return self._refuse(checked, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        if request.form.get("consent") != _TICKED:
            checked = replace(checked, errors={**checked.errors, "consent": "consent_missing"})
        if checked.errors:
            return self._form(token, checked, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._submit(token, checked)

    def show_receipt(self, receipt: str) -> Response:
        """Show the number of a ticket, or that it will get one later."""
        try:
            state, number = self.receipts.loads(receipt)
        except (BadSignature, ValueError, TypeError):
            abort(HTTPStatus.NOT_FOUND)
        response = self._render("ticket_done.html", state=state, number=number)
        response.cache_control.no_store = True
        return response

    def _submit(self, token: FormToken, checked: CheckedTicket) -> AnyResponse:
        receipt = self.take(self._ticket(token, checked), checked.files, self.kind.queue)
        if receipt.state is State.FAILED:
            return self._form(token, replace(checked, errors={"form": "failed"}), HTTPStatus.SERVICE_UNAVAILABLE)
        signed = self.receipts.dumps([receipt.state, receipt.number])
        return redirect(url_for(f"pages.{self.kind.ticket}_done", receipt=signed), HTTPStatus.SEE_OTHER)

    def _ticket(self, token: FormToken, checked: CheckedTicket) -> Ticket:
        """Return the ticket; the same words and files from the same form are the same ticket."""
        digest = hashlib.sha256(repr(sorted(checked.typed.items())).encode())
        for content in checked.files:
            digest.update(hashlib.sha256(content).digest())
        key = f"{token.key} {digest.hexdigest()}"
        words = {name: mask(value) for name, value in checked.typed.items()}
        text = render_template("pages/ticket.txt", kind=self.kind, typed=words, count=len(checked.files))
        privacy = self.site.playbook().privacy
        consent = Consent(token.version, privacy.ticket_purpose or privacy.purpose, self.site.clock.now(), key)
        return Ticket(
            key, self.kind.ticket, f"page:{token.visitor}", text, _SCENE, contact=checked.contact, consent=consent
        )

    def _refuse(self, checked: CheckedTicket, reason: str, status: int) -> Response:
        """Show a fresh form with what was typed."""
        return self._form(self.tokens.issue(), replace(checked, errors={**checked.errors, "form": reason}), status)

    def _form(self, token: FormToken, checked: CheckedTicket, status: int = HTTPStatus.OK) -> Response:
        ticked = request.form.get("consent") == _TICKED and "form" not in checked.errors
        response = self._render(
            "ticket.html",
            token=self.tokens.write(token),
            typed=checked.typed,
            errors=checked.errors,
            ticked=ticked,
            most_files=MOST_FILES,
            most_mb=MOST_BYTES // 2**20,
        )
        response.status_code = status
        self.tokens.hand_out(response, token)
        return response

    def _render(self, template: str, **values: Json) -> Response:
        share = Share(self.site.playbook().agency.name, "")
        return self.site.render(template, share, kind=self.kind, **values)


def create_ticket_views(site: Site, take: TakeTicket, secret: str) -> Mapping[str, TicketViews]:
    """Return the views of both forms, by kind of ticket."""
    return {kind.ticket: _views_of(site, kind, take, secret) for kind in (UPDATE, TAKEDOWN)}


def _views_of(site: Site, kind: TicketKind, take: TakeTicket, secret: str) -> TicketViews:
    tokens = FormTokens(site, signer(secret, f"{kind.ticket} form of the pages"), kind.path)
    return TicketViews(site, kind, take, tokens, signer(secret, f"{kind.ticket} receipt of the pages"))


def _subject_of(catalog: Catalog, about: str) -> str:
    """Return the name of the page that led to the form, with its path; empty when there was none."""
    kind, _, record_id = about.partition("/")
    record = find_record(catalog, kind, record_id)
    return f"{record.name} /{about}"[: LONGEST["subject"]] if record else ""
