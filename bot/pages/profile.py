"""How is one park, listing or article laid out on its page?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.catalog.catalog import Catalog
from bot.catalog.facts import FactLine
from bot.catalog.freshness import Level, freshness
from bot.catalog.labels import Labels
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Source

Shown: TypeAlias = Park | Listing | Article


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source at the foot of a page."""

    number: int
    title: str
    publisher: str
    date: str
    """The absolute day, or the words for what is known of it."""
    date_reason: str
    """Why the day is what it is, when the source does not state it."""
    url: str
    is_original: bool
    """False when the address is of a page that only quotes the source."""
    article: str
    """Id of our own summary of the source, empty when there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact with the numbers of its sources."""

    line: FactLine
    value: str
    """Without the words for derived: the page shows a badge for that."""
    citation: int | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that is known of one record, in the order of the page."""

    rows: tuple[Row, ...]
    points: tuple[Row, ...]
    """Citable facts of an article, each a sentence."""
    conflicts: tuple[FactLine, ...]
    citations: tuple[Citation, ...]
    level: Level | None
    """How fresh the last check by staff is; None for articles."""
    level_words: str
    highlights: tuple[Row, ...] = ()
    """The few facts that decide first whether a visitor reads on."""


def lay_out(record: Shown, catalog: Catalog, today: date) -> Profile:
    """Return the profile of a record as it stands on a day."""
    citations = cite_sources(record, catalog.labels)
    numbers = {(citation.title, citation.url): citation.number for citation in citations}
    lines = [line for line in catalog.facts_of(record) if line.field not in _IN_THE_HEADING]
    rows = [_row(line, numbers, catalog.labels) for line in lines if line.field not in _APART]
    points = [_row(line, numbers, catalog.labels) for line in lines if line.field == "facts"]
    conflicts = [line for line in lines if line.field == "conflict"]
    level = None if isinstance(record, Article) else freshness(record.verification, today).level
    words = getattr(catalog.labels.freshness, level) if level else ""
    highlights = _pick_highlights(rows, _HIGHLIGHTS[type(record)])
    return Profile(tuple(rows), tuple(points), tuple(conflicts), citations, level, words, highlights)


def cite_sources(record: Shown, labels: Labels) -> tuple[Citation, ...]:
    """Return the sources of a record, numbered from 1."""
    sources: Sequence[Source] = (record.source,) if isinstance(record, Article) else record.sources
    return tuple(
        Citation(
            number,
            source.title,
            source.publisher or "",
            say_date(source, labels),
            source.date_derived or "",
            source.url or source.found_on or "",
            source.url is not None,
            source.article or "",
        )
        for number, source in enumerate(sources, 1)
    )


def say_date(source: Source, labels: Labels) -> str:
    """Return the absolute day of a source, marked when it is inferred, or what is known instead."""
    if source.published is None:
        return source.date_note or labels.words.undated
    inferred = f"（{labels.words.inferred_date}）" if source.date_derived else ""
    return f"{source.published.isoformat()}{inferred}"


_IN_THE_HEADING = {"name", "title", "sample"}
_APART = {"conflict", "facts"}


_HIGHLIGHTS: Mapping[type, Sequence[str]] = {
    Park: ("land_area", "floor_area", "rent", "sale_price"),
    Listing: (
        "area",
        "area_per_floor",
        "floor_height_m",
        "rent",
        "sale_price",
        "floor_load_kg_m2",
        "crane",
        "power_kva",
    ),
    Article: (),
}
_MOST_HIGHLIGHTS = 4
_SHORT = 16
"""Characters that fit a tile."""


def _pick_highlights(rows: Sequence[Row], fields: Sequence[str]) -> tuple[Row, ...]:
    known = {row.line.field: row for row in rows if row.line.known and len(short_value(row)) <= _SHORT}
    return tuple(known[field] for field in fields if field in known)[:_MOST_HIGHLIGHTS]


def short_value(row: Row) -> str:
    """Return a value without what stands in brackets behind it."""
    return row.value.partition("（")[0]


def _row(line: FactLine, numbers: dict[tuple[str, str], int], labels: Labels) -> Row:
    value = line.value.removesuffix(f"（{labels.words.derived}）") if line.derived else line.value
    return Row(line, value, numbers.get((line.source, line.url)))
