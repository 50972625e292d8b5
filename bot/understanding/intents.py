"""What does a visitor want, how sure is that, and which words and examples say so?"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Claim, IntentScore
from bot.understanding.circumstances import weigh_circumstances
from bot.understanding.features import Sketch, Sketcher, Span, list_traits
from bot.understanding.intent_files import Lesson, Signal
from bot.understanding.keywords import Keywords, learn

_CLAUSE = re.compile(
    r"(?:(?!顺便|另外|还有就是|再问一?下|以及|[,，。;；!！?？~、\n]).)+(?:[?？])?|(?:顺便|另外|还有就是|再问一?下|以及)"
)
_SHORTEST_CLAUSE = 2
_MOST_CLAUSES = 8
_POINTS = 6.5
"""Points of an editor's signal that weigh as much as a clear lead of the learned keywords."""
_SOFTNESS = 1.3
"""Divides points before they become shares; larger is less sure."""
_SURE = 0.34
"""A lower share of the best intent asks back with a menu instead of answering."""
_ALSO_SHARE = 0.55
"""A clause's own best intent counts as a further wish from this share on."""

GENTLE = frozenset({"greet", "thanks", "bye", "chitchat", "confirm", "provide_slot", "bot_identity"})
"""Never a second wish beside a real one."""
_WISH = frozenset({"find_park", "list_parks_by_district", "list_by_industry"})
_NAMED = frozenset(
    {"city", "district", "town", "park", "listing", "metro_line", "industry", "property_type", "deal", "purpose"}
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The intents of one message."""

    found: tuple[IntentScore, ...]
    certain: bool


class IntentFinder:
    """Scores intents by editors' signals and learned keywords."""

    def __init__(
        self, lesson: Lesson, find_names: Callable[[str], Sequence[Claim]], clean: Callable[[str], str]
    ) -> None:
        """Learn the examples of a lesson.

        Args:
            lesson: what editors wrote.
            find_names: names the places and things in a clean text.
            clean: normalises and repairs an example.
        """
        self._sketcher = Sketcher(lesson.concepts)
        self._signals = _by_concept(lesson)
        labelled = {clean(text): name for name, intent in lesson.intents.items() for text in intent.examples}
        labelled |= {clean(c.text): c.intent for intent in lesson.intents.values() for c in intent.counter_examples}
        self._examples = tuple(labelled)
        self._keywords = learn(
            [(list_traits(self._sketcher.sketch(text, spans_of(find_names(text)))), labelled[text]) for text in labelled]
        )

    def decide(self, text: str, claims: Sequence[Claim], acts: frozenset[str], expect: str | None) -> Decision:
        """Return every intent of a message, the primary one first."""
        sketch = self._sketcher.sketch(text, spans_of(claims))
        traits, scores = list_traits(sketch), self._score(sketch)
        for name, points in weigh_circumstances(claims, acts, expect, text).items():
            if name in scores:
                scores[name] += points
        shares = _shares(scores)
        best = max(shares, key=lambda name: shares[name])
        wishes = [best, *(name for name in self._wishes_of_clauses(sketch) if name != best)]
        found = tuple(
            IntentScore(name, round(shares.get(name, 0.0), 3), self._why(sketch, traits, name))
            for name in _in_order(wishes, shares, acts)
        )
        return Decision(found, shares[best] >= _SURE)

    def find_examples(self, text: str, claims: Sequence[Claim], intent: str) -> list[str]:
        """Return the examples of an intent that are most like a message."""
        traits = list_traits(self._sketcher.sketch(text, spans_of(claims)))
        return [self._examples[number] for number in self._keywords.nearest(traits, intent)]

    def _score(self, sketch: Sketch) -> dict[str, float]:
        scores = {name: score * _POINTS for name, score in self._keywords.score(list_traits(sketch)).items()}
        for name, signal in self._find_signals(frozenset(sketch.concepts())):
            scores[name] = scores.get(name, 0.0) + signal.points
        return scores

    def _find_signals(self, concepts: frozenset[str]) -> Iterator[tuple[str, Signal]]:
        near = {number: pair for concept in ("", *concepts) for number, *pair in self._signals.get(concept, ())}
        yield from ((name, signal) for name, signal in near.values() if signal.holds(concepts))

    def _wishes_of_clauses(self, sketch: Sketch) -> list[str]:
        """Return the intents that parts of a message clearly say by themselves, in order of appearance."""
        clauses = [part.span() for part in _CLAUSE.finditer(sketch.text)]
        clauses = [(start, end) for start, end in clauses if end - start >= _SHORTEST_CLAUSE][:_MOST_CLAUSES]
        wishes: list[str] = []
        for start, end in clauses if len(clauses) > 1 else ():
            shares = _shares(self._score(sketch.part(start, end)))
            best = max(shares, key=lambda name: shares[name])
            if shares[best] >= _ALSO_SHARE and best not in GENTLE and best not in wishes:
                wishes.append(best)
        return wishes

    def _why(self, sketch: Sketch, traits: Sequence[str], intent: str) -> tuple[str, ...]:
        concepts = sketch.concepts()
        ruled = [_say(signal, concepts) for name, signal in self._find_signals(frozenset(concepts)) if name == intent]
        learned = [f"{trait}(+{weight * _POINTS:.1f})" for trait, weight in self._keywords.strongest(traits, intent)]
        return (*ruled, *learned)


def spans_of(claims: Sequence[Claim]) -> list[Span]:
    """Return the stretches of names, whose exact words do not tell intents apart."""
    return [(claim.start, claim.end, claim.slot) for claim in claims if claim.slot in _NAMED]


_Numbered = tuple[int, str, Signal]


def _by_concept(lesson: Lesson) -> dict[str, list[_Numbered]]:
    """Return the signals by the concepts that can set them off; "" for those that any message can."""
    table: dict[str, list[_Numbered]] = defaultdict(list)
    pairs = [(name, signal) for name, intent in lesson.intents.items() for signal in intent.signals]
    for number, (name, signal) in enumerate(pairs):
        for concept in signal.all[:1] or signal.any or ("",):
            table[concept].append((number, name, signal))
    return dict(table)


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values())
    powers = {name: math.exp((score - most) / _SOFTNESS) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def _in_order(wishes: Sequence[str], shares: Mapping[str, float], acts: frozenset[str]) -> list[str]:
    """Put the wish that the answer should serve first."""
    real = [name for name in wishes if name not in GENTLE] or list(wishes[:1])
    if "out_of_scope" in real and real[0] != "out_of_scope":
        real.remove("out_of_scope")
    if "correct_info" in real and "correction" in acts:
        return ["correct_info", *(name for name in real if name != "correct_info")]
    if real[0] not in _WISH and "find_park" in real and shares.get("find_park", 0.0) > _ALSO_SHARE / 2:
        return ["find_park", *(name for name in real if name != "find_park")]
    return real


def _say(signal: Signal, concepts: Mapping[str, str]) -> str:
    words = [f"{name}「{concepts[name]}」" for name in signal.concepts if name in concepts]
    return f"规则 {' '.join(words)}({signal.points:+g})"
