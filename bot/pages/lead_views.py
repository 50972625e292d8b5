"""How are the form, its submission and its receipt answered?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Response, abort, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from bot.catalog.catalog import Catalog
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.model import Json
from bot.pages.form_token import FormToken, FormTokens, signer
from bot.pages.lead_desk import Receipt, State, Submission
from bot.pages.lead_form import Checked, check_form
from bot.pages.lists import district_of
from bot.pages.pace import may_send, may_try
from bot.pages.site import Share, Site

Submit = Callable[[Submission], Receipt]

_LARGEST_BODY = 16_384
_TICKED = "yes"


@dataclass(frozen=True, slots=True)
class LeadViews:
    """The views /lead and /lead/done/<receipt>."""

    site: Site
    submit: Submit
    tokens: FormTokens
    receipts: URLSafeSerializer

    def show_form(self) -> Response:
        """Show the empty form."""
        return self._form(self.tokens.issue(), Checked({}))

    def take_form(self) -> AnyResponse:
        """Register what was typed, or show it again with what is wrong."""
        request.max_content_length = _LARGEST_BODY
        playbook, catalog = self.site.playbook(), self.site.catalog()
        typed = {name: request.form.get(name, "") for name in request.form}
        checked = check_form(typed, playbook.agency.own_numbers, _districts(catalog))
        token = self.tokens.read(typed.get("token", ""))
        if token is None:
            # A fresh form asks again, with what was typed.
            return self._form(self.tokens.issue(), replace(checked, errors={**checked.errors, "form": "stale"}), 400)
        if not (may_send(self.site.gatekeeper, request) and may_try(self.site.gatekeeper, token.key)):
            return self._form(token, replace(checked, errors={"form": "too_many"}), HTTPStatus.TOO_MANY_REQUESTS)
        if typed.get("consent") != _TICKED:
            checked = replace(checked, errors={**checked.errors, "consent": "consent_missing"})
        if checked.errors:
            return self._form(token, checked, 422)
        return self._submit(token, self._with_subject(checked))

    def show_receipt(self, receipt: str) -> Response:
        """Show the number of a registered lead, or that it will be registered later."""
        try:
            state, number, promise = self.receipts.loads(receipt)
        except (BadSignature, ValueError, TypeError):
            abort(404)
        response = self.site.render("lead_done.html", self._share(), state=state, number=number, promise=promise)
        response.cache_control.no_store = True
        return response

    def _submit(self, token: FormToken, checked: Checked) -> AnyResponse:
        visitor = f"page:{token.visitor}"
        receipt = self.submit(Submission(token.key, visitor, checked.fields, checked.raw, token.version))
        if receipt.state is State.FAILED:
            return self._form(token, replace(checked, errors={"form": "failed"}), 503)
        signed = self.receipts.dumps([receipt.state, receipt.number, receipt.promise])
        return redirect(url_for("pages.lead_done", receipt=signed), 303)

    def _form(self, token: FormToken, checked: Checked, status: int = 200) -> Response:
        catalog = self.site.catalog()
        response = self.site.render(
            "lead.html",
            self._share(),
            catalog=catalog,
            token=self.tokens.write(token),
            typed=checked.typed,
            errors=checked.errors,
            ticked=request.form.get("consent") == _TICKED and "form" not in checked.errors,
            subject=_subject(catalog, request.values),
            districts=_districts(catalog),
        )
        response.status_code = status
        self.tokens.hand_out(response, token)
        return response

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
    tokens = FormTokens(site, signer(secret, "lead form of the pages"), "/lead")
    return LeadViews(site, submit, tokens, signer(secret, "lead receipt of the pages"))


def _subject(catalog: Catalog, values: Mapping[str, str]) -> Park | Listing | None:
    return catalog.parks.get(values.get("park", "")) or catalog.listings.get(values.get("listing", ""))


def _districts(catalog: Catalog) -> list[str]:
    records: list[Park | Listing] = [*catalog.parks.values(), *catalog.listings.values()]
    return sorted({district_of(record) for record in records} - {""})
