"""Which values and names does a message hold, when no two may be read from the same characters?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Claim, Unclear
from bot.understanding.extract import Extraction, Extractor
from bot.understanding.names import NameRecogniser
from bot.understanding.usage import find_usage

_STRONG = frozenset({"phone", "company", "contact", "wechat_id"})
"""Values in which no place or trade is looked for."""
_DIGITS = frozenset({"park", "listing", "metro_line"})
"""Names that may hold digits or a surname, which are no values then."""
_PLACES = frozenset({"city", "district", "town"})
_LEAST_NAME = 2
_VAGUE = frozenset(
    {
        *("民营", "国营", "本地", "当地", "外资", "台资", "知名", "大型", "小型", "老牌", "附近", "周边", "高端"),
        *("上市", "一家", "几家", "制造", "加工", "生产", "行业", "产业", "企业"),
    }
)
"""Words between a place and a trade that make no name."""
_LEGAL = re.compile(r"公司|集团|厂|商行|经营部|工作室|合作社|[一-龥]{2}市")
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
        values = self._without_names(self._extractor.extract(cased, expect, now))
        strong = [claim for claim in values.claims if claim.slot in _STRONG]
        named = self._names.find(text, expect, taken=[(claim.start, claim.end) for claim in strong])
        taken = [(claim.start, claim.end) for claim in named.claims]
        if any(claim.slot in _DIGITS for claim in named.claims) or _overlap(taken, values):
            values = self._without_names(self._extractor.extract(cased, expect, now, taken=taken))
        claims = [*named.claims, *values.claims]
        claims += self._find_trade(claims)
        usage = find_usage(text, claims)
        claims += [usage] if usage else []
        return tuple(sorted(claims, key=lambda claim: claim.start)), (*named.unclear, *values.unclear)

    def _without_names(self, values: Extraction) -> Extraction:
        """Leave out people that are places (彭州), and companies that are but a place and a trade (成都汽配)."""
        return replace(values, claims=tuple(claim for claim in values.claims if not self._is_name(claim)))

    def _is_name(self, claim: Claim) -> bool:
        if claim.slot == "contact":
            return any(
                named.slot in _PLACES and named.end - named.start == len(claim.raw)
                for named in self._names.find(claim.raw).claims
            )
        guess = claim.detail.get("guess")
        return claim.slot == "company" and bool(guess) and not self._has_own_word(claim.raw, guess == "place")

    def _has_own_word(self, name: str, is_marked: bool) -> bool:
        """Say whether more than places and trades is left of a company's name.

        Args:
            name: as said.
            is_marked: a place stands before it, so that an everyday word may be its own (上海远洋汽配).
        """
        rest = list(name)
        for claim in self._names.find(name).claims:
            rest[claim.start : claim.end] = "," * (claim.end - claim.start)
        words = self._names.segmenter.lcut(_LEGAL.sub(",", "".join(rest)))
        said = [word.strip(",") for word, _, _ in words]
        if is_marked:
            return len("".join(said)) >= _LEAST_NAME and _VAGUE.isdisjoint(said)
        return any(word and not self._names.segmenter.is_ordinary(word) for word in said)

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
