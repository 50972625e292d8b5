"""Which records have a page of their own, and under which short names do addresses, codes and counters know them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from bot.catalog.catalog import Catalog
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy

PublicRecord: TypeAlias = Park | Listing | Article | Policy

KINDS: Mapping[type, str] = {Park: "p", Listing: "l", Article: "a", Policy: "policy"}
"""Also the first part of a page's address: /p/<id>."""


def find_record(catalog: Catalog, kind: str, record_id: str) -> PublicRecord | None:
    """Return the record of an address, None when there is none."""
    shelves: Mapping[str, Mapping[str, PublicRecord]] = {
        "p": catalog.parks,
        "l": catalog.listings,
        "a": catalog.articles,
        "policy": catalog.policies,
    }
    return shelves.get(kind, {}).get(record_id)


def kind_of(record: PublicRecord) -> str:
    """Return p, l, a or policy."""
    return KINDS[type(record)]


def scene_of(record: PublicRecord) -> str:
    """Return the scene by which a QR code of the account tells which page it stood on."""
    return f"{kind_of(record)}-{record.id}"
