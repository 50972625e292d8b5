"""Which conditions can a need have, and in which order?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.catalog.finding import Finding
from bot.catalog.need import Need
from bot.catalog.price_conditions import judge_price
from bot.catalog.schema.listing import Listing
from bot.catalog.space_conditions import (
    judge_area,
    judge_deal,
    judge_industry,
    judge_move_in,
    judge_place,
    judge_property_type,
)
from bot.catalog.technical_conditions import (
    judge_crane,
    judge_fire_class,
    judge_floor_height,
    judge_load,
    judge_power,
    judge_storey,
)


def judge(need: Need, listing: Listing) -> Iterator[Finding]:
    """Yield a finding for every condition of the need, in the order of importance."""
    for check in _CHECKS:
        finding = check(need, listing)
        if finding:
            yield finding


_CHECKS: tuple[Callable[[Need, Listing], Finding | None], ...] = (
    judge_deal,
    judge_property_type,
    judge_place,
    judge_area,
    judge_storey,
    judge_floor_height,
    judge_load,
    judge_crane,
    judge_power,
    judge_fire_class,
    judge_price,
    judge_move_in,
    judge_industry,
)
