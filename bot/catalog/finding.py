"""How is the result of one condition told: yes, no or not known, with the values compared?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.catalog.need import Range
from bot.catalog.units import format_number


class Fit(StrEnum):
    """The three states of a condition."""

    FITS = "fits"
    MISFITS = "misfits"
    UNKNOWN = "unknown"
    """The listing does not say: not a no, but a question to staff."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a listing meets one condition, with the values compared."""

    condition: str
    fit: Fit
    wanted: str
    offered: str = ""
    """Empty when the listing does not say."""
    gap: float | None = None
    """By how much it misses: negative is too little, positive too much."""
    gap_share: float | None = None
    """The gap as a share of what was wanted."""
    unit: str = ""

    @property
    def gap_text(self) -> str:
        """Return the size of the gap with its unit, empty when it cannot be measured."""
        return "" if self.gap is None else f"{format_number(abs(self.gap))} {self.unit}".strip()


def compare_number(condition: str, wanted: Range | None, offered: float | None, unit: str) -> Finding | None:
    """Hold a number against a range; None when the range was not asked for."""
    if wanted is None:
        return None
    said = f"{wanted} {unit}"
    if offered is None:
        return Finding(condition, Fit.UNKNOWN, said, unit=unit)
    return measured(condition, wanted, wanted.distance(offered), said, f"{format_number(offered)} {unit}", unit)


def measured(condition: str, wanted: Range, gap: float, said: str, offered: str, unit: str) -> Finding:
    """Return the finding for a gap that was measured; 0 fits."""
    if gap == 0:
        return Finding(condition, Fit.FITS, said, offered, unit=unit)
    return Finding(condition, Fit.MISFITS, said, offered, round(gap, 4), share_of(wanted, gap), unit)


def share_of(wanted: Range, gap: float) -> float | None:
    """Return a gap as a share of the end of the range that it lies beyond; None when that end is 0."""
    end = wanted.low if gap < 0 else wanted.high
    return round(abs(gap) / end, 4) if end else None


def fit_of(fits: bool) -> Fit:
    """Return the state of a condition whose answer is known."""
    return Fit.FITS if fits else Fit.MISFITS


def yes_no(condition: str, fits: bool, wanted: str, offered: str) -> Finding:
    """Return the finding of a condition that is met or not."""
    return Finding(condition, fit_of(fits), wanted, offered)
