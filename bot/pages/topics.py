"""What belongs to a district, an industry or a tag: which parks, listings, articles and policies?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.places import is_same_place
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import INDUSTRIES
from bot.catalog.schema.service import Policy
from bot.pages.lists import PER_PAGE, places_of, tags_of, topics_of
from bot.pages.records import PublicRecord

_SHORTEST_STEM = 2
_ENDINGS = ("新区", "区", "县", "市")


@dataclass(frozen=True, slots=True)
class Topic:
    """One name with everything that is found under it."""

    name: str
    parks: Sequence[Park]
    listings: Sequence[Listing]
    articles: Sequence[Article]
    policies: Sequence[Policy]
    filter: Mapping[str, str]
    """What the lists of parks and listings are filtered by to show all; empty when they know no such filter."""

    @property
    def count(self) -> int:
        """Return how many records belong to it."""
        return len(self.parks) + len(self.listings) + len(self.articles) + len(self.policies)


def find_topic(name: str, catalog: Catalog) -> Topic | None:
    """Return a topic, None when nothing belongs to it.

    A tag that names a district, as 嘉定产业园 does, brings the parks and listings of that district too.
    """
    if not name:
        return None
    spaces: list[PublicRecord] = [*catalog.find_parks(), *catalog.open_listings()]
    places = {place for record in spaces for place in places_of(record)}
    meant = [place for place in places if is_same_place(place, name) or _names(name, place)]
    topic = Topic(
        name,
        [park for park in catalog.find_parks() if _belongs(park, name, meant)],
        [listing for listing in catalog.open_listings() if _belongs(listing, name, meant)],
        [article for article in catalog.articles_about() if name in tags_of(article) or _belongs(article, name, ())],
        [policy for policy in catalog.policies.values() if _belongs(policy, name, ())],
        _filter_of(name, meant),
    )
    return topic if topic.count else None


def topics_in(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """Return the names of districts and industries that have records, those with most first."""
    records: list[PublicRecord] = [*catalog.parks.values(), *catalog.open_listings(), *catalog.articles.values()]
    return {
        "district": _most_first(place for record in records for place in places_of(record)),
        "industry": _most_first(topic for record in records for topic in topics_of(record)),
    }


def _belongs(record: PublicRecord, name: str, places: Iterable[str]) -> bool:
    own = places_of(record)
    wanted = [name, *places]
    return name in topics_of(record) or any(is_same_place(place, one) for place in own for one in wanted)


def _names(tag: str, place: str) -> bool:
    stem = next((place.removesuffix(ending) for ending in _ENDINGS if place.endswith(ending)), place)
    return len(stem) >= _SHORTEST_STEM and stem in tag


def _filter_of(name: str, places: Sequence[str]) -> Mapping[str, str]:
    if name in INDUSTRIES:
        return {"industry": name}
    return {"district": places[0]} if len(places) == 1 else {}


def _most_first(names: Iterable[str]) -> Sequence[str]:
    counts = Counter(names)
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][:PER_PAGE]
