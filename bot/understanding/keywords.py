"""How much does each trait speak for each intent, learned from the editors' examples?

Passive-aggressive updates, averaged: simple enough to learn from thousands of sentences in a second, discriminating
enough that what two intents share counts for neither. Every weight can be shown.
"""

from __future__ import annotations

import math
import random
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ROUNDS = 6
_MARGIN = 1.0
"""A right intent must lead by this much while learning."""
_LARGEST_STEP = 0.2
_SETTLED = 1.1
"""An example whose intent leads by so many margins is left out of the next round."""
_SEED = 20260310
"""Learning is the same every time."""
_RARE = 2
"""Letter groups seen less often are left out; they tell of one sentence, not of an intent."""
_FAINT = 0.01
"""Weights nearer to nought are forgotten."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """Weights by trait and intent, packed: there are tens of thousands."""

    intents: tuple[str, ...]
    numbers: dict[str, int]
    """Number of every trait that was kept."""
    weights: tuple[tuple[array[int], array[float]], ...]
    """By the trait's number: numbers of intents and, beside them, weights."""
    taught: tuple[tuple[int, array[int]], ...]
    """Every example: number of its intent, numbers of its traits."""

    def score(self, traits: Sequence[str]) -> dict[str, float]:
        """Return how strongly the traits speak for each intent; a lead of 1 is a clear one."""
        totals = [0.0] * len(self.intents)
        known = [self.numbers[trait] for trait in traits if trait in self.numbers]
        for number in known:
            for intent, weight in zip(*self.weights[number], strict=True):
                totals[intent] += weight
        scale = max(1, len(known)) ** -0.5
        return {intent: total * scale for intent, total in zip(self.intents, totals, strict=True)}

    def strongest(self, traits: Sequence[str], intent: str, most: int = 4) -> list[tuple[str, float]]:
        """Return the traits that spoke most for an intent."""
        own = self.intents.index(intent)
        found = [(trait, self._weight(trait, own)) for trait in traits if trait in self.numbers]
        return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])[:most]

    def nearest(self, traits: Sequence[str], intent: str, most: int = 2) -> list[int]:
        """Return the numbers of the examples of an intent that share the weightiest traits with a message."""
        own = self.intents.index(intent)
        weights = {self.numbers[trait]: self._weight(trait, own) for trait in traits if trait in self.numbers}
        likeness = {
            number: sum(weights.get(trait, 0.0) for trait in known) / max(1, len(known)) ** 0.5
            for number, (taught, known) in enumerate(self.taught)
            if taught == own
        }
        best = sorted(likeness, key=lambda number: -likeness[number])[:most]
        return [number for number in best if likeness[number] > 0]

    def _weight(self, trait: str, intent: int) -> float:
        intents, weights = self.weights[self.numbers[trait]]
        return weights[intents.index(intent)] if intent in intents else 0.0


def learn(examples: Iterable[tuple[Sequence[str], str]]) -> Keywords:
    """Return the weights learned from messages given by their traits and their intent."""
    seen: dict[str, int] = {}
    frequent: Counter[int] = Counter()
    heard: list[tuple[str, array[int]]] = []
    for traits, intent in examples:
        known = array("I", [seen.setdefault(trait, len(seen)) for trait in traits])
        frequent.update(known)
        heard.append((intent, known))
    kept = [trait for trait, number in seen.items() if frequent[number] >= _RARE or ":" in trait]
    numbers = {trait: number for number, trait in enumerate(kept)}
    renumbered = {seen[trait]: number for trait, number in numbers.items()}
    intents = tuple(sorted({intent for intent, _ in heard}))
    taught = tuple(
        (intents.index(intent), array("I", [renumbered[number] for number in known if number in renumbered]))
        for intent, known in heard
    )
    pupil = _Pupil(len(numbers), len(intents))
    pupil.study(taught)
    return Keywords(intents, numbers, pupil.packed(), taught)


class _Pupil:
    """Weights while they are being learned."""

    def __init__(self, traits: int, intents: int) -> None:
        self._intents = intents
        self._weights: list[dict[int, float]] = [{} for _ in range(traits)]
        self._sums: list[dict[int, float]] = [{} for _ in range(traits)]
        """Each change times the step it was made at; the average follows from it without a sum a step."""
        self._step = 0

    def study(self, taught: Sequence[tuple[int, array[int]]]) -> None:
        """Go over all examples in several rounds."""
        order, chance = list(range(len(taught))), random.Random(_SEED)
        settled: set[int] = set()
        for _ in range(_ROUNDS):
            chance.shuffle(order)
            resting, settled = settled, set()
            for index in order:
                self._step += 1
                if index not in resting and self._study_one(*taught[index]):
                    settled.add(index)

    def packed(self) -> tuple[tuple[array[int], array[float]], ...]:
        """Return the averaged weights in little room."""
        return tuple(self._pack(*pair) for pair in zip(self._weights, self._sums, strict=True))

    def _pack(self, weights: dict[int, float], sums: dict[int, float]) -> tuple[array[int], array[float]]:
        averages = ((intent, weight - sums[intent] / self._step) for intent, weight in weights.items())
        heard = [(intent, weight) for intent, weight in averages if abs(weight) >= _FAINT]
        return array("H", [intent for intent, _ in heard]), array("f", [weight for _, weight in heard])

    def _study_one(self, intent: int, traits: array[int]) -> bool:
        """Move the weights towards the right intent and away from its strongest rival, if that came too near."""
        totals = [0.0] * self._intents
        for trait in traits:
            for name, weight in self._weights[trait].items():
                totals[name] += weight
        scale = max(1, len(traits)) ** -0.5
        right, totals[intent] = totals[intent], -math.inf
        most = max(totals)
        rival = totals.index(most)
        lead: float = (right - most) * scale
        if lead < _MARGIN:
            self._move(traits, intent, rival, min(_LARGEST_STEP, (_MARGIN - lead) / 2) * scale)
        return lead > _MARGIN * _SETTLED

    def _move(self, traits: array[int], intent: int, rival: int, step: float) -> None:
        for name, change in ((intent, step), (rival, -step)):
            moment = change * self._step
            for trait in traits:
                weights, sums = self._weights[trait], self._sums[trait]
                weights[name] = weights.get(name, 0.0) + change
                sums[name] = sums.get(name, 0.0) + moment
