"""What may the file of a service or of a policy say?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Industry, Name, Record, Slug, Source, Text


class Service(Record):
    """Something the agency arranges beside space, such as company registration."""

    id: Slug
    name: Name
    aliases: tuple[Name, ...] = ()
    summary: Text
    steps: tuple[Text, ...] = ()
    """How it goes with us."""
    ask_first: tuple[Text, ...] = ()
    """What staff need to know before they can say more."""
    fee: Text | None
    duration: Text | None
    provider: Text | None
    never_promise: tuple[Name, ...] = ()
    notes: tuple[Text, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class Policy(Record):
    """A published policy; it always says until when it is valid."""

    id: Slug
    title: Text
    aliases: tuple[Name, ...] = ()
    document_number: Name | None
    issuer: Name
    url: Text
    published: date
    effective_from: date
    effective_to: date
    districts: tuple[Name, ...] = ()
    industry_tags: tuple[Industry, ...] = ()
    summary: Text
    conditions: Text | None
    amount_quote: Text | None = None
    """Shown only as a quotation together with the link."""
    notes: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        """Return what the policy is called."""
        return self.title

    @model_validator(mode="after")
    def _dates_in_order(self) -> Policy:
        if self.effective_to < self.effective_from:
            raise ValueError("失效日期 effective_to 不能早于生效日期 effective_from")
        return self

    def is_expired(self, today: date) -> bool:
        """Say whether the policy's validity has ended."""
        return today > self.effective_to
