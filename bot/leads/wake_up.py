"""For which leads that are still worked on is a new or changed listing something?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.match import Match, find_matches
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.demand import Candidate, Digest, OpenNeed, StockNews

_MOST_LISTINGS = 8
_MOST_LEADS = 6
"""For one listing."""
_NOT_NEAR = frozenset({"deal", "property_type", "place"})
"""What is somewhere else, for sale, or of another kind is nothing near."""
_NEAR_SHARE = 0.3
"""Of what was asked for; what misses by more is nothing near."""
_STOREYS = ("楼", "层")
"""How the name of a storey ends; what else is not wanted is a place."""


def match_needs(catalog: Catalog, changed: Mapping[str, bool], needs: Sequence[OpenNeed]) -> Digest:
    """Hold changed listings against what leads look for.

    Args:
        catalog: the stock.
        changed: by id of each new or changed listing, whether it is new.
        needs: what the leads look for.
    """
    listings = [catalog.listings[one] for one in changed]
    found: dict[str, list[Candidate]] = defaultdict(list)
    for need in needs:
        for listing_id, candidate in _candidates(catalog, listings, need):
            found[listing_id].append(candidate)
    news = [
        StockNews(one, catalog.listings[one].title, changed[one], tuple(sorted(candidates, key=_fits_last)))
        for one, candidates in found.items()
    ]
    return _cut(sorted(news, key=_busiest_last, reverse=True))


def need_of(fields: Mapping[str, object], catalog: Catalog) -> Need | None:
    """Return what a lead looks for, None when that is too little to search by."""
    unwanted = fields.get("exclusions")
    names = [str(name) for name in unwanted] if isinstance(unwanted, list | tuple) else []
    storeys = [name for name in names if name.endswith(_STOREYS)]
    excluded = {"storey": storeys, "district": [name for name in names if name not in storeys]}
    need = Need.from_slots({**fields, "park": _ids_with_space(catalog, fields.get("park"))}, excluded)
    is_enough = need.districts or need.towns or need.cities or need.parks or need.property_types or need.area
    return need if is_enough else None


def _candidates(
    catalog: Catalog, listings: Collection[Listing], open_need: OpenNeed
) -> Iterator[tuple[str, Candidate]]:
    need = need_of(open_need.fields, catalog)
    if need is None:
        return
    report = find_matches(need, listings, limit=len(listings))
    for match in report.possible:
        yield match.listing.id, Candidate(open_need)
    for match in report.near:
        if is_near(match):
            yield match.listing.id, _near(catalog, match, open_need)


def is_near(match: Match) -> bool:
    """Say whether a listing misses one condition only, by little, and none that makes it something else."""
    missed = match.closest_miss
    if missed is None or missed.condition in _NOT_NEAR:
        return False
    return missed.gap_share is None or missed.gap_share <= _NEAR_SHARE


def _near(catalog: Catalog, match: Match, open_need: OpenNeed) -> Candidate:
    missed = match.closest_miss
    if missed is None:
        return Candidate(open_need)
    return Candidate(open_need, getattr(catalog.labels.conditions, missed.condition), missed.gap_text)


def _ids_with_space(catalog: Catalog, wanted: object) -> list[str]:
    """Return the ids of a wanted park that has space on offer; for others their district decides."""
    if not wanted:
        return []
    named = [park.id for park in catalog.parks.values() if park.name == wanted]
    return [park_id for park_id in named if catalog.listings_of(park_id)]


def _cut(news: Sequence[StockNews]) -> Digest:
    """Keep what fits into one notice and count the rest."""
    shown = tuple(
        StockNews(one.listing_id, one.title, one.is_new, one.candidates[:_MOST_LEADS]) for one in news[:_MOST_LISTINGS]
    )
    return Digest(shown, _pairs(news) - _pairs(shown))


def _pairs(news: Iterable[StockNews]) -> int:
    return sum(len(one.candidates) for one in news)


def _fits_last(candidate: Candidate) -> bool:
    return bool(candidate.miss)


def _busiest_last(news: StockNews) -> tuple[int, int]:
    return sum(not candidate.miss for candidate in news.candidates), len(news.candidates)
