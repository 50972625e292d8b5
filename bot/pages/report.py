"""What does the site-selection report of one lead say today?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.costs import Cost, total_cost
from bot.catalog.finding import Finding, Fit
from bot.catalog.labels import Labels
from bot.catalog.match import Match, MatchReport, Relaxation
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.verdicts import FIELDS, say_condition, say_fit, say_offered
from bot.model import Json, Lead
from bot.pages.profile import Profile, Row, lay_out
from bot.pages.report_need import NeedLine, say_need, wanted_for

MOST = 5
_LETTERS = "ABCDE"
_SEARCHED = 20
_NOT_NEAR = frozenset({"deal", "property_type", "place"})
"""What is somewhere else or something else is no second choice."""
_MOST_RELAXED = 2
_BESIDE = (
    "address", "storeys", "clear_height_m", "floor_load_kg_m2", "crane", "power_kva", "fire_class",
    "title_certificate", "land_term_end", "eia", "available_from", "agency_fee",
)  # fmt: skip
"""Facts of a listing that everybody looks for, beside those that were asked for."""


@dataclass(frozen=True, slots=True)
class Check:
    """How one listing meets one requirement, in words."""

    label: str
    wanted: str
    fit: Fit
    state: str
    offered: str
    gap: str
    """By how much it misses; empty when it fits, or when that cannot be measured."""
    row: Row | None
    """The fact behind it, with its source; None when the listing does not say."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One listing of the report."""

    letter: str
    listing: Listing
    checks: tuple[Check, ...]
    beside: tuple[Row, ...]
    """Known facts that were not asked for."""
    gaps: tuple[str, ...]
    """Names of what everybody looks for and nobody has told us."""
    cost: Cost | None
    profile: Profile

    def count(self, state: str) -> int:
        """Return how many requirements are in a state: fits, misfits or unknown."""
        return sum(check.fit == state for check in self.checks)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows of the stock and the need."""

    number: str
    needs: tuple[NeedLine, ...]
    candidates: tuple[Candidate, ...]
    closest: Candidate | None
    """The best one of those that miss a requirement."""
    relaxed: tuple[tuple[str, int], ...]
    """Which requirement given up would add how many listings."""
    parks: tuple[Park, ...]
    """Parks of the wanted place, when no listing is near enough."""
    is_too_vague: bool
    """Nothing is known to search by."""


def make_report(lead: Lead, catalog: Catalog, slot_labels: Mapping[str, str], today: date) -> Report:
    """Hold the need of a lead against the stock as it is now."""
    fields = lead.request.fields
    need = _need_of(fields, catalog)
    needs = say_need(lead.request, slot_labels)
    if need.is_empty:
        return Report(lead.number, needs, (), None, (), (), is_too_vague=True)
    found = catalog.find_listings(need, _SEARCHED)
    matches = _best(found, need)
    candidates = tuple(
        _candidate(letter, match, fields, catalog, today) for letter, match in zip(_LETTERS, matches, strict=False)
    )
    closest = next((one for one in candidates if one.count(Fit.MISFITS)), None)
    parks = () if candidates else _parks_near(need, catalog)
    return Report(lead.number, needs, candidates, closest, _relaxed(found, catalog.labels), parks, is_too_vague=False)


def find_gone(shown: Mapping[str, str], catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """Return name and state of the listings that a report has shown and that cannot be had any more.

    The state is empty for one that the catalog does not hold at all.
    """
    still_there = {listing.id for listing in catalog.open_listings()}
    gone = (listing_id for listing_id in shown if listing_id not in still_there)
    return tuple((shown[id_], (catalog.listings[id_].status or "") if id_ in catalog.listings else "") for id_ in gone)


def _need_of(fields: Mapping[str, Json], catalog: Catalog) -> Need:
    named = [park.id for park in catalog.parks.values() if park.name in _texts(fields.get("park"))]
    with_space = [park_id for park_id in named if catalog.listings_of(park_id)]
    unwanted = _texts(fields.get("exclusions"))
    storeys = [name for name in unwanted if name.endswith(("楼", "层"))]
    places = [name for name in unwanted if name not in storeys]
    return Need.from_slots({**fields, "park": with_space}, {"storey": storeys, "district": places})


def _texts(value: Json) -> list[str]:
    return [item for item in (value if isinstance(value, list | tuple) else (value,)) if isinstance(item, str)]


def _best(found: MatchReport, need: Need) -> Sequence[Match]:
    near = [match for match in found.near if match.closest_miss and match.closest_miss.condition not in _NOT_NEAR]
    # Who wants one park is not helped by space of which nobody knows the park.
    return [match for match in (*found.possible, *near) if not need.parks or match.listing.park in need.parks][:MOST]


def _relaxed(found: MatchReport, labels: Labels) -> tuple[tuple[str, int], ...]:
    def is_worth_telling(one: Relaxation) -> bool:
        return one.condition not in _NOT_NEAR and bool(one.listings)

    told = [one for one in found.relaxations if is_worth_telling(one)][:_MOST_RELAXED]
    return tuple((getattr(labels.conditions, one.condition), len(one.listings)) for one in told)


def _parks_near(need: Need, catalog: Catalog) -> tuple[Park, ...]:
    if not (need.districts or need.towns):
        return ()
    return tuple(catalog.find_parks(district=need.districts or None, town=need.towns or None)[:MOST])


def _candidate(letter: str, match: Match, fields: Mapping[str, Json], catalog: Catalog, today: date) -> Candidate:
    listing = match.listing
    profile = lay_out(listing, catalog, today)
    rows = {row.line.field: row for row in profile.rows}
    checks = tuple(_check(finding, listing, fields, rows, catalog.labels) for finding in match.findings)
    asked = {_field_of(finding, listing) for finding in match.findings}
    beside = [row for field in _BESIDE if (row := rows.get(field)) and field not in asked]
    return Candidate(
        letter,
        listing,
        checks,
        tuple(row for row in beside if row.line.known),
        tuple(row.line.label for row in beside if not row.line.known),
        total_cost(listing, _area_of(fields), catalog.labels, _deal_of(fields)),
        profile,
    )


def _check(
    finding: Finding, listing: Listing, fields: Mapping[str, Json], rows: Mapping[str, Row], labels: Labels
) -> Check:
    row = rows.get(_field_of(finding, listing))
    return Check(
        say_condition(finding, labels),
        wanted_for(finding.condition, fields) or finding.wanted,
        finding.fit,
        say_fit(finding, labels),
        say_offered(finding, listing, labels),
        finding.gap_text if finding.fit is Fit.MISFITS else "",
        row if row and row.line.known else None,
    )


def _field_of(finding: Finding, listing: Listing) -> str:
    if finding.condition == "price":
        return "rent" if listing.rent else "sale_price"
    return FIELDS.get(finding.condition, finding.condition)


def _area_of(fields: Mapping[str, Json]) -> float | None:
    """Return the area that costs are counted on: the one wanted, of a range its lower end."""
    value = fields.get("area_m2")
    ends = value if isinstance(value, list | tuple) else [value]
    return next((float(end) for end in ends if isinstance(end, int | float) and not isinstance(end, bool)), None)


def _deal_of(fields: Mapping[str, Json]) -> Json:
    deal = fields.get("deal")
    return deal if isinstance(deal, str) and deal in {"rent", "buy"} else None
