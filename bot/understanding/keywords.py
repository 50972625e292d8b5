"""How much does each trait speak for each intent, learned from the editors' examples?

An averaged perceptron: simple enough to learn from thousands of sentences in a second, discriminating enough that
what two intents share counts for neither. Every weight can be shown.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ROUNDS = 6
_MARGIN = 1.0
"""A right intent must lead by this much while learning."""
_SEED = 20260310
"""Learning is the same every time."""
_RARE = 2
"""Letter groups seen less often are left out; they tell of one sentence, not of an intent."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """Weights by trait and intent."""

    weights: Mapping[str, Mapping[str, float]]
    intents: tuple[str, ...]

    def score(self, traits: Sequence[str]) -> dict[str, float]:
        """Return how strongly the traits speak for each intent, long messages on the scale of short ones."""
        totals = dict.fromkeys(self.intents, 0.0)
        known = 0
        for trait in traits:
            speaks_for = self.weights.get(trait)
            if speaks_for:
                known += 1
                for intent, weight in speaks_for.items():
                    totals[intent] += weight
        scale = max(1.0, known / 25) ** 0.5
        return {intent: total / scale for intent, total in totals.items()}

    def known_share(self, traits: Sequence[str]) -> float:
        """Return which share of the traits was seen while learning."""
        return sum(trait in self.weights for trait in traits) / max(1, len(traits))

    def strongest(self, traits: Sequence[str], intent: str, most: int = 4) -> list[tuple[str, float]]:
        """Return the traits that spoke most for an intent."""
        found = [(trait, self.weights[trait].get(intent, 0.0)) for trait in traits if trait in self.weights]
        return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])[:most]


def learn(examples: Sequence[tuple[Sequence[str], str]]) -> Keywords:
    """Return the weights learned from messages given by their traits and their intent."""
    frequent = Counter(trait for traits, _ in examples for trait in traits)
    kept = [([t for t in traits if frequent[t] >= _RARE or ":" in t], intent) for traits, intent in examples]
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    order, chance, step = list(range(len(kept))), random.Random(_SEED), 0
    for _ in range(_ROUNDS):
        chance.shuffle(order)
        for index in order:
            step += 1
            _correct(weights, sums, *kept[index], step)
    averaged = {
        trait: {intent: weight - sums[trait][intent] / step for intent, weight in by_intent.items()}
        for trait, by_intent in weights.items()
    }
    return Keywords(averaged, tuple(sorted({intent for _, intent in examples})))


def _correct(
    weights: dict[str, dict[str, float]],
    sums: dict[str, dict[str, float]],
    traits: Sequence[str],
    intent: str,
    step: int,
) -> None:
    """Move the weights towards the right intent and away from its strongest rival, if that came too near."""
    totals: dict[str, float] = defaultdict(float)
    for trait in traits:
        for name, weight in weights[trait].items():
            totals[name] += weight
    right = totals.pop(intent, 0.0)
    rival, most = max(totals.items(), key=lambda pair: pair[1], default=("", 0.0))
    if right - most >= _MARGIN * len(traits) ** 0.5:
        return
    rate = 1.0 / max(8, len(traits)) ** 0.5
    for trait in traits:
        weights[trait][intent] += rate
        sums[trait][intent] += rate * step
        if rival:
            weights[trait][rival] -= rate
            sums[trait][rival] -= rate * step
