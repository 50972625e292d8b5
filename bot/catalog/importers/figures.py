"""Which figures does a text state, in which words?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.catalog.importers.cleaning import split_sentences

_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?)\s*"
    r"(亿元|万元|亿|万平方米|平方公里|平方米|㎡|公顷|亩|公里|米|千伏安|%|个|家|对|座|栋|条|项|人|名|强)"
)
_CLAUSE = re.compile(r"[^,，、;；。!?！？]+")
_LONGEST_QUOTE = 40
_MOST = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the few words of the source around it."""

    quote: str
    number: float
    unit: str


def find_figures(paragraphs: Iterable[str]) -> list[Figure]:
    """Return the first dozen figures of a text, one a clause."""
    found: list[Figure] = []
    for paragraph in paragraphs:
        for figure in _figures_of(paragraph):
            if all(figure.quote != other.quote for other in found):
                found.append(figure)
            if len(found) == _MOST:
                return found
    return found


def find_key_sentences(paragraphs: Iterable[str], most: int, longest: int) -> list[str]:
    """Return the first sentence of each paragraph and those with figures, cut short, in order."""
    kept = [
        sentence.strip()
        for paragraph in paragraphs
        for number, sentence in enumerate(split_sentences(paragraph))
        if number == 0 or _FIGURE.search(sentence)
    ]
    return [sentence if len(sentence) <= longest else f"{sentence[:longest]}……" for sentence in kept[:most]]


def _figures_of(paragraph: str) -> Iterator[Figure]:
    for clause in _CLAUSE.finditer(paragraph):
        found = _FIGURE.search(clause.group())
        if found:
            number = float(found.group(1).replace(",", ""))
            yield Figure(_quote(clause.group().strip(), found), number, found.group(2))


def _quote(clause: str, figure: re.Match[str]) -> str:
    if len(clause) <= _LONGEST_QUOTE:
        return clause
    place = max(0, clause.find(figure.group()) - _LONGEST_QUOTE // 2)
    return clause[place : place + _LONGEST_QUOTE]
