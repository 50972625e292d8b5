"""Which parks, listings, articles and frequent questions do a visitor's words find?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy
from bot.catalog.search import SearchDocument, SearchIndex
from bot.conversation.playbook import Playbook
from bot.pages.lists import district_of
from bot.pages.records import PublicRecord

LONGEST_QUERY = 60
_MOST = 30
"""Of each kind: what the index ranks again; more of a kind is better found by its filters."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A frequent question with its answer, ready to show."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: kind by kind, best first."""

    records: Sequence[PublicRecord] = ()
    answer: Answer | None = None


class SiteSearch:
    """Searches one state of the knowledge; built again when that is swapped."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._parks = SearchIndex(_park_text(park) for park in catalog.parks.values())
        self._listings = SearchIndex(_listing_text(listing) for listing in catalog.open_listings())
        self._policies = SearchIndex(_policy_text(policy) for policy in catalog.policies.values())

    def find(self, query: str, playbook: Playbook) -> Found:
        """Return what fits a query; everything for an empty one, since filters may follow."""
        query, catalog = query.strip()[:LONGEST_QUERY], self.catalog
        if not query:
            return Found(_everything(catalog))
        records: list[PublicRecord] = [catalog.parks[hit.id] for hit in self._parks.search(query, _MOST)]
        records += [catalog.listings[hit.id] for hit in self._listings.search(query, _MOST)]
        records += [catalog.articles[hit.id] for hit in catalog.search_articles(query, _MOST)]
        records += [catalog.policies[hit.id] for hit in self._policies.search(query, _MOST)]
        return Found(records, _find_answer(query, catalog, playbook))


def _everything(catalog: Catalog) -> Sequence[PublicRecord]:
    spaces: list[PublicRecord] = [*catalog.find_parks(), *catalog.open_listings()]
    return [*spaces, *catalog.articles_about(), *catalog.policies.values()]


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


def _policy_text(policy: Policy) -> SearchDocument:
    words = [*policy.districts, *policy.industry_tags, policy.issuer, policy.document_number or "", policy.summary]
    return SearchDocument(policy.id, (policy.title, *policy.aliases), " ".join(words))
