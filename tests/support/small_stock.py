"""Makes a small knowledge folder whose listings a test may add, change and remove."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson

from bot.catalog.schema.listing import Listing
from bot.model import Json

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
_SOURCE = {"title": "示例", "publisher": None, "url": None, "date": "2026-01-05"}
_BASICS = {
    "city": "上海市",
    "district": "嘉定区",
    "deal": ["rent"],
    "property_type": "厂房",
    "summary": "示例。",
    "sources": [_SOURCE],
}


class SmallStock:
    """A knowledge folder with the real labels, and listings of which nothing is known but what is said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(KNOWLEDGE / "labels.yaml", folder / "labels.yaml")
        (folder / "listings").mkdir()

    def offer(self, listing_id: str, **known: Json) -> None:
        """Write a listing, or write it anew."""
        blank = dict.fromkeys(name for name, field in Listing.model_fields.items() if field.is_required())
        listing = {**blank, **_BASICS, "id": listing_id, "title": f"示例厂房 {listing_id}", **known}
        self._path(listing_id).write_bytes(orjson.dumps(listing))

    def withdraw(self, listing_id: str) -> None:
        """Remove a listing."""
        self._path(listing_id).unlink()

    def _path(self, listing_id: str) -> Path:
        return self.folder / "listings" / f"{listing_id}.yaml"


def area(square_metres: float) -> dict[str, Json]:
    """Return an area as a listing's file says it."""
    return {"value": square_metres, "unit": "㎡", "raw": f"{square_metres}平", "meaning": None}
