"""How are the pages of one park, one listing and one article answered?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, request, url_for

from bot.catalog.catalog import Catalog
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy
from bot.model import Json
from bot.pages.follow import FOLLOW_TYPES, find_follow_code
from bot.pages.lists import district_of, places_of, tags_of, topics_of, validity_of
from bot.pages.profile import lay_out
from bot.pages.qr import MEDIA_TYPES, draw_code
from bot.pages.records import PublicRecord, find_record, kind_of, scene_of
from bot.pages.related import related_to
from bot.pages.site import Share, Site
from bot.pages.view_counter import is_seen

_TEMPLATES: Mapping[type, str] = {Park: "park.html", Listing: "listing.html", Article: "article.html"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path from the list to the page, or one tag."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class RecordViews:
    """The views /p/<id>, /l/<id>, /a/<id> and their codes."""

    site: Site

    def show_park(self, record_id: str) -> Response:
        """Show a park."""
        return self._show("p", record_id)

    def show_listing(self, record_id: str) -> Response:
        """Show a listing."""
        return self._show("l", record_id)

    def show_article(self, record_id: str) -> Response:
        """Show our summary of an article."""
        return self._show("a", record_id)

    def show_policy(self, record_id: str) -> Response:
        """Show one policy, with its validity before anything else."""
        catalog, today = self.site.catalog(), self.site.clock.now().date()
        policy = _find(catalog, "policy", record_id)
        return self._render("policy.html", catalog, policy, validity=validity_of(policy, today))

    def show_code(self, kind: str, record_id: str, form: str) -> Response:
        """Return the code that opens a page on the phone."""
        _find(self.site.catalog(), kind, record_id)
        response = make_response(draw_code(f"{self.site.address}/{kind}/{record_id}", form))
        response.mimetype = MEDIA_TYPES[form]
        return response

    def show_follow_code(self, scene: str) -> Response:
        """Show the account's own code, the one made for that page where operations have put one."""
        picture = find_follow_code(self.site, scene)
        if picture is None:
            abort(404)
        response = make_response(picture.read_bytes())
        response.mimetype = FOLLOW_TYPES[picture.suffix]
        return response

    def _show(self, kind: str, record_id: str) -> Response:
        catalog = self.site.catalog()
        record = _find(catalog, kind, record_id)
        profile = lay_out(record, catalog, self.site.clock.now().date())
        return self._render(_TEMPLATES[type(record)], catalog, record, profile=profile)

    def _render(self, template: str, catalog: Catalog, record: PublicRecord, **values: Json) -> Response:
        kind = kind_of(record)
        return self.site.render(
            template,
            Share(record.name, record.summary, "article"),
            catalog=catalog,
            record=record,
            kind=kind,
            path=_PATHS[type(record)](record, catalog),
            tags=_tags(record),
            related=related_to(record, catalog),
            views=self._count(kind, record.id),
            follow=find_follow_code(self.site, scene_of(record)) is not None,
            scene=scene_of(record),
            today=self.site.clock.now().date(),
            **values,
        )

    def _count(self, kind: str, record_id: str) -> int | None:
        """Count the view that is being answered, and return how many there were; None when it is not known."""
        views = self.site.views
        if views is None:
            return None
        if is_seen(request.method, dict(request.headers)):
            views.note((kind, record_id))
        return views.total((kind, record_id))


def _find(catalog: Catalog, kind: str, record_id: str) -> Any:
    record = find_record(catalog, kind, record_id)
    if record is None:
        abort(404)
    return record


def _park_path(park: Park, _catalog: Catalog) -> list[Step]:
    district = district_of(park)
    return [Step(district, url_for("pages.parks", district=district))] if district else []


def _listing_path(listing: Listing, catalog: Catalog) -> list[Step]:
    kind = Step(listing.property_type, url_for("pages.listings", type=listing.property_type))
    parks = [Step(park.name, url_for("pages.park", record_id=park.id)) for park in catalog.parks_of(listing)]
    return [kind, *parks]


def _article_path(article: Article, _catalog: Catalog) -> list[Step]:
    return [Step(article.category, url_for("pages.articles", tag=article.category))] if article.category else []


def _policy_path(policy: Policy, _catalog: Catalog) -> list[Step]:
    return [Step(name, url_for("pages.policies", district=name)) for name in policy.districts[:1]]


_PATHS: Mapping[type, Callable[..., list[Step]]] = {
    Park: _park_path,
    Listing: _listing_path,
    Article: _article_path,
    Policy: _policy_path,
}


def _tags(record: PublicRecord) -> list[Step]:
    """Return the tags of a record, each with the page of everything that shares it."""
    own = tags_of(record) if isinstance(record, Article) else ()
    names = dict.fromkeys([*own, *places_of(record), *topics_of(record)])
    return [Step(name, url_for("pages.topic", name=name)) for name in names]
