"""Which mobile pages does this installation show to everybody?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from flask import Blueprint, Response, request
from flask.typing import RouteCallable
from werkzeug.exceptions import HTTPException, NotFound

from bot.catalog.catalog import Catalog
from bot.conversation.playbook import Playbook
from bot.pages.compare_views import CompareViews
from bot.pages.lead_views import Submit, create_lead_views
from bot.pages.list_views import ListViews
from bot.pages.record_views import RecordViews
from bot.pages.report_desk import ReportDesk
from bot.pages.report_views import ReportViews
from bot.pages.site import Site, protect
from bot.pages.ticket_desk import TakeTicket, refuse_tickets
from bot.pages.ticket_views import create_ticket_views
from bot.pages.view_counter import ViewCounter
from bot.pages.wanted import here
from bot.ports import Clock, Gatekeeper

_Rule: TypeAlias = tuple[str, str, RouteCallable, list[str]]
"""Address, name, view and methods."""


def create_pages(
    catalog: Callable[[], Catalog],
    playbook: Callable[[], Playbook],
    clock: Clock,
    submit: Submit,
    *,
    public_url: str,
    secret: str,
    take_ticket: TakeTicket = refuse_tickets,
    gatekeeper: Gatekeeper | None = None,
    views: ViewCounter | None = None,
    pictures: Path | None = None,
    reports: ReportDesk | None = None,
) -> Blueprint:
    """Return the blueprint of the public pages.

    Args:
        catalog: gives the present state of the knowledge.
        playbook: gives the present state of config/.
        clock: tells how old a check by staff is.
        submit: registers a filled-in form, `LeadDesk.submit` in production.
        public_url: base address of the pages as visitors know it; empty takes the address of each request.
        secret: signs the tokens of the forms.
        take_ticket: opens a ticket for a filled-in form with its files, `TicketDesk.take` in production.
        gatekeeper: knows who has sent too many forms lately; None lets everybody.
        views: counts how often each page is seen; None counts nothing.
        pictures: folder of the account's own code, config/ in production.
        reports: opens private links to site-selection reports; None has no such links.
    """
    site = Site(catalog, playbook, clock, public_url.rstrip("/"), gatekeeper, views, pictures)
    blueprint = Blueprint(
        "pages", __name__, static_folder="static", static_url_path="/assets/pages", template_folder="templates"
    )
    for rule, endpoint, view, methods in (
        *_list_and_record_rules(site),
        *_lead_rules(site, submit, secret),
        *_ticket_rules(site, take_ticket, secret),
        *_report_rules(site, reports),
    ):
        blueprint.add_url_rule(rule, endpoint, view, methods=methods)
    blueprint.add_app_template_global(here, "here")
    blueprint.after_request(protect)
    blueprint.register_error_handler(HTTPException, site.refuse)
    blueprint.app_errorhandler(NotFound)(lambda fault: _refuse_elsewhere(site, fault))
    return blueprint


def _list_and_record_rules(site: Site) -> list[_Rule]:
    lists, records = ListViews(site), RecordViews(site)
    return [
        ("/", "home", lists.go_home, ["GET"]),
        ("/parks", "parks", lists.list_parks, ["GET"]),
        ("/listings", "listings", lists.list_listings, ["GET"]),
        ("/articles", "articles", lists.list_articles, ["GET"]),
        ("/policies", "policies", lists.list_policies, ["GET"]),
        ("/topics/<name>", "topic", lists.show_topic, ["GET"]),
        ("/search", "search", lists.search, ["GET"]),
        ("/compare", "compare", CompareViews(site).show, ["GET"]),
        ("/privacy", "privacy", lists.show_privacy, ["GET"]),
        ("/p/<record_id>", "park", records.show_park, ["GET"]),
        ("/l/<record_id>", "listing", records.show_listing, ["GET"]),
        ("/a/<record_id>", "article", records.show_article, ["GET"]),
        ("/policy/<record_id>", "policy", records.show_policy, ["GET"]),
        ("/qr/follow/<scene>", "follow", records.show_follow_code, ["GET"]),
        ("/qr/<any(p,l,a,policy):kind>/<record_id>.<any(svg,png):form>", "code", records.show_code, ["GET"]),
    ]


def _lead_rules(site: Site, submit: Submit, secret: str) -> list[_Rule]:
    leads = create_lead_views(site, submit, secret)
    return [
        ("/lead", "lead", leads.show_form, ["GET"]),
        ("/lead", "send_lead", leads.take_form, ["POST"]),
        ("/lead/done/<receipt>", "lead_done", leads.show_receipt, ["GET"]),
    ]


def _ticket_rules(site: Site, take: TakeTicket, secret: str) -> Iterator[_Rule]:
    for kind, tickets in create_ticket_views(site, take, secret).items():
        yield tickets.kind.path, kind, tickets.show_form, ["GET"]
        yield tickets.kind.path, f"send_{kind}", tickets.take_form, ["POST"]
        yield f"{tickets.kind.path}/done/<receipt>", f"{kind}_done", tickets.show_receipt, ["GET"]


def _report_rules(site: Site, desk: ReportDesk | None) -> list[_Rule]:
    return [("/report/<token>", "report", ReportViews(site, desk).show, ["GET"])] if desk else []


def _refuse_elsewhere(site: Site, fault: HTTPException) -> Response | HTTPException:
    """Answer an address that nobody owns, or one of ours, with our page; other parts keep their own faults."""
    return site.refuse(fault) if request.blueprint in {None, "pages"} else fault
