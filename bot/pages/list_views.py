"""How are the lists, the search and the privacy notice answered?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.catalog.catalog import Catalog
from bot.model import Json
from bot.pages.lists import (
    AREA_SORTS,
    PER_PAGE,
    Kept,
    SortKey,
    ValuesOf,
    article_filters,
    by_day,
    list_records,
    listing_filters,
    park_filters,
    policy_filters,
    search_filters,
)
from bot.pages.records import KINDS, PublicRecord, kind_of
from bot.pages.site import Share, Site
from bot.pages.site_search import LONGEST_QUERY, SiteSearch
from bot.pages.topics import find_topic, topics_in
from bot.pages.wanted import PARAMETERS, read_need

_LONGEST_FILTER = 40
_HEADING = re.compile(r"^[一二三四五六七八九十]+、")


@dataclass(slots=True)
class ListViews:
    """The views of lists, topics, search and privacy notice."""

    site: Site
    _search: SiteSearch = field(init=False)

    def __post_init__(self) -> None:
        # Built before the first visitor asks: with a large stock that takes a second or two.
        self._search = SiteSearch(self.site.catalog())

    def go_home(self) -> AnyResponse:
        """Lead from the bare address to the parks."""
        return redirect(url_for("pages.parks"))

    def list_parks(self) -> Response:
        """Show the parks, those with more known facts first."""
        catalog = self.site.catalog()
        return self._list("parks.html", catalog, catalog.find_parks(), park_filters(), AREA_SORTS)

    def list_listings(self) -> Response:
        """Show what may still be had, held against area and height where they were typed."""
        catalog = self.site.catalog()
        need = read_need(request.args, catalog.labels)
        report = catalog.find_listings(need, PER_PAGE) if need else None
        records, filters = catalog.open_listings(), listing_filters(catalog.labels)
        return self._list("listings.html", catalog, records, filters, AREA_SORTS, report=report, parameters=PARAMETERS)

    def list_articles(self) -> Response:
        """Show the articles, newest first."""
        catalog = self.site.catalog()
        return self._list("articles.html", catalog, catalog.articles_about(), article_filters())

    def list_policies(self) -> Response:
        """Show the policies, those in force first, the newest first."""
        catalog, today = self.site.catalog(), self.site.clock.now().date()
        policies = sorted(catalog.policies.values(), key=lambda policy: (policy.is_expired(today), *by_day(policy)))
        return self._list("policies.html", catalog, policies, policy_filters(today), today=today)

    def show_topic(self, name: str) -> Response:
        """Show what belongs to a district, an industry or a tag, whatever it is."""
        catalog = self.site.catalog()
        topic = find_topic(name[:_LONGEST_FILTER], catalog)
        if topic is None:
            abort(404)
        share = Share(topic.name, "")
        return self.site.render("topic.html", share, catalog=catalog, topic=topic, today=self.site.clock.now().date())

    def search(self) -> Response:
        """Show what the visitor's words find, kept nowhere: they may be personal."""
        query = request.args.get("q", "").strip()[:LONGEST_QUERY]
        search = self._searching()
        found = search.find(query, self.site.playbook())
        filters = search_filters(search.catalog.labels)
        listed = list_records(found.records, filters, _wanted(filters), _page(), AREA_SORTS)
        response = self.site.render(
            "search.html",
            Share(self.site.playbook().agency.name, ""),
            catalog=search.catalog,
            query=query,
            found=found,
            listed=listed,
            topics=topics_in(search.catalog) if not found.records else {},
            groups={kind: [one for one in listed.records if kind_of(one) == kind] for kind in KINDS.values()},
            today=self.site.clock.now().date(),
        )
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
        if search.catalog is not catalog:
            search = self._search = SiteSearch(catalog)
        return search

    def _list(
        self,
        template: str,
        catalog: Catalog,
        records: Sequence[Kept],
        filters: Mapping[str, ValuesOf[Kept]],
        sorts: Mapping[str, SortKey[PublicRecord]] | None = None,
        **values: Json,
    ) -> Response:
        listed = list_records(records, filters, _wanted(filters), _page(), sorts)
        share = Share(self.site.playbook().agency.name, "")
        return self.site.render(template, share, catalog=catalog, listed=listed, **values)


def _wanted(filters: Collection[str]) -> dict[str, str]:
    return {name: request.args.get(name, "")[:_LONGEST_FILTER] for name in (*filters, "sort")}


def _page() -> int:
    return request.args.get("page", default=1, type=int)
