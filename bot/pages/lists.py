"""Which records does a list page show under which filters?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.catalog.labels import Labels
from bot.catalog.places import is_same_place
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park

PER_PAGE = 30
_MOST_OPTIONS = 40

Kept = TypeVar("Kept", Park, Listing, Article)
ValuesOf = Callable[[Kept], Collection[str]]
"""Returns the values that a record is found under by one filter."""


@dataclass(frozen=True, slots=True)
class Option:
    """One chip of a filter."""

    value: str
    count: int
    """Records that would be shown, the other filters kept."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Kept]):
    """One page of a filtered list."""

    records: Sequence[Kept]
    total: int
    page: int
    pages: int
    chosen: Mapping[str, str]
    options: Mapping[str, Sequence[Option]]
    """By name of the filter."""


def list_records(
    records: Sequence[Kept], filters: Mapping[str, ValuesOf[Kept]], wanted: Mapping[str, str], page: int
) -> ListPage[Kept]:
    """Return one page of the records that fit every chosen filter; a page out of range becomes the nearest one."""
    chosen = {name: wanted[name] for name in filters if wanted.get(name)}
    found = [record for record in records if _fits(record, filters, chosen)]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, page), pages)
    options = {name: _options(name, records, filters, chosen) for name in filters}
    return ListPage(found[(page - 1) * PER_PAGE : page * PER_PAGE], len(found), page, pages, chosen, options)


def park_filters() -> Mapping[str, ValuesOf[Park]]:
    """Return the filters of the list of parks."""
    return {"district": _district_of, "industry": _industries_of}


def listing_filters(labels: Labels) -> Mapping[str, ValuesOf[Listing]]:
    """Return the filters of the list of listings."""

    def deals_of(listing: Listing) -> Collection[str]:
        return [str(getattr(labels.words, deal)) for deal in listing.deal]

    return {"deal": deals_of, "type": lambda listing: (listing.property_type,), "district": _district_of}


def article_filters() -> Mapping[str, ValuesOf[Article]]:
    """Return the filters of the list of articles."""
    return {"tag": _tags_of, "district": lambda article: article.districts, "industry": _industries_of}


def district_of(record: Park | Listing) -> str:
    """Return the stated district, else the derived one, empty when there is neither."""
    return record.district or next((guess.value for guess in record.derived if guess.field == "district"), "")


def _district_of(record: Park | Listing) -> Collection[str]:
    return [name for name in (district_of(record),) if name]


def _industries_of(record: Park | Article) -> Collection[str]:
    return record.industry_tags if isinstance(record, Article) else [tag.name for tag in record.industry_tags]


def _tags_of(article: Article) -> Collection[str]:
    return list(dict.fromkeys([article.category or "", *article.tags]) if article.category else article.tags)


def _fits(record: Kept, filters: Mapping[str, ValuesOf[Kept]], chosen: Mapping[str, str]) -> bool:
    return all(any(is_same_place(value, wanted) for value in filters[name](record)) for name, wanted in chosen.items())


def _options(
    name: str, records: Sequence[Kept], filters: Mapping[str, ValuesOf[Kept]], chosen: Mapping[str, str]
) -> Sequence[Option]:
    others = {other: value for other, value in chosen.items() if other != name}
    counts = Counter(value for record in records if _fits(record, filters, others) for value in filters[name](record))
    wanted = chosen.get(name, "")
    if wanted and not any(is_same_place(wanted, value) for value in counts):
        counts[wanted] = 0
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    options = [Option(value, count, bool(wanted) and is_same_place(value, wanted)) for value, count in ranked]
    return [option for place, option in enumerate(options) if place < _MOST_OPTIONS or option.chosen]
