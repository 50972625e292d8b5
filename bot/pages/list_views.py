"""How are the lists, the search and the privacy notice answered?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.catalog.catalog import Catalog
from bot.pages.lists import Kept, ValuesOf, article_filters, list_records, listing_filters, park_filters
from bot.pages.site import Share, Site
from bot.pages.site_search import LONGEST_QUERY, SiteSearch

_LONGEST_FILTER = 40
_HEADING = re.compile(r"^[一二三四五六七八九十]+、")


@dataclass(slots=True)
class ListViews:
    """The views /parks, /listings, /articles, /search and /privacy."""

    site: Site
    _search: SiteSearch | None = field(default=None, init=False)

    def go_home(self) -> AnyResponse:
        """Lead from the bare address to the parks."""
        return redirect(url_for("pages.parks"))

    def list_parks(self) -> Response:
        """Show the parks, those with more known facts first."""
        catalog = self.site.catalog()
        return self._list("parks.html", catalog, catalog.find_parks(), park_filters())

    def list_listings(self) -> Response:
        """Show what may still be had."""
        catalog = self.site.catalog()
        return self._list("listings.html", catalog, catalog.open_listings(), listing_filters(catalog.labels))

    def list_articles(self) -> Response:
        """Show the articles, newest first."""
        catalog = self.site.catalog()
        return self._list("articles.html", catalog, catalog.articles_about(), article_filters())

    def search(self) -> Response:
        """Show what the visitor's words find, kept nowhere: they may be personal."""
        query = request.args.get("q", "").strip()[:LONGEST_QUERY]
        search = self._searching()
        found = search.find(query, self.site.playbook())
        share = Share(self.site.playbook().agency.name, "")
        response = self.site.render("search.html", share, catalog=search.catalog, query=query, found=found)
        response.cache_control.no_store = True
        return response

    def show_privacy(self) -> Response:
        """Show the whole privacy notice."""
        playbook = self.site.playbook()
        text = playbook.wording.fill(playbook.privacy.full)
        lines = [(bool(_HEADING.match(line)), line) for line in text.splitlines() if line.strip()]
        return self.site.render("privacy.html", Share(playbook.agency.name, ""), lines=lines)

    def _searching(self) -> SiteSearch:
        # One reading of the attribute: another thread may swap it for newer knowledge meanwhile.
        search, catalog = self._search, self.site.catalog()
        if search is None or search.catalog is not catalog:
            search = self._search = SiteSearch(catalog)
        return search

    def _list(
        self, template: str, catalog: Catalog, records: Sequence[Kept], filters: Mapping[str, ValuesOf[Kept]]
    ) -> Response:
        wanted = {name: request.args.get(name, "")[:_LONGEST_FILTER] for name in filters}
        listed = list_records(records, filters, wanted, request.args.get("page", default=1, type=int))
        return self.site.render(template, Share(self.site.playbook().agency.name, ""), catalog=catalog, listed=listed)
