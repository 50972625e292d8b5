"""Which traits of a message tell one intent from another?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import ahocorasick

Span = tuple[int, int, str]
"""Start, end and kind of a stretch whose exact words do not matter (a place, a park, an industry)."""
Word = tuple[int, int, str, tuple[str, ...]]
"""Start, end, text and concepts of a word that stands for concepts."""

_LONGEST_GRAM = 2
"""Groups of three letters cost a third of the time and, measured by cross-validation, tell nothing more."""
_MOST_PAIRS = 8
"""Concepts whose pairs are looked at; a long message has more, and its pairs say little."""
_SHORT = 4
_LONG = 30
_COUNTED = 120
"""Characters that letter groups are taken from; beyond that a message repeats itself."""
_HAN = re.compile(r"[\u4e00-\u9fff]")

_NUMERAL = "零一二两三四五六七八九十百千万几半多来把"
_VALUES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in {
        "phone": r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}-?\d{7,8}|[一二三四五六七八九零幺〇]{8,11}",
        "area": rf"[\d.{_NUMERAL}k~到至-]+个?(?:平方米|平方|平米|平|方|亩|㎡|m2|公顷)",
        "money": rf"[\d.{_NUMERAL}到至-]+(?:块\d?|元|毛|万元|万|亿)",
        "size": rf"[\d.{_NUMERAL}]+(?:米|吨|t|kva|kw|千瓦|公斤|公里)",
        "person": r"(?:我姓|免贵姓|联系人|我叫)[一-龥]{1,4}|[一-龥](?:先生|女士|小姐|老师|经理|总)(?![一-龥])",
        "company": r"[一-龥()]{2,20}(?:有限公司|股份公司|集团|分公司)",
        "id": r"(?:微信|vx|wx|v信|v|qq)号?[::]?\s*[a-z][\w-]{4,}|https?://\S+",
        "number": r"\d+(?:\.\d+)?",
    }.items()
)
"""Kinds of values, strongest first. Rough on purpose: this only tells messages apart, extract.py reads values."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One message, or a part of one, as far as its intent depends on it."""

    text: str
    spans: tuple[Span, ...]
    """In order, never overlapping."""
    words: tuple[Word, ...]

    def part(self, start: int, end: int) -> Sketch:
        """Return the sketch of a stretch of the message."""
        spans = tuple((s - start, e - start, kind) for s, e, kind in self.spans if start <= s and e <= end)
        words = tuple(
            (s - start, e - start, word, names) for s, e, word, names in self.words if start <= s and e <= end
        )
        return Sketch(self.text[start:end], spans, words)

    def concepts(self) -> dict[str, str]:
        """Return the concepts in the message, each with the longest word that shows it."""
        found: dict[str, str] = {}
        for _, _, word, names in self.words:
            for name in names:
                if len(word) > len(found.get(name, "")):
                    found[name] = word
        return found


class Sketcher:
    """Finds in normalised messages what intents depend on."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        owners: dict[str, list[str]] = {}
        for concept, words in concepts.items():
            for word in words:
                owners.setdefault(word.lower(), []).append(concept)
        for word, names in owners.items():
            self._automaton.add_word(word, (word, tuple(names)))
        if owners:
            self._automaton.make_automaton()
        self._has_words = bool(owners)

    def sketch(self, text: str, names: Sequence[Span]) -> Sketch:
        """Return the sketch of a message whose names were found before."""
        spans = tuple(_without_overlaps([*names, *_find_values(text)]))
        cut = {place for start, end, _ in names for place in (start, end)}
        hits = self._automaton.iter(text) if self._has_words else ()
        found = ((last + 1 - len(word), last + 1, word, concepts) for last, (word, concepts) in hits)
        # In 厂房租 the name 厂房 has claimed its second character: there is no 房租.
        return Sketch(text, spans, tuple(w for w in found if not _is_crossed(w, names, cut)))


def _is_crossed(word: Word, names: Sequence[Span], cut: set[int]) -> bool:
    start, end = word[:2]
    if cut.isdisjoint(range(start + 1, end)):
        return False
    return any(s < start < e < end or start < s < end < e for s, e, _ in names)


def list_traits(sketch: Sketch) -> list[str]:
    """Return the traits of a message, without repetitions, in a stable order."""
    concepts = sorted(sketch.concepts())
    kinds = sorted({kind for _, _, kind in sketch.spans})
    leading = concepts[:_MOST_PAIRS]
    traits = [f"词组:{name}" for name in concepts]
    traits += [f"词组:{a}+{b}" for a, b in combinations(leading, 2)]
    traits += [f"要素:{kind}" for kind in kinds]
    traits += [f"要素:{kind}+词组:{name}" for kind in kinds for name in leading]
    traits += _grams(_pieces(sketch))
    traits += _shape(sketch)
    return list(dict.fromkeys(traits))


def _find_values(text: str) -> Iterator[Span]:
    for kind, pattern in _VALUES:
        yield from ((found.start(), found.end(), kind) for found in pattern.finditer(text))


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """Keep the first-named span where several overlap: names come first, then values by strength."""
    kept: list[Span] = []
    for start, end, kind in spans:
        if end > start and all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, kind))
    return sorted(kept)


def _pieces(sketch: Sketch) -> list[str]:
    """Return the characters of a text with each span as one piece, so that 嘉定 and 昆山 look alike."""
    pieces, position, text = ["^"], 0, sketch.text
    for start, end, kind in (*sketch.spans, (len(text), len(text), "")):
        pieces.extend(character for character in text[position:start] if not character.isspace())
        if kind:
            pieces.append(f"<{kind}>")
        position = max(position, end)
    return [*pieces[:_COUNTED], "$"]


def _grams(pieces: Sequence[str]) -> Iterator[str]:
    for length in range(1, _LONGEST_GRAM + 1):
        for start in range(len(pieces) - length + 1):
            yield "".join(pieces[start : start + length])


def _shape(sketch: Sketch) -> Iterator[str]:
    text = sketch.text
    if len(text) <= _SHORT:
        yield "长度:短"
    if len(text) >= _LONG:
        yield "长度:长"
    covered = sum(end - start for start, end, _ in sketch.spans)
    if text and covered >= len(text) - 2:
        yield "形式:只有要素"
    if text and not _HAN.search(text):
        yield "形式:没有汉字"
