"""Which records does a list page show under which filters?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Generic, TypeVar

from bot.catalog.labels import Labels
from bot.catalog.places import is_same_place
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy
from bot.pages.records import KINDS, PublicRecord

PER_PAGE = 30
_MOST_OPTIONS = 40

Kept = TypeVar("Kept", Park, Listing, Article, Policy, PublicRecord)
ValuesOf = Callable[[Kept], Collection[str]]
"""Returns the values that a record is found under by one filter."""
SortKey = Callable[[Kept], tuple[float, str]]


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
    relaxed: Mapping[str, int]
    """When nothing fits: how many would without each chosen filter; those that add nothing are left out."""
    sort: str
    sorts: Sequence[str]
    """Orders to choose from, the usual one first."""


def list_records(
    records: Sequence[Kept],
    filters: Mapping[str, ValuesOf[Kept]],
    wanted: Mapping[str, str],
    page: int,
    sorts: Mapping[str, SortKey[Kept]] | None = None,
) -> ListPage[Kept]:
    """Return one page of the records that fit every chosen filter; a page out of range becomes the nearest one.

    Args:
        records: in their usual order.
        filters: by name.
        wanted: chosen value by filter, and `sort`.
        page: from 1.
        sorts: further orders by name.
    """
    chosen = {name: wanted[name] for name in filters if wanted.get(name)}
    found = [record for record in records if _fits(record, filters, chosen)]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, page), pages)
    sort = wanted.get("sort", "")
    key = (sorts or {}).get(sort)
    shown = sorted(found, key=key) if key else found
    return ListPage(
        shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        len(found),
        page,
        pages,
        chosen,
        {name: _options(name, records, filters, chosen) for name in filters},
        {} if found else _relax(records, filters, chosen),
        sort if key else "",
        ["", *(sorts or ())],
    )


def _relax(
    records: Sequence[Kept], filters: Mapping[str, ValuesOf[Kept]], chosen: Mapping[str, str]
) -> Mapping[str, int]:
    counts = {}
    for name in chosen:
        others = {other: value for other, value in chosen.items() if other != name}
        counts[name] = sum(_fits(record, filters, others) for record in records)
    return {name: count for name, count in counts.items() if count}


def park_filters() -> Mapping[str, ValuesOf[Park]]:
    """Return the filters of the list of parks."""
    return {"district": places_of, "industry": topics_of}


def listing_filters(labels: Labels) -> Mapping[str, ValuesOf[Listing]]:
    """Return the filters of the list of listings."""

    def deals_of(listing: Listing) -> Collection[str]:
        return [str(getattr(labels.words, deal)) for deal in listing.deal]

    return {"deal": deals_of, "type": lambda listing: (listing.property_type,), "district": places_of}


def policy_filters(today: date) -> Mapping[str, ValuesOf[Policy]]:
    """Return the filters of the list of policies."""
    return {
        "validity": lambda policy: (validity_of(policy, today),),
        "district": places_of,
        "industry": topics_of,
    }


def validity_of(policy: Policy, today: date) -> str:
    """Return valid, expired, or soon for a policy that is not in force yet."""
    if policy.is_expired(today):
        return "expired"
    return "soon" if today < policy.effective_from else "valid"


def search_filters(labels: Labels) -> Mapping[str, ValuesOf[PublicRecord]]:
    """Return the filters of a search through everything."""
    listing = listing_filters(labels)
    return {
        "kind": lambda record: (KINDS[type(record)],),
        "district": places_of,
        "industry": topics_of,
        "deal": lambda record: listing["deal"](record) if isinstance(record, Listing) else (),
    }


def by_area(sign: int) -> SortKey[PublicRecord]:
    """Return the order by area, from large to small for -1; records that state none come last."""

    def key(record: PublicRecord) -> tuple[float, str]:
        area = getattr(record, "land_area" if isinstance(record, Park) else "area", None)
        return (sign * area.m2 if area else inf, record.name)

    return key


def by_day(record: PublicRecord) -> tuple[float, str]:
    """Order by the last day that is known of a record, the newest first, the undated last."""
    day = _last_day(record)
    return (-day.toordinal() if day else inf, record.name)


AREA_SORTS: Mapping[str, SortKey[PublicRecord]] = {"large": by_area(-1), "small": by_area(1), "new": by_day}


def places_of(record: PublicRecord) -> Collection[str]:
    """Return the districts that a record belongs to."""
    return record.districts if isinstance(record, Article | Policy) else _district_of(record)


def topics_of(record: PublicRecord) -> Collection[str]:
    """Return the industries that a record is found under."""
    if isinstance(record, Article | Policy):
        return record.industry_tags
    return [tag.name for tag in record.industry_tags]


def _last_day(record: PublicRecord) -> date | None:
    if isinstance(record, Policy):
        return record.published
    if isinstance(record, Article):
        return record.source.published
    days = [record.verification.checked, *(source.published for source in record.sources)]
    return max((day for day in days if day), default=None)


def article_filters() -> Mapping[str, ValuesOf[Article]]:
    """Return the filters of the list of articles."""
    return {"tag": tags_of, "district": places_of, "industry": topics_of}


def district_of(record: Park | Listing) -> str:
    """Return the stated district, else the derived one, empty when there is neither."""
    return record.district or next((guess.value for guess in record.derived if guess.field == "district"), "")


def _district_of(record: Park | Listing) -> Collection[str]:
    return [name for name in (district_of(record),) if name]


def tags_of(article: Article) -> Collection[str]:
    """Return category and tags of an article."""
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
    shown = [option for place, option in enumerate(options) if place < _MOST_OPTIONS or option.chosen]
    # On a phone the chips stand in one row that scrolls: the chosen one must be in view.
    return sorted(shown, key=lambda option: not option.chosen)
