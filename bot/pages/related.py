"""What else may interest who reads about this park, listing or article?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.catalog.catalog import Catalog
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy
from bot.pages.lists import district_of
from bot.pages.records import PublicRecord

_MOST = 4
_SAME_TOPIC = 2
"""A shared industry says more than a shared district."""

Kept = TypeVar("Kept", Park, Listing, Article)


@dataclass(frozen=True, slots=True)
class Related:
    """The three blocks at the end of a page."""

    parks: tuple[Park, ...]
    listings: tuple[Listing, ...]
    articles: tuple[Article, ...]
    policies: tuple[Policy, ...] = ()


def related_to(record: PublicRecord, catalog: Catalog) -> Related:
    """Return what belongs to a record first, then what shares its place or its industries."""
    return _FINDERS[type(record)](record, catalog)


def _to_park(park: Park, catalog: Catalog) -> Related:
    return Related(
        _pick(_parks_like(_topics_of(park), _places_of(park), catalog), park),
        _pick([*catalog.listings_of(park.id), *_listings_in(_places_of(park), catalog)]),
        _pick([*catalog.articles_about(park=park.id), *_articles_in(_places_of(park), catalog)]),
        tuple(catalog.policies[id_] for id_ in park.policies if id_ in catalog.policies),
    )


def _to_listing(listing: Listing, catalog: Catalog) -> Related:
    places = _places_of(listing)
    about = [article for article in catalog.articles.values() if listing.id in article.listings]
    of_park = catalog.articles_about(park=listing.park) if listing.park else []
    neighbours = catalog.listings_of(listing.park) if listing.park else []
    return Related(
        _pick([*catalog.parks_of(listing), *_parks_like(_topics_of(listing), places, catalog)]),
        _pick([*neighbours, *_listings_in(places, catalog)], listing),
        _pick([*about, *of_park, *_articles_in(places, catalog)]),
    )


def _to_article(article: Article, catalog: Catalog) -> Related:
    parks = catalog.parks_of(article)
    own = [catalog.listings[id_] for id_ in article.listings if id_ in catalog.listings]
    of_parks = [listing for park in parks for listing in catalog.listings_of(park.id)]
    return Related(
        _pick([*parks, *_parks_like(set(article.industry_tags), set(article.districts), catalog)]),
        _pick([*own, *of_parks]),
        _pick(_articles_like(article, catalog), article),
    )


def _to_policy(policy: Policy, catalog: Catalog) -> Related:
    places: set[str] = set(policy.districts)
    topics: set[str] = set(policy.industry_tags)
    naming = [park for park in catalog.parks.values() if policy.id in park.policies]
    return Related(
        _pick([*naming, *_parks_like(topics, places, catalog)]),
        _pick(_listings_in(places, catalog)),
        _pick(_articles_in(places, catalog)),
    )


_FINDERS: Mapping[type, Callable[..., Related]] = {
    Park: _to_park,
    Listing: _to_listing,
    Article: _to_article,
    Policy: _to_policy,
}


def _pick(found: Iterable[Kept], itself: Kept | None = None) -> tuple[Kept, ...]:
    unique = {record.id: record for record in found if itself is None or record.id != itself.id}
    return tuple(unique.values())[:_MOST]


def _topics_of(record: Park | Listing) -> set[str]:
    return {tag.name for tag in record.industry_tags}


def _places_of(record: Park | Listing) -> set[str]:
    return {district_of(record)} - {""}


def _parks_like(topics: set[str], places: set[str], catalog: Catalog) -> list[Park]:
    scored = [
        (_SAME_TOPIC * len(topics & _topics_of(park)) + len(places & _places_of(park)), park)
        for park in catalog.parks.values()
    ]
    return [park for score, park in sorted(scored, key=lambda item: (-item[0], item[1].name)) if score]


def _listings_in(places: set[str], catalog: Catalog) -> list[Listing]:
    return [listing for listing in catalog.open_listings() if places & _places_of(listing)]


def _articles_in(places: set[str], catalog: Catalog) -> list[Article]:
    return catalog.articles_about(district=places) if places else []


def _articles_like(article: Article, catalog: Catalog) -> list[Article]:
    def closeness(other: Article) -> int:
        names = {*article.parks, *article.tags, *article.industry_tags}
        shared = names & {*other.parks, *other.tags, *other.industry_tags}
        return _SAME_TOPIC * len(shared) + len(set(article.districts) & set(other.districts))

    newest_first = catalog.articles_about()
    return sorted((other for other in newest_first if closeness(other)), key=closeness, reverse=True)
