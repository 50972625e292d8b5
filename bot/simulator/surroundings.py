"""Which things around the phone can a visitor use: QR codes, places, the account's menu?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """One QR code that a visitor may scan."""

    id: str
    """Scene as the platform knows it, without the qrscene_ prefix."""
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """One location that a visitor may send."""

    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One button of the account's menu: it sends its key, opens its url, or unfolds its entries."""

    label: str
    key: str = ""
    url: str = ""
    entries: tuple[MenuEntry, ...] = ()


_SOMEWHERE = 30.0, 110.0
"""The bot reads the words of a place, not where it lies."""


def places_of(labels: Iterable[str], most: int = 4) -> tuple[Place, ...]:
    """Return a few places to send, each once, in the words of the platform's map."""
    return tuple(Place(label, *_SOMEWHERE) for label in list(dict.fromkeys(filter(None, labels)))[:most])
