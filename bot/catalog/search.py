"""Which texts answer a query best?

BM25 over single characters and pairs of neighbours (no dictionary needed), titles counted extra, hand-made
synonyms at a lower weight, then the best are ranked again by how well one of their titles covers the query.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.catalog.schema.pieces import Name, Record

_K1, _B = 1.2, 0.6
_TITLE_WEIGHT = 1.0
"""How much a token in a title counts on top of one in the body."""
_SYNONYM_WEIGHT = 0.4
_SINGLE_WEIGHT = 0.3
"""A single character says less than a pair."""
_RERANKED = 30
_LEAST_SHARE = 0.15
"""A hit below this share of the best one is noise."""
_LONGEST_QUERY = 200
_RUN = re.compile(r"[一-鿿]+|[a-z0-9.]+")
_FILLER = re.compile(
    "请问|你好|您好|一下|想问|我想|麻烦|可以告诉我|是什么|什么|怎么|有没有|吗|呢|啊|吧|呀|的|了|么|你们|我们|这个|那个"
)


class Synonyms(Record):
    """Groups of words that mean the same in a search."""

    groups: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One text that can be found."""

    id: str
    titles: tuple[str, ...]
    """Title, or the wordings of a question; each is compared on its own."""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that was found."""

    id: str
    score: float
    """For ranking only; grows with the number of matching words."""
    confidence: float
    """0 to 1: how much of the query and of the best title agree."""
    coverage: float
    """0 to 1: how much of the query appears in the titles at all; what they never say counts against it."""
    why: tuple[str, ...]
    """The tokens that weighed most."""


class SearchIndex:
    """Finds documents by their words; immutable once built."""

    def __init__(self, documents: Iterable[SearchDocument], synonyms: Synonyms | None = None) -> None:
        self._documents = tuple(documents)
        self._groups = synonyms.groups if synonyms else ()
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        counted = [_count(document) for document in self._documents]
        self._lengths = [sum(counts.values()) for counts in counted]
        self._average = sum(self._lengths) / max(1, len(self._lengths)) or 1.0
        for number, counts in enumerate(counted):
            for token, weight in counts.items():
                self._postings[token].append((number, weight))
        self._idf = {token: self._rarity(len(found)) for token, found in self._postings.items()}
        self._titles = [tuple(frozenset(tokens(title)) for title in document.titles) for document in self._documents]

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """Return the best documents, best first; none when not even two neighbouring characters match."""
        wanted = self._weigh(query)
        scores, reasons = self._score(wanted)
        pairs = [number for number in scores if any(len(token) > 1 for _, token in reasons[number])]
        candidates = sorted(pairs, key=lambda number: (-scores[number], number))[:_RERANKED]
        hits = [self._hit(number, scores[number], wanted, reasons[number]) for number in candidates]
        hits.sort(key=lambda hit: -hit.score)
        return [hit for hit in hits if hit.score >= _LEAST_SHARE * hits[0].score][:limit]

    def _weigh(self, query: str) -> Mapping[str, float]:
        text = normalise(query)
        asked = _FILLER.sub(" ", text)
        wanted = dict.fromkeys(tokens(asked if asked.strip() else text), 1.0)
        for group in self._groups:
            if any(word in text for word in group):
                for token in (token for word in group for token in tokens(word)):
                    wanted.setdefault(token, _SYNONYM_WEIGHT)
        return wanted

    def _score(self, wanted: Mapping[str, float]) -> tuple[dict[int, float], dict[int, list[tuple[float, str]]]]:
        scores: dict[int, float] = defaultdict(float)
        reasons: dict[int, list[tuple[float, str]]] = defaultdict(list)
        for token, weight in wanted.items():
            for number, count in self._postings.get(token, ()):
                length = 1 - _B + _B * self._lengths[number] / self._average
                gain = weight * self._worth(token) * count * (_K1 + 1) / (count + _K1 * length)
                scores[number] += gain
                reasons[number].append((gain, token))
        return scores, reasons

    def _hit(self, number: int, score: float, wanted: Mapping[str, float], why: Sequence[tuple[float, str]]) -> Hit:
        confidence = max((self._agreement(wanted, title) for title in self._titles[number]), default=0.0)
        strongest = tuple(token for _, token in sorted(why, reverse=True)[:5])
        coverage = self._share(wanted, frozenset().union(*self._titles[number]))
        return Hit(self._documents[number].id, score * (0.5 + confidence), confidence, coverage, strongest)

    def _share(self, wanted: Mapping[str, float], offered: frozenset[str]) -> float:
        asked = sum(self._worth(token) for token, weight in wanted.items() if weight == 1.0)
        shared = sum(weight * self._worth(token) for token, weight in wanted.items() if token in offered)
        return min(1.0, shared / asked) if asked else 0.0

    def _agreement(self, wanted: Mapping[str, float], title: frozenset[str]) -> float:
        shared = sum(weight * self._worth(token) for token, weight in wanted.items() if token in title)
        asked = sum(self._worth(token) for token, weight in wanted.items() if weight == 1.0)
        offered = sum(self._worth(token) for token in title)
        if not asked or not offered:
            return 0.0
        return min(1.0, 0.65 * min(1.0, shared / asked) + 0.35 * min(1.0, shared / offered))

    def _worth(self, token: str) -> float:
        single = len(token) == 1 and not token.isascii()
        return self._idf.get(token, self._rarity(0)) * (_SINGLE_WEIGHT if single else 1.0)

    def _rarity(self, found: int) -> float:
        return math.log(1 + (len(self._documents) - found + 0.5) / (found + 0.5))


def normalise(text: str) -> str:
    """Return text as it is compared: one width, lower case, capped in length."""
    return unicodedata.normalize("NFKC", text[:_LONGEST_QUERY]).lower()


def tokens(text: str) -> list[str]:
    """Return the characters, neighbouring pairs and Latin words of a text."""
    result: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            result.append(run)
        else:
            result.extend(run)
            result.extend(run[i : i + 2] for i in range(len(run) - 1))
    return result


def _count(document: SearchDocument) -> Counter[str]:
    counts: Counter[str] = Counter(tokens(document.body))
    for title in document.titles:
        for token in tokens(title):
            counts[token] += 1 + _TITLE_WEIGHT  # type: ignore[assignment]
    return counts
