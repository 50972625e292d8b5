"""Which values and names does a message hold, when no two may be read from the same characters?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Claim, Unclear
from bot.understanding.extract import Extraction, Extractor
from bot.understanding.names import NameRecogniser

_STRONG = frozenset({"phone", "company", "contact", "wechat_id"})
"""Values in which no place or trade is looked for."""
_DIGITS = frozenset({"park", "listing", "metro_line"})
"""Names that may hold digits or a surname, which are no values then."""
_NEED = frozenset({"area_m2", "land_m2", "property_type"})


class Reader:
    """Reads names and values off messages, each with the other's findings in view."""

    def __init__(self, names: NameRecogniser, extractor: Extractor) -> None:
        self._names = names
        self._extractor = extractor

    def read(
        self, text: str, cased: str, expect: str | None, now: datetime
    ) -> tuple[tuple[Claim, ...], tuple[Unclear, ...]]:
        """Return the claims in order of appearance, and what must be asked back.

        Args:
            text: the message, normalised and repaired.
            cased: the same characters with capital letters kept.
            expect: the slot that was just asked for.
            now: what relative dates count from.
        """
        values = self._extractor.extract(cased, expect, now)
        strong = [claim for claim in values.claims if claim.slot in _STRONG]
        named = self._names.find(text, expect, taken=[(claim.start, claim.end) for claim in strong])
        taken = [(claim.start, claim.end) for claim in named.claims]
        if any(claim.slot in _DIGITS for claim in named.claims) or _overlap(taken, values):
            values = self._extractor.extract(cased, expect, now, taken=taken)
        claims = [*named.claims, *values.claims]
        claims += self._find_trade(claims)
        return tuple(sorted(claims, key=lambda claim: claim.start)), (*named.unclear, *values.unclear)

    def _find_trade(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the trade that a company's name tells, where a need is stated and no trade is."""
        slots = {claim.slot for claim in claims}
        if "company" not in slots or "industry" in slots or slots.isdisjoint(_NEED):
            return []
        company = next(claim for claim in claims if claim.slot == "company")
        trades = [claim for claim in self._names.find(company.raw).claims if claim.slot == "industry"]
        return [replace(trade, start=company.end, end=company.end, approximate=True) for trade in trades[:1]]


def _overlap(taken: Sequence[tuple[int, int]], values: Extraction) -> bool:
    """Say whether a name and a value were read from the same characters; what must be asked back has no place."""
    return bool(taken and values.unclear) or any(
        start < claim.end and claim.start < end for claim in values.claims for start, end in taken
    )
