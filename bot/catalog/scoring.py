"""How much does a condition matter, and what does a miss or an unknown cost a listing?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from bot.catalog.finding import Finding, Fit

WEIGHTS: Mapping[str, float] = {"deal": 8, "property_type": 6, "place": 5, "area": 4, "price": 3}
"""How much missing a condition hurts in the ranking; 2 for all others."""
_OTHER_WEIGHT = 2.0
_UNKNOWN_SHARE = 0.25
"""An unknown hurts a quarter of a miss."""


def weight_of(condition: str) -> float:
    """Return how much a condition matters."""
    return WEIGHTS.get(condition, _OTHER_WEIGHT)


def loss_of_unknown(condition: str) -> float:
    """Return what not knowing costs."""
    return weight_of(condition) * _UNKNOWN_SHARE


def loss_of_miss(condition: str, gap_share: float | None) -> float:
    """Return what a miss costs: half of its weight, and up to all of it again by its size."""
    return weight_of(condition) * (0.5 + min(1.0, gap_share if gap_share is not None else 1.0))


def loss_of(finding: Finding) -> float:
    """Return what a finding costs."""
    if finding.fit is Fit.FITS:
        return 0.0
    if finding.fit is Fit.UNKNOWN:
        return loss_of_unknown(finding.condition)
    return loss_of_miss(finding.condition, finding.gap_share)


def score_of(losses: Iterable[float], total: float) -> float:
    """Return the score of a listing from the losses of all conditions and the sum of their weights."""
    # An exact sum, so that the order in which conditions are judged cannot move a rank.
    return round(1 - math.fsum(losses) / total, 4) if total else 1.0
