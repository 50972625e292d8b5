"""How is the private link to a site-selection report answered?"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, abort

from bot.conversation.playbook import Playbook
from bot.errors import StoreUnavailable
from bot.model import Lead
from bot.pages.report import find_gone, make_report
from bot.pages.report_desk import ReportDesk
from bot.pages.report_need import salutation_of
from bot.pages.site import Share, Site


@dataclass(frozen=True, slots=True)
class ReportViews:
    """The view /report/<token>."""

    site: Site
    desk: ReportDesk

    def show(self, token: str) -> Response:
        """Show the report as the stock stands now; every dead link gets the same answer."""
        try:
            return keep_private(self._show(token))
        except StoreUnavailable:
            abort(HTTPStatus.SERVICE_UNAVAILABLE)

    def _show(self, token: str) -> Response:
        now, catalog, playbook = self.site.clock.now(), self.site.catalog(), self.site.playbook()
        lead = self.desk.open(token, now)
        share = Share(playbook.agency.name, "")
        if lead is None:
            response = self.site.render("report_gone.html", share, catalog=catalog)
            response.status_code = HTTPStatus.NOT_FOUND
            return response
        report = make_report(lead, catalog, playbook.labels, now.date())
        shown = {one.listing.id: one.listing.title for one in report.candidates}
        return self.site.render(
            "report.html",
            share,
            catalog=catalog,
            report=report,
            missing=lead.request.missing,
            salutation=salutation_of(lead.request),
            broker=find_broker(lead, playbook),
            gone=find_gone(self.desk.remember(token, shown), catalog),
            now=now,
        )


def find_broker(lead: Lead, playbook: Playbook) -> str:
    """Return the name of who looks after a lead, as staff.yaml has it now; empty when nobody does."""
    verdict = lead.request.assessment
    owner_id = lead.progress.owner_id or str(verdict.get("owner_id") or "")
    person = playbook.rules.staff.get(owner_id) if owner_id else None
    return person.name if person else lead.progress.owner_name or str(verdict.get("owner_name") or "")


def keep_private(response: Response) -> Response:
    """Keep a page out of caches, search engines and the address lines that other sites get to see."""
    response.cache_control.no_store = True
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
