"""What does the knowledge base hold, and what in it fits a question?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bot.catalog.checks import find_faults
from bot.catalog.facts import FactLine, fact, facts_of_article, facts_of_listing, facts_of_park
from bot.catalog.labels import Labels
from bot.catalog.loading import Entry, Kept, Shelf, read_shelf, version_of, without_collecting
from bot.catalog.match import MatchReport
from bot.catalog.need import Need
from bot.catalog.places import is_same_place
from bot.catalog.schema.article import Article
from bot.catalog.schema.faq import Faq
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Derived
from bot.catalog.schema.service import Policy, Service
from bot.catalog.search import Hit, SearchDocument, SearchIndex
from bot.catalog.stock import Stock
from bot.errors import KnowledgeError

FAQ_THRESHOLD = 0.33
"""Below this confidence no answer is better than a wrong one."""
FAQ_THRESHOLD_IN_TOPIC = 0.2
"""Lower when the intent is known: only the right one of its answers is looked for."""
FAQ_LITERAL = 0.75
"""From here on the words go before an intent that says otherwise."""


class NamedEntity(NamedTuple):
    """Something that visitors may call by name."""

    kind: str
    """park, listing or service."""
    id: str
    name: str
    aliases: tuple[str, ...]
    district: str | None
    town: str | None


@dataclass(frozen=True, slots=True)
class FaqHit:
    """The frequent question that a message asks."""

    faq: Faq
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """One loaded and checked state of the knowledge; never changes, a reload makes a new one."""

    version: str
    parks: Mapping[str, Park]
    listings: Mapping[str, Listing]
    articles: Mapping[str, Article]
    services: Mapping[str, Service]
    policies: Mapping[str, Policy]
    faqs: Mapping[str, Faq]
    labels: Labels
    _stock: Stock
    _article_index: SearchIndex
    _faq_index: SearchIndex
    with_samples: bool = False
    """Invented stock for demonstrations is among the records, each marked."""

    def find_parks(
        self,
        *,
        district: str | Collection[str] | None = None,
        town: str | Collection[str] | None = None,
        city: str | Collection[str] | None = None,
        industry: str | Collection[str] | None = None,
        ids: Collection[str] | None = None,
    ) -> list[Park]:
        """Return the parks that fit every given condition, those with more known facts first, invented ones last.

        Args:
            district: one or several, with or without 区 and 县; derived districts count too.
            town: one or several towns.
            city: one or several cities.
            industry: canonical industry names or words of the parks' own industries.
            ids: only these parks, in this order.
        """
        chosen = self.parks.values() if ids is None else (self.parks[id_] for id_ in ids if id_ in self.parks)
        found = [
            park
            for park in chosen
            if _is_in(district, park.district, park.derived, "district")
            and _is_in(town, park.town, park.derived, "town")
            and _is_in(city, park.city, park.derived, "city")
            and _is_of_industry(park, industry)
        ]
        return (
            found if ids is not None else sorted(found, key=lambda park: (park.sample, -_count_facts(park), park.name))
        )

    def parks_of(self, record: Article | Listing) -> list[Park]:
        """Return the parks that an article or listing belongs to."""
        ids = record.parks if isinstance(record, Article) else (record.park,)
        return [self.parks[id_] for id_ in ids if id_]

    def listings_of(self, park_id: str) -> list[Listing]:
        """Return the listings of a park that are not gone."""
        return self._stock.listings_of(park_id)

    def open_listings(self) -> list[Listing]:
        """Return the listings that may still be had."""
        return list(self._stock.listings)

    def find_listings(self, need: Need, limit: int = 20) -> MatchReport:
        """Hold every listing that may still be had against a need."""
        return self._stock.find(need, limit)

    def articles_about(
        self,
        *,
        park: str | None = None,
        district: str | Collection[str] | None = None,
        industry: str | Collection[str] | None = None,
    ) -> list[Article]:
        """Return the articles that fit every given condition, newest first, undated last."""
        found = [
            article
            for article in self.articles.values()
            if (park is None or park in article.parks)
            and (not district or any(is_same_place(wanted, d) for wanted in _each(district) for d in article.districts))
            and (not industry or _mentions(article, industry))
        ]
        return _newest_first(found)

    def latest_articles(self, limit: int = 5) -> list[Article]:
        """Return the newest news and profiles; adverts are left out."""
        news = [article for article in self.articles.values() if article.kind in {"news", "park_profile"}]
        return _newest_first(news)[:limit]

    def search_articles(self, query: str, limit: int = 5) -> list[Hit]:
        """Return articles by their words, best first."""
        return self._article_index.search(query, limit)

    def find_faq(self, query: str, topic: str | None = None) -> FaqHit | None:
        """Return the frequent question that a message asks, None when none is close enough.

        Args:
            query: the visitor's words.
            topic: the intent, when it is known: its questions come first, the general one of them when the words
                do not decide; only a nearly literal question of another intent goes before.
        """
        found = self._faq_index.search(query, limit=8)
        hits = [FaqHit(self.faqs[hit.id], max(hit.confidence, hit.coverage), hit.why) for hit in found]
        topical = topic is not None and any(topic in faq.topics for faq in self.faqs.values())
        if hits and (hits[0].confidence >= FAQ_THRESHOLD if not topical else found[0].confidence >= FAQ_LITERAL):
            return hits[0]
        return self._find_in_topic(hits, topic) if topic and topical else None

    def _find_in_topic(self, hits: Sequence[FaqHit], topic: str) -> FaqHit | None:
        for hit in hits:
            if topic in hit.faq.topics and hit.confidence >= FAQ_THRESHOLD_IN_TOPIC:
                return hit
        general = next((faq for faq in self.faqs.values() if faq.general_for == topic), None)
        return FaqHit(general, 0.0, ()) if general else None

    def facts_of(self, record: Park | Listing | Article) -> list[FactLine]:
        """Return the fact lines of a record, the same wherever it is shown."""
        return _FACTS[type(record)](record, self.labels)

    def fact(self, record: Park | Listing, field: str) -> FactLine:
        """Return one fact of a park or listing.

        Raises:
            KeyError: there is no such field.
        """
        return fact(record, field, self.labels)

    def named_things(self) -> Iterator[NamedEntity]:
        """Yield everything that visitors may call by name, for the name recogniser."""
        for park in self.parks.values():
            yield NamedEntity("park", park.id, park.name, park.aliases, park.district, park.town)
        for listing in self.listings.values():
            yield NamedEntity("listing", listing.id, listing.title, listing.aliases, listing.district, listing.town)
        for service in self.services.values():
            yield NamedEntity("service", service.id, service.name, service.aliases, None, None)


def load_catalog(knowledge_dir: Path, today: date | None = None, *, samples: bool = False) -> Catalog:
    """Read, check and index the knowledge folder.

    Args:
        knowledge_dir: the folder.
        today: refuses dates after this day; None leaves that unchecked.
        samples: load the invented stock for demonstrations as well.

    Raises:
        KnowledgeError: with every fault of every file.
    """
    with without_collecting():
        return _load(knowledge_dir, today, samples=samples)


def _load(knowledge_dir: Path, today: date | None, *, samples: bool) -> Catalog:
    shelf = read_shelf(knowledge_dir, samples=samples)
    faults = [*shelf.faults, *find_faults(shelf, today)]
    if faults or shelf.labels is None:
        raise KnowledgeError(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return _build(shelf, shelf.labels, version_of(knowledge_dir, samples=samples), with_samples=samples)


def _build(shelf: Shelf, labels: Labels, version: str, *, with_samples: bool) -> Catalog:
    return Catalog(
        version=version,
        parks=_by_id(shelf.parks),
        listings=_by_id(shelf.listings),
        articles=_by_id(shelf.articles),
        services=_by_id(shelf.services),
        policies=_by_id(shelf.policies),
        faqs=_by_id(shelf.faqs),
        labels=labels,
        _stock=Stock(entry.record for entry in shelf.listings if entry.record.status not in _GONE),
        _article_index=SearchIndex((_article_text(entry.record) for entry in shelf.articles), shelf.synonyms),
        _faq_index=SearchIndex(
            (SearchDocument(entry.record.id, entry.record.questions) for entry in shelf.faqs), shelf.synonyms
        ),
        with_samples=with_samples,
    )


def _by_id(entries: list[Entry[Kept]]) -> Mapping[str, Kept]:
    return MappingProxyType({entry.record.id: entry.record for entry in entries})


def _article_text(article: Article) -> SearchDocument:
    body = [article.summary, article.event or "", *article.entities, *article.industries, *article.industry_tags]
    body += [*article.districts, *article.tags, *(fact.text for fact in article.facts)]
    return SearchDocument(article.id, (article.title,), " ".join(body))


_GONE = {"已租", "已售", "下架"}


def _each(value: str | Collection[str]) -> Collection[str]:
    return (value,) if isinstance(value, str) else value


def _is_in(wanted: str | Collection[str] | None, stated: str | None, derived: tuple[Derived, ...], field: str) -> bool:
    if not wanted:
        return True
    place = stated or next((guess.value for guess in derived if guess.field == field), None)
    return place is not None and any(is_same_place(name, place) for name in _each(wanted))


def _is_of_industry(park: Park, wanted: str | Collection[str] | None) -> bool:
    if not wanted:
        return True
    tags = {tag.name for tag in park.industry_tags}
    words = " ".join(park.industries or ())
    return any(name in tags or name in words for name in _each(wanted))


def _mentions(article: Article, wanted: str | Collection[str]) -> bool:
    words = " ".join(article.industries)
    return any(name in article.industry_tags or name in words for name in _each(wanted))


def _count_facts(park: Park) -> int:
    return sum(value not in (None, (), "") for value in park.__dict__.values())


def _newest_first(articles: list[Article]) -> list[Article]:
    return sorted(
        articles, key=lambda found: (not found.sample, found.source.published or date.min, found.id), reverse=True
    )


_FACTS: Mapping[type, Callable[..., list[FactLine]]] = {
    Park: facts_of_park,
    Listing: facts_of_listing,
    Article: facts_of_article,
}
