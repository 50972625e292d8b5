"""How is the comparison of two to four listings or parks answered?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request

from bot.catalog.catalog import Catalog
from bot.catalog.comparison import ComparedRow, compare
from bot.catalog.costs import Cost, total_cost
from bot.catalog.labels import Labels
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.pages.lists import district_of
from bot.pages.profile import Profile, lay_out
from bot.pages.related import related_to
from bot.pages.site import Share, Site

MOST = 4
FEWEST = 2
LETTERS = "ABCDE"
_OFFERED = 8
"""Other things to choose from, below what is compared."""
_LONGEST_AREA = 12
_LARGEST_AREA = 1_000_000.0
_AREA = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)\s*(?:m2|平方米|平米|平方|平|方)?")


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the things that are compared."""

    letter: str
    record: Park | Listing
    profile: Profile
    cost: Cost | None
    """None for a park, and for a listing whose price is not known."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the address asks for."""

    kind: str
    """l or p, the name of the parameter."""
    records: Sequence[Park | Listing]
    gone: int
    """Asked for and not there any more."""
    surplus: int
    """Asked for and left out, because there were too many or of the other kind."""


@dataclass(frozen=True, slots=True)
class CompareViews:
    """The view /compare."""

    site: Site

    def show(self) -> Response:
        """Show what was chosen side by side, or what else to choose."""
        catalog, now = self.site.catalog(), self.site.clock.now()
        chosen = _chosen(catalog)
        area, is_odd = _read_area(request.args.get("area", ""))
        contenders = [
            Contender(letter, record, lay_out(record, catalog, now.date()), _cost_of(record, area, catalog.labels))
            for letter, record in zip(LETTERS, chosen.records, strict=False)
        ]
        rows = _rows(chosen, catalog.labels) if len(contenders) >= FEWEST else ()
        names = "、".join(record.name for record in chosen.records)
        return self.site.render(
            "compare.html",
            Share(self.site.playbook().agency.name, f"对比：{names}" if names else ""),
            catalog=catalog,
            chosen=chosen,
            contenders=contenders,
            rows=[row for row in rows if row.is_known],
            unknown_rows=[row.label for row in rows if not row.is_known],
            cited=lambda row, place: _citation(row, place, contenders),
            area=area,
            area_is_odd=is_odd,
            others=_others(chosen, catalog),
            without=lambda record: [other.id for other in chosen.records if other.id != record.id],
            today=now.date(),
            most=MOST,
        )


def _chosen(catalog: Catalog) -> _Chosen:
    asked = {kind: list(dict.fromkeys(request.args.getlist(kind))) for kind in ("l", "p")}
    shelves: Mapping[str, Mapping[str, Park | Listing]] = {"l": catalog.listings, "p": catalog.parks}
    found = {kind: [shelves[kind][id_] for id_ in ids if id_ in shelves[kind]] for kind, ids in asked.items()}
    kind = max(found, key=lambda name: len(found[name]))
    total = sum(len(records) for records in found.values())
    kept = found[kind][:MOST]
    return _Chosen(kind, kept, sum(len(ids) for ids in asked.values()) - total, total - len(kept))


def _read_area(text: str) -> tuple[float | None, bool]:
    """Return the typed area, and whether something was typed that is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()[: _LONGEST_AREA + 1]
    if not plain:
        return None, False
    found = _AREA.fullmatch(plain)
    value = float(found.group(1)) if found else 0.0
    return (value, False) if 1 <= value <= _LARGEST_AREA else (None, True)


def _rows(chosen: _Chosen, labels: Labels) -> Sequence[ComparedRow]:
    parks = [record for record in chosen.records if isinstance(record, Park)]
    listings = [record for record in chosen.records if isinstance(record, Listing)]
    return compare(parks or listings, labels)


def _cost_of(record: Park | Listing, area: float | None, labels: Labels) -> Cost | None:
    return total_cost(record, area, labels) if isinstance(record, Listing) else None


def _citation(row: ComparedRow, place: int, contenders: Sequence[Contender]) -> int | None:
    """Return the number of the source of one cell, None when it has none of its own."""
    line = row.lines[place]
    citations = contenders[place].profile.citations
    return next(
        (one.number for one in citations if line.known and (one.title, one.url) == (line.source, line.url)), None
    )


def _others(chosen: _Chosen, catalog: Catalog) -> Sequence[Park | Listing]:
    """Return what may be added: what is near to what was chosen, else what is in the same lists."""
    near: list[Park | Listing] = []
    for record in chosen.records:
        related = related_to(record, catalog)
        near += related.parks if chosen.kind == "p" else related.listings
    rest: Sequence[Park | Listing] = catalog.find_parks() if chosen.kind == "p" else catalog.open_listings()
    places = {district_of(record) for record in chosen.records}
    rest = sorted(rest, key=lambda record: district_of(record) not in places)
    taken = {record.id for record in chosen.records}
    unique = {record.id: record for record in (*near, *rest) if record.id not in taken}
    return list(unique.values())[:_OFFERED]
