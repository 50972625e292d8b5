"""What in a reply may not be said to a visitor, whichever file it comes from?

Knowledge and wordings are refused when they are loaded; this is the last look, at what is put together from them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalog.wording import check_wording, find_unlabelled_areas
from bot.conversation.session import Choice, Session
from bot.values import say_fact

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+|$)")
_EXAMPLE = re.compile(r"比如|例如|[「×÷]")
"""Marks a sentence whose areas say nothing of a property: an example to type, a formula."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Takes out of a reply what advertising law forbids; the visitor's own words may be repeated to them."""

    own: str
    """Everything that the visitor has said of the need, in their words and in ours."""
    area_mark: str
    """What stands behind an area that does not say which kind it is."""

    def clean(self, text: str) -> str:
        """Return a paragraph without its forbidden sentences, with bare areas marked."""
        return "".join(self._clean_sentence(sentence) for sentence in _SENTENCE.findall(text)).strip("\n")

    def clean_label(self, choice: Choice) -> Choice:
        """Return a choice whose label says nothing forbidden; what it sends stays, so that it still works."""
        label = choice.label
        for phrase in self._forbidden(label):
            label = label.replace(phrase, "…")
        return Choice(label, choice.sends)

    def _clean_sentence(self, sentence: str) -> str:
        if self._forbidden(sentence):
            return "\n" if sentence.endswith("\n") else ""
        if _EXAMPLE.search(sentence):
            return sentence
        bare = [area for area in find_unlabelled_areas(sentence) if _digits(area) not in self.own]
        places = [place for area in bare if (place := _end_of(area, sentence))]
        last = max(places, default=0)
        return f"{sentence[:last]}（{self.area_mark}）{sentence[last:]}" if last else sentence

    def _forbidden(self, text: str) -> list[str]:
        return [phrase for phrase in check_wording(text) if phrase not in self.own]


def screen_for(session: Session, incoming: str, area_mark: str) -> Screen:
    """Return the screen for a reply to one visitor."""
    known = {**(session.draft.values if session.draft else {}), **session.proposed}
    fields = {slot: value.value for slot, value in known.items()}
    said = [f"{value.raw} {say_fact(slot, value.value, fields)}" for slot, value in known.items()]
    return Screen(" ".join((incoming, *said)), area_mark)


def clean_all(screen: Screen, parts: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs that are left of a reply."""
    cleaned = (screen.clean(part) for part in parts)
    return tuple(part for part in cleaned if part.strip())


def _end_of(area: str, sentence: str) -> int:
    """Return where an area ends for the last time, 0 where it is part of a name (K2 平库)."""
    ends = [found.end() for found in re.finditer(rf"(?<![A-Za-z\d.]){re.escape(area)}(?![库仓])", sentence)]
    return max(ends, default=0)


def _digits(area: str) -> str:
    found = re.match(r"[\d,.]+", area)
    return found.group() if found else area
