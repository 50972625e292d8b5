"""Which quantities of a message can be told in another unit, and by which sum?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalog.units import (
    Conversion,
    area_in_m2,
    area_in_mu,
    price_per_m2,
    price_per_mu,
    rent,
    sale_total,
)
from bot.model import Claim, Json, Understanding

_RENTS = {
    "yuan/m2/day": "元/㎡/天",
    "yuan/m2/month": "元/㎡/月",
    "yuan/m2/year": "元/㎡/年",
    "yuan/month": "元/月",
    "yuan/year": "元/年",
}
_PER_M2 = ("元/㎡/天", "元/㎡/月", "元/㎡/年")
_WHOLE = ("元/月", "元/年")
_MU_PRICE, _M2_PRICE = "yuan/mu", "yuan/m2"
_WAN = 10_000
_M2_PER_HECTARE = 10_000


def convert_all(said: Understanding) -> list[Conversion]:
    """Return the quantities of a message in the other units that the trade uses, each with its sum."""
    areas = [value for claim in said.wanted("area_m2") for value in _numbers(claim.value)]
    prices = said.wanted("price")
    if prices:
        area = areas[0] if areas else None
        return [made for claim in prices for made in _price(claim, area, said.text)]
    return [made for claim in said.wanted("area_m2") for made in _area(claim, said.text)]


def _price(claim: Claim, area: float | None, text: str) -> Iterator[Conversion]:
    unit = str(claim.value["unit"])
    for value in _numbers(claim.value["value"]):
        if unit in _RENTS:
            yield from _rent(value, _RENTS[unit], area)
        elif unit == _MU_PRICE:
            yield price_per_m2(value / _WAN, "万元/亩")
        elif unit == _M2_PRICE and area:
            yield from filter(None, [sale_total(value, "元/㎡", area, None)])
        elif unit == _M2_PRICE and "亩" in text:
            yield price_per_mu(value)


def _rent(value: float, unit: str, area: float | None) -> Iterator[Conversion]:
    if unit in _WHOLE and area is None:
        wanted: tuple[str, ...] = _WHOLE
    else:
        wanted = _PER_M2[:2] if unit in _WHOLE or area is None else _WHOLE
    yield from (rent(value, unit, other, area) for other in wanted if other != unit)


def _area(claim: Claim, text: str) -> Iterator[Conversion]:
    mu, values = claim.detail.get("land_mu"), _numbers(claim.value)
    if mu is None and "亩" in text:
        yield from map(area_in_mu, values)
    elif "公顷" in claim.raw:
        for value in values:
            yield from (area_in_m2(value / _M2_PER_HECTARE, "公顷"), area_in_mu(value))
    elif mu is not None and "亩" in claim.raw:
        yield from (area_in_m2(one, "亩") for one in _numbers(mu))


def _numbers(value: Json) -> list[float]:
    ends = value if isinstance(value, list) else [value]
    return [float(end) for end in ends if isinstance(end, int | float)]
