"""What may an article's file say?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bot.catalog.schema.pieces import Conflict, Industry, Name, Record, Slug, Source, Text


class ArticleFact(Record):
    """One fact of an article, citable on its own."""

    text: Text
    """In our own words, names and numbers as the source has them."""
    raw: Text | None = None
    """The source's own words, where the wording matters."""
    number: float | None = None
    """The figure that the source states, in its unit."""
    unit: Annotated[str, Field(min_length=1, max_length=20)] | None = None


class Article(Record):
    """A news text or page that the knowledge base summarises."""

    id: Slug
    post_id: Annotated[int, Field(gt=0)] | None = None
    """Number of the post on the agency's own site."""
    title: Name
    title_rewritten: Text | None = None
    """Reason, when the title is ours and not the source's."""
    kind: Literal["news", "park_profile", "listing_advert", "service_advert"]
    summary: Text
    excerpt_only: bool
    """Only the beginning of the text was available."""
    category: Name | None = None
    tags: tuple[Name, ...] = ()
    source_media: Name | None = None
    event: Text | None = None
    event_date: date | None = None
    districts: tuple[Name, ...] = ()
    industries: tuple[Name, ...] = ()
    industry_tags: tuple[Industry, ...] = ()
    entities: tuple[Name, ...] = ()
    parks: tuple[Slug, ...] = ()
    listings: tuple[Slug, ...] = ()
    services: tuple[Slug, ...] = ()
    facts: tuple[ArticleFact, ...] = ()
    notes: tuple[Text, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    rights: Literal["own", "reprint", "summary_only"]
    source: Source
    expires_on: date | None = None
    sample: bool = False

    @property
    def name(self) -> str:
        """Return what the article is called."""
        return self.title

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return no other names: articles are found by search."""
        return ()
