"""How are the pages of one park, one listing and one article answered?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, abort, make_response, url_for

from bot.catalog.catalog import Catalog
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.pages.lists import district_of
from bot.pages.profile import Shown, lay_out
from bot.pages.qr import MEDIA_TYPES, draw_code
from bot.pages.related import related_to
from bot.pages.site import Share, Site

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

    def show_code(self, kind: str, record_id: str, form: str) -> Response:
        """Return the code that opens a page on the phone."""
        _find(self.site.catalog(), kind, record_id)
        response = make_response(draw_code(f"{self.site.address}/{kind}/{record_id}", form))
        response.mimetype = MEDIA_TYPES[form]
        return response

    def _show(self, kind: str, record_id: str) -> Response:
        catalog = self.site.catalog()
        record = _find(catalog, kind, record_id)
        return self.site.render(
            _TEMPLATES[type(record)],
            Share(record.name, record.summary, "article"),
            catalog=catalog,
            record=record,
            kind=kind,
            path=_PATHS[type(record)](record, catalog),
            tags=_tags(record),
            profile=lay_out(record, catalog, self.site.clock.now().date()),
            related=related_to(record, catalog),
        )


def _find(catalog: Catalog, kind: str, record_id: str) -> Shown:
    shelves: Mapping[str, Mapping[str, Shown]] = {"p": catalog.parks, "l": catalog.listings, "a": catalog.articles}
    record = shelves[kind].get(record_id)
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


_PATHS: Mapping[type, Callable[..., list[Step]]] = {Park: _park_path, Listing: _listing_path, Article: _article_path}


def _tags(record: Shown) -> list[Step]:
    """Return the tags of a record, each with the list of what shares it."""
    if isinstance(record, Article):
        own = [Step(tag, url_for("pages.articles", tag=tag)) for tag in record.tags]
        places = [Step(name, url_for("pages.articles", district=name)) for name in record.districts]
        topics = [Step(name, url_for("pages.articles", industry=name)) for name in record.industry_tags]
        return [*own, *places, *topics]
    place = district_of(record)
    list_of = "pages.parks" if isinstance(record, Park) else "pages.listings"
    places = [Step(place, url_for(list_of, district=place))] if place else []
    return [*places, *(Step(tag.name, url_for("pages.parks", industry=tag.name)) for tag in record.industry_tags)]
