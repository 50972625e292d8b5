"""Which mobile pages does this installation show to everybody?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from bot.catalog.catalog import Catalog
from bot.conversation.playbook import Playbook
from bot.pages.lead_views import Submit, create_lead_views
from bot.pages.list_views import ListViews
from bot.pages.record_views import RecordViews
from bot.pages.site import Site, protect
from bot.ports import Clock


def create_pages(
    catalog: Callable[[], Catalog],
    playbook: Callable[[], Playbook],
    clock: Clock,
    submit: Submit,
    *,
    public_url: str,
    secret: str,
) -> Blueprint:
    """Return the blueprint of the public pages.

    Args:
        catalog: gives the present state of the knowledge.
        playbook: gives the present state of config/.
        clock: tells how old a check by staff is.
        submit: registers a filled-in form, `LeadDesk.submit` in production.
        public_url: base address of the pages as visitors know it; empty takes the address of each request.
        secret: signs the tokens of the form.
    """
    site = Site(catalog, playbook, clock, public_url.rstrip("/"))
    blueprint = Blueprint(
        "pages", __name__, static_folder="static", static_url_path="/assets/pages", template_folder="templates"
    )
    lists, records, leads = ListViews(site), RecordViews(site), create_lead_views(site, submit, secret)
    for rule, endpoint, view, methods in (
        ("/", "home", lists.go_home, ["GET"]),
        ("/parks", "parks", lists.list_parks, ["GET"]),
        ("/listings", "listings", lists.list_listings, ["GET"]),
        ("/articles", "articles", lists.list_articles, ["GET"]),
        ("/search", "search", lists.search, ["GET"]),
        ("/privacy", "privacy", lists.show_privacy, ["GET"]),
        ("/p/<record_id>", "park", records.show_park, ["GET"]),
        ("/l/<record_id>", "listing", records.show_listing, ["GET"]),
        ("/a/<record_id>", "article", records.show_article, ["GET"]),
        ("/qr/<any(p,l,a):kind>/<record_id>.<any(svg,png):form>", "code", records.show_code, ["GET"]),
        ("/lead", "lead", leads.show_form, ["GET"]),
        ("/lead", "send_lead", leads.take_form, ["POST"]),
        ("/lead/done/<receipt>", "lead_done", leads.show_receipt, ["GET"]),
    ):
        blueprint.add_url_rule(rule, endpoint, view, methods=methods)
    blueprint.after_request(protect)
    blueprint.register_error_handler(HTTPException, site.refuse)
    blueprint.app_errorhandler(NotFound)(lambda fault: _refuse_elsewhere(site, fault))
    return blueprint


def _refuse_elsewhere(site: Site, fault: HTTPException) -> Response | HTTPException:
    """Answer an address that nobody owns, or one of ours, with our page; other parts keep their own faults."""
    return site.refuse(fault) if request.blueprint in {None, "pages"} else fault
