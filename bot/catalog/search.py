"""Which texts answer a query best?

BM25 over single characters and pairs of neighbours (no dictionary needed), titles counted extra, hand-made
synonyms at a lower weight, then the best are ranked again by how well one of their titles covers the query.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import add
from typing import Annotated, NamedTuple

from pydantic import Field

from bot.catalog.postings import Postings
from bot.catalog.schema.pieces import Name, Record

_TITLE_WEIGHT = 1
"""How much a token in a title counts on top of one in the body."""
_SYNONYM_WEIGHT = 0.4
_RERANKED = 30
_OF_QUERY, _OF_TITLE = 0.65, 0.35
"""How much it counts that the query is covered by a title, and the title by the query."""
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


@dataclass(frozen=True, slots=True)
class _Title:
    """One title, ready to be compared with a query."""

    tokens: frozenset[str]
    worth: float


@dataclass(frozen=True, slots=True)
class _Query:
    """What is looked for."""

    weights: Mapping[str, float]
    worths: Mapping[str, float]
    """The weights times how much each token says."""
    asked: float
    """Worth of what the visitor said, without synonyms."""

    def shared(self, offered: frozenset[str]) -> float:
        """Return the worth of what is also offered."""
        # An exact sum: the order of a set differs from process to process.
        return math.fsum(map(self.worths.__getitem__, offered.intersection(self.worths)))

    def share_in(self, offered: frozenset[str]) -> float:
        """Return how much of what was asked is offered, 0 to 1."""
        return min(1.0, self.shared(offered) / self.asked) if self.asked else 0.0


class _Agreement(NamedTuple):
    """How well a document's titles and the query cover each other."""

    confidence: float
    coverage: float


class SearchIndex:
    """Finds documents by their words; immutable once built."""

    def __init__(self, documents: Iterable[SearchDocument], synonyms: Synonyms | None = None) -> None:
        documents = tuple(documents)
        self._ids = tuple(document.id for document in documents)
        self._groups = tuple((group, tuple(map(tokens, group))) for group in (synonyms.groups if synonyms else ()))
        self._postings = Postings(map(_count, documents))
        self._titles = [tuple(map(self._read_title, document.titles)) for document in documents]
        self._covered = [frozenset[str]().union(*(title.tokens for title in titles)) for titles in self._titles]

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """Return the best documents, best first; none when not even two neighbouring characters match."""
        wanted = self._weigh(query)
        ranked: list[tuple[float, _Agreement, int]] = []
        for score, number in self._postings.find_best(wanted.weights, _RERANKED):
            # Those that follow match less: when no title could lift this one, none can lift them.
            least = ranked[limit - 1][0] if len(ranked) >= limit else 0.0
            if score * (0.5 + 1.0) < least:
                break
            coverage = wanted.share_in(self._covered[number])
            if score * (0.5 + _OF_QUERY * coverage + _OF_TITLE) < least:
                continue
            confidence = max((_agreement(wanted, title) for title in self._titles[number]), default=0.0)
            ranked.append((score * (0.5 + confidence), _Agreement(confidence, coverage), number))
            ranked.sort(key=lambda found: -found[0])
        return [self._hit(wanted, *found) for found in ranked[:limit] if found[0] >= _LEAST_SHARE * ranked[0][0]]

    def _weigh(self, query: str) -> _Query:
        text = normalise(query)
        asked = _FILLER.sub(" ", text)
        weights = dict.fromkeys(tokens(asked if asked.strip() else text), 1.0)
        for group, split in self._groups:
            if any(word in text for word in group):
                for token in chain.from_iterable(split):
                    weights.setdefault(token, _SYNONYM_WEIGHT)
        worths = {token: weight * self._postings.worth(token) for token, weight in weights.items()}
        return _Query(weights, worths, sum(worths[token] for token, weight in weights.items() if weight == 1.0))

    def _read_title(self, title: str) -> _Title:
        found = tokens(title)
        return _Title(frozenset(found), sum(map(self._postings.worth, dict.fromkeys(found))))

    def _hit(self, wanted: _Query, score: float, agreement: _Agreement, number: int) -> Hit:
        return Hit(self._ids[number], score, agreement.confidence, agreement.coverage, self._why(wanted, number))

    def _why(self, wanted: _Query, number: int) -> tuple[str, ...]:
        gains = []
        for token, weight in wanted.weights.items():
            posting = self._postings[token]
            gains.append((weight * posting.gain_of(number) if posting else 0.0, token))
        return tuple(token for gain, token in sorted(gains, reverse=True)[:5] if gain)


def _agreement(wanted: _Query, title: _Title) -> float:
    if not wanted.asked or not title.worth:
        return 0.0
    shared = wanted.shared(title.tokens)
    return min(1.0, _OF_QUERY * min(1.0, shared / wanted.asked) + _OF_TITLE * min(1.0, shared / title.worth))


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
            result.extend(map(add, run, run[1:]))
    return result


def _count(document: SearchDocument) -> Counter[str]:
    counts: Counter[str] = Counter(tokens(document.body))
    for title in document.titles:
        for token in tokens(title):
            counts[token] += 1 + _TITLE_WEIGHT
    return counts
