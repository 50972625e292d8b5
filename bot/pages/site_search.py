"""Which parks, listings, articles and frequent questions do a visitor's words find?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.search import SearchDocument, SearchIndex
from bot.conversation.playbook import Playbook
from bot.pages.lists import district_of

LONGEST_QUERY = 60
_MOST_PARKS = 20
_MOST_LISTINGS = 10
_MOST_ARTICLES = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """A frequent question with its answer, ready to show."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, by kind, best first."""

    parks: Sequence[Park] = ()
    listings: Sequence[Listing] = ()
    articles: Sequence[Article] = ()
    answer: Answer | None = None

    @property
    def count(self) -> int:
        """Return how much was found in all."""
        return len(self.parks) + len(self.listings) + len(self.articles) + (self.answer is not None)


class SiteSearch:
    """Searches one state of the knowledge; built again when that is swapped."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._parks = SearchIndex(_park_text(park) for park in catalog.parks.values())
        self._listings = SearchIndex(_listing_text(listing) for listing in catalog.open_listings())

    def find(self, query: str, playbook: Playbook) -> Found:
        """Return what fits a query; nothing for an empty one."""
        query = query.strip()[:LONGEST_QUERY]
        if not query:
            return Found()
        catalog = self.catalog
        return Found(
            [catalog.parks[hit.id] for hit in self._parks.search(query, _MOST_PARKS)],
            [catalog.listings[hit.id] for hit in self._listings.search(query, _MOST_LISTINGS)],
            [catalog.articles[hit.id] for hit in catalog.search_articles(query, _MOST_ARTICLES)],
            _find_answer(query, catalog, playbook),
        )


def _find_answer(query: str, catalog: Catalog, playbook: Playbook) -> Answer | None:
    hit = catalog.find_faq(query)
    if hit is None:
        return None
    unknown = catalog.labels.words.unknown
    values = {key: value for key, value in playbook.wording.constants.items() if value != unknown}
    return Answer(hit.faq.questions[0], hit.faq.answer_with(values))


def _park_text(park: Park) -> SearchDocument:
    industries = [*(park.industries or ()), *(tag.name for tag in park.industry_tags)]
    where = [park.city, district_of(park), park.town or "", park.address or "", park.location or ""]
    words = [*where, *industries, *park.honours, park.positioning or "", park.level or "", park.summary]
    return SearchDocument(park.id, (park.name, *park.aliases), " ".join(words))


def _listing_text(listing: Listing) -> SearchDocument:
    where = [listing.city, district_of(listing), listing.zone or "", listing.town or "", listing.address or ""]
    words = [*where, listing.property_type, listing.project or "", listing.brand or "", listing.summary]
    return SearchDocument(listing.id, (listing.title, *listing.aliases), " ".join(words))
