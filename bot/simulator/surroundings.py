"""Which things around the phone can a visitor use: QR codes, places, the account's menu?"""

from __future__ import annotations

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


PLACES = (
    Place("上海市嘉定区", 31.3746, 121.2653),
    Place("上海市浦东新区张江镇", 31.2037, 121.5910),
    Place("上海市松江区", 31.0322, 121.2277),
    Place("江苏省苏州市昆山市", 31.3850, 120.9810),
)
"""A few places to send, in the words of the platform's map; about the middle of each."""
