"""What is known of a park, a listing or an article, line by line, with source and date?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.catalog.formats import say
from bot.catalog.labels import FieldLabel, Labels
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Area, Conflict, Derived, Source, Verification
from bot.catalog.units import area_in_m2


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as replies, pages and reports show it."""

    field: str
    label: str
    value: str
    """Ready to show; the word for unknown when the knowledge base has no value."""
    known: bool = True
    derived: bool = False
    """Computed or inferred by us: never to be shown as the source's statement."""
    note: str = ""
    """Formula or reason of a derived value, or what a conflict means for the visitor."""
    source: str = ""
    """Title of the source; empty for derived and unknown values."""
    date: str = ""
    """Date of the source, or the words for a date that is not known."""
    url: str = ""
    applies: bool = True
    """False where the question makes no sense: a rent of what is for sale only."""


def facts_of_park(park: Park, labels: Labels) -> list[FactLine]:
    """Return a park's facts in the order of the labels."""
    return [
        *_sample_line(park, labels),
        *_fields(park, labels.park, labels),
        *_closing(park.derived, park.conflicts, park.verification, labels.park, labels),
    ]


def facts_of_listing(listing: Listing, labels: Labels) -> list[FactLine]:
    """Return a listing's facts in the order of the labels; rent or price only for the deal on offer."""
    entries = [entry for entry in labels.listing if entry.deal is None or entry.deal in listing.deal]
    return [
        *_sample_line(listing, labels),
        *_fields(listing, entries, labels),
        *_closing(listing.derived, listing.conflicts, listing.verification, labels.listing, labels),
    ]


def facts_of_article(article: Article, labels: Labels) -> list[FactLine]:
    """Return an article's facts: what it is, then each citable fact."""
    source, date, url = _cite(article.source, labels)
    lines = _fields(article, labels.article, labels)
    stated = [
        FactLine("facts", labels.words.facts, fact.text, source=source, date=date, url=url) for fact in article.facts
    ]
    return [*_sample_line(article, labels), *lines, *stated, *_conflict_lines(article.conflicts, labels)]


def fact(record: Park | Listing, field: str, labels: Labels) -> FactLine:
    """Return the line of one field, as unknown when there is no value.

    Raises:
        KeyError: the labels do not name the field.
    """
    table = labels.park if isinstance(record, Park) else labels.listing
    entries = [entry for entry in table if entry.field == field]
    if not entries:
        raise KeyError(field)
    offered = record.deal if isinstance(record, Listing) else ()
    return _line(record, next((entry for entry in entries if entry.deal in offered), entries[0]), labels)


def _sample_line(record: Park | Listing | Article, labels: Labels) -> Iterator[FactLine]:
    if record.sample:
        yield FactLine("sample", labels.words.note, labels.words.sample)


def _fields(record: Park | Listing | Article, entries: Sequence[FieldLabel], labels: Labels) -> list[FactLine]:
    lines: list[FactLine] = []
    for entry in entries:
        line = _line(record, entry, labels)
        if line.known or entry.always:
            lines.append(line)
        lines.extend(_conversion(record, entry, labels))
    return lines


def _line(record: Park | Listing | Article, entry: FieldLabel, labels: Labels) -> FactLine:
    value = say(record, entry, labels)
    if value:
        source, date, url = _cite(_source_of(record, entry.field), labels)
        return FactLine(entry.field, entry.label, value, source=source, date=date, url=url)
    guess = next((d for d in getattr(record, "derived", ()) if d.field == entry.field), None)
    if guess:
        return _derived_line(guess, entry.label, labels)
    return FactLine(entry.field, entry.label, labels.words.unknown, known=False)


def _conversion(record: Park | Listing | Article, entry: FieldLabel, labels: Labels) -> Iterator[FactLine]:
    area = getattr(record, entry.field, None)
    if isinstance(area, Area) and area.unit != "㎡":
        result = area_in_m2(area.value, area.unit)
        value = f"{labels.words.approximate} {result.shown}"
        yield FactLine(
            f"{entry.field}_m2", f"{entry.label}{labels.words.converted}", value, derived=True, note=result.formula
        )


def _closing(
    derived: Sequence[Derived],
    conflicts: Sequence[Conflict],
    verification: Verification,
    entries: Sequence[FieldLabel],
    labels: Labels,
) -> Iterator[FactLine]:
    shown = {entry.field for entry in entries}
    for guess in derived:
        if guess.field not in shown and guess.field not in _PARTS_OF_REGION:
            yield _derived_line(guess, guess.field, labels)
    yield from _conflict_lines(conflicts, labels)
    status = getattr(labels.words, verification.status)
    day = f" {verification.checked.isoformat()}" if verification.checked else ""
    yield FactLine("verification", labels.words.verification, f"{status}{day}")


_PARTS_OF_REGION = {"city", "district", "town"}


def _derived_line(guess: Derived, label: str, labels: Labels) -> FactLine:
    value = f"{guess.value}（{labels.words.derived}）"
    return FactLine(guess.field, label, value, derived=True, note=guess.reason)


def _conflict_lines(conflicts: Sequence[Conflict], labels: Labels) -> Iterator[FactLine]:
    for conflict in conflicts:
        said = " / ".join(conflict.statements)
        yield FactLine("conflict", labels.words.conflict, f"{conflict.about}:{said}", note=conflict.effect)


def _source_of(record: Park | Listing | Article, field: str) -> Source:
    if isinstance(record, Article):
        return record.source
    return next((source for source in record.sources if field in source.supports), record.sources[0])


def _cite(source: Source, labels: Labels) -> tuple[str, str, str]:
    if source.published is None:
        return source.title, source.date_note or labels.words.undated, source.url or source.found_on or ""
    inferred = f"（{labels.words.inferred_date}）" if source.date_derived else ""
    return source.title, f"{source.published.isoformat()}{inferred}", source.url or source.found_on or ""
