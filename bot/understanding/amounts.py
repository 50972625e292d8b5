"""What is an amount, and how exact is it?"""

from __future__ import annotations

from dataclasses import dataclass, replace

PLAIN, YUAN, METRE = "#", "$", "@"
"""Kinds of amounts: without unit, of money, of length."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as said; both ends are equal unless it is a range."""

    low: float | None
    high: float | None
    start: int
    end: int
    approximate: bool = False
    vague: bool = False
    """几 without a lead: 几千 may be a question."""
    options: tuple[float, ...] = ()
    spread: tuple[float, float] | None = None
    """What an open 多 can reach: 4000多 is 4000 to 4999."""
    scale: float = 1
    """Product of the scale words after the leading digits; what a shorter partner in a range takes over."""
    kind: str = PLAIN

    @property
    def is_single(self) -> bool:
        """Say whether it is one number."""
        return self.low is not None and self.low == self.high

    @property
    def least(self) -> float:
        """Return the smallest number named."""
        return self.low if self.low is not None else self.high or 0.0

    @property
    def most(self) -> float:
        """Return the largest number named."""
        return self.high if self.high is not None else self.low or 0.0

    def times(self, factor: float) -> Amount:
        """Return the amount in a smaller or larger unit."""
        low, high = (None if end is None else tidy(end * factor) for end in (self.low, self.high))
        spread = (tidy(self.spread[0] * factor), tidy(self.spread[1] * factor)) if self.spread else None
        options = tuple(tidy(option * factor) for option in self.options)
        return replace(self, low=low, high=high, spread=spread, options=options)

    def plus(self, more: float) -> Amount:
        """Return the amount with both ends raised."""
        low, high = (None if end is None else tidy(end + more) for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def rounded(self, digits: int = 0) -> Amount:
        """Return the amount with its ends rounded, and without what only holds for exact ones."""
        low, high = (None if end is None else tidy(round(end, digits)) for end in (self.low, self.high))
        return replace(self, low=low, high=high, spread=None, options=())


def tidy(number: float) -> float:
    """Return the number without the noise of binary fractions, as int where it is whole."""
    rounded = round(number, 4)
    return int(rounded) if rounded == int(rounded) else rounded
