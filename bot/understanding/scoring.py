"""How strongly does a message speak for each intent, and which words, rules and examples say so?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Claim
from bot.understanding.features import Sketch, Sketcher, Span, list_traits
from bot.understanding.intent_files import Lesson, Signal
from bot.understanding.keywords import Keywords, learn

POINTS = 6.5
"""Points of an editor's signal that weigh as much as a clear lead of the learned keywords."""
_SOFTNESS = 1.3
"""Divides points before they become shares; larger is less sure."""
_FOLDS = 5
_NAMED = frozenset(
    {"city", "district", "town", "park", "listing", "metro_line", "industry", "property_type", "deal", "purpose"}
)

_Numbered = tuple[int, str, Signal]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Examples of one intent that would be taken for another if nobody had written them down."""

    meant: str
    heard: str
    examples: tuple[str, ...]


class Scorer:
    """Weighs editors' signals and the keywords learned from their examples."""

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
        self._find_names = find_names
        self._examples = {clean(text): name for name, intent in lesson.intents.items() for text in intent.examples}
        for intent in lesson.intents.values():
            self._examples |= {clean(counter.text): counter.intent for counter in intent.counter_examples}
        self._texts = tuple(self._examples)
        self._keywords = learn((list_traits(sketch), intent) for sketch, intent in self._sketch_examples())

    def sketch(self, text: str, claims: Sequence[Claim]) -> Sketch:
        """Return what the intents of a normalised message depend on."""
        return self._sketcher.sketch(text, _spans_of(claims))

    def score(self, sketch: Sketch) -> dict[str, float]:
        """Return the points of every intent."""
        return self._score(self._keywords, sketch, list_traits(sketch))

    def find_taught(self, text: str) -> str | None:
        """Return the intent that a message is an example of, word for word."""
        return self._examples.get(text)

    def find_signals(self, sketch: Sketch) -> Iterator[tuple[str, Signal]]:
        """Yield the signals that a message sets off, with their intents."""
        concepts = frozenset(sketch.concepts())
        near = {number: (name, signal) for c in ("", *concepts) for number, name, signal in self._signals.get(c, ())}
        yield from ((name, signal) for name, signal in near.values() if signal.holds(concepts))

    def explain(self, sketch: Sketch, intent: str) -> tuple[str, ...]:
        """Return the rules and learned keywords that speak for an intent."""
        concepts = sketch.concepts()
        ruled = [_say(signal, concepts) for name, signal in self.find_signals(sketch) if name == intent]
        learned = self._keywords.strongest(list_traits(sketch), intent)
        return (*ruled, *(f"{trait}(+{weight * POINTS:.1f})" for trait, weight in learned))

    def find_examples(self, sketch: Sketch, intent: str) -> list[str]:
        """Return the examples of an intent that are most like a message."""
        return [self._texts[number] for number in self._keywords.nearest(list_traits(sketch), intent)]

    def find_confusions(self) -> list[Confusion]:
        """Return what examples would be taken for, each judged without having been learned; most frequent first."""
        sketched = [(sketch, list_traits(sketch), intent) for sketch, intent in self._sketch_examples()]
        heard: dict[tuple[str, str], list[str]] = defaultdict(list)
        for fold in range(_FOLDS):
            keywords = learn((traits, intent) for n, (_, traits, intent) in enumerate(sketched) if n % _FOLDS != fold)
            for sketch, traits, intent in sketched[fold::_FOLDS]:
                scores = self._score(keywords, sketch, traits)
                best = max(scores, key=scores.__getitem__)
                if best != intent:
                    heard[intent, best].append(sketch.text)
        found = [Confusion(meant, best, tuple(texts)) for (meant, best), texts in heard.items()]
        return sorted(found, key=lambda confusion: -len(confusion.examples))

    def _sketch_examples(self) -> Iterator[tuple[Sketch, str]]:
        for text, intent in self._examples.items():
            yield self.sketch(text, self._find_names(text)), intent

    def _score(self, keywords: Keywords, sketch: Sketch, traits: Sequence[str]) -> dict[str, float]:
        scores = {name: score * POINTS for name, score in keywords.score(traits).items()}
        for name, signal in self.find_signals(sketch):
            scores[name] = scores.get(name, 0.0) + signal.points
        return scores


def shares_of(scores: Mapping[str, float]) -> dict[str, float]:
    """Return points as shares that add up to 1."""
    most = max(scores.values())
    powers = {name: math.exp((score - most) / _SOFTNESS) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def _spans_of(claims: Sequence[Claim]) -> list[Span]:
    """Return the stretches of names, whose exact words do not tell intents apart."""
    return [(claim.start, claim.end, claim.slot) for claim in claims if claim.slot in _NAMED]


def _by_concept(lesson: Lesson) -> dict[str, list[_Numbered]]:
    """Return the signals by the concepts that can set them off; "" for those that any message can."""
    table: dict[str, list[_Numbered]] = defaultdict(list)
    pairs = [(name, signal) for name, intent in lesson.intents.items() for signal in intent.signals]
    for number, (name, signal) in enumerate(pairs):
        for concept in signal.all[:1] or signal.any or ("",):
            table[concept].append((number, name, signal))
    return dict(table)


def _say(signal: Signal, concepts: Mapping[str, str]) -> str:
    words = [f"{name}「{concepts[name]}」" for name in signal.concepts if name in concepts]
    return f"规则 {' '.join(words)}({signal.points:+g})"
