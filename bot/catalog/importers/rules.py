"""What may be imported from where, and in which words do drafts speak?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, field_validator

from bot.catalog.schema.pieces import Positive, Record
from bot.catalog.strict_yaml import parse, read_document

Phrase: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Count: TypeAlias = Annotated[int, Field(gt=0)]
_HOST = r"^[a-z0-9.-]+(:\d{1,5})?$"


class FetchLimits(Record):
    """How long and how much is fetched."""

    connect_seconds: Positive
    read_seconds: Positive
    total_seconds: Positive
    """For one address, redirects included."""
    most_bytes: Count
    most_redirects: Annotated[int, Field(ge=0)]
    seconds_between_requests: Annotated[float, Field(ge=0)]
    most_pages: Count
    """Pages of a list that are fetched in one go."""


class SheetLimits(Record):
    """How large a table may be."""

    most_bytes: Count
    most_unpacked_bytes: Count
    most_rows: Count
    most_columns: Count
    most_cell_characters: Count


class Words(Record):
    """The sentences that drafts are written with; braces are filled by the importer."""

    approve_article: tuple[Phrase, ...]
    approve_listing: tuple[Phrase, ...]
    sentences: Phrase
    original: Phrase
    existing: Phrase
    bad_title: Phrase
    cut_title: Phrase
    dateline: Phrase
    undated: Phrase
    posted_without_year: Phrase
    derived_date: Phrase
    advert_title: Phrase
    advert_summary: Phrase
    advert_source: Phrase
    sheet_summary: Phrase
    sheet_source: Phrase
    rent: Phrase
    buy: Phrase
    term: Phrase
    certificate: Phrase
    delivery: Phrase
    price_note: Phrase
    negotiable: Phrase
    count_about: Phrase
    count_statement: Phrase
    count_effect: Phrase
    price_about: Phrase
    price_statement: Phrase
    price_effect: Phrase


class ImportRules(Record):
    """Everything that config/import.yaml says."""

    allowed_hosts: tuple[Annotated[str, Field(pattern=_HOST)], ...]
    """A host with a port may also be a private one; without a port it must be public."""
    own_hosts: tuple[Annotated[str, Field(pattern=_HOST)], ...]
    """The agency's own site: only its posts keep their numbers, which QR codes and addresses go by."""
    fetch: FetchLimits
    sheet: SheetLimits
    noise: tuple[Phrase, ...]
    """A piece of text that holds one of these is no part of an article."""
    flagged: Mapping[str, Phrase]
    """Words that are doubtful but not ours to change, each with what to check."""
    bounds: Mapping[str, tuple[float, float]]
    """The smallest and the largest believable value of a field."""
    words: Words

    @field_validator("bounds")
    @classmethod
    def _low_before_high(cls, bounds: Mapping[str, tuple[float, float]]) -> Mapping[str, tuple[float, float]]:
        for field, (low, high) in bounds.items():
            if low >= high:
                raise ValueError(f"{field} 的下限要小于上限")
        return bounds


def load_rules(config_dir: Path) -> ImportRules:
    """Read config/import.yaml.

    Raises:
        KnowledgeError: with every fault of the file.
    """
    return parse(read_document(config_dir / "import.yaml", config_dir), ImportRules)
