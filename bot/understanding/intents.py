"""What does a visitor want, how sure is that, and which words and examples say so?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Claim, IntentScore
from bot.understanding.features import Sketcher, Span
from bot.understanding.intent_files import Lesson, Signal
from bot.understanding.keywords import Keywords, learn

_CLAUSE_END = re.compile(r"[,，。;；!！?？~\n]+|(?:顺便|另外|还有就是|再问下|再问一下|对了)")
_SHORTEST_CLAUSE = 2
_MOST_CLAUSES = 8
_SOFTNESS = 1.2
"""Divides score differences before they become shares; larger is less sure."""
_SURE = 0.34
"""A lower share of the best intent asks back with a menu instead of answering."""
_ALSO_SHARE = 0.55
"""A clause's own best intent counts as a further wish from this share on."""

GENTLE = frozenset({"greet", "thanks", "bye", "chitchat", "confirm", "provide_slot", "bot_identity"})
"""Never a second wish beside a real one."""
_WISH = frozenset({"find_park", "list_parks_by_district", "list_by_industry"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The intents of one message."""

    found: tuple[IntentScore, ...]
    certain: bool


class IntentFinder:
    """Scores intents by editors' signals and learned keywords."""

    def __init__(
        self, lesson: Lesson, find_names: Callable[[str], Sequence[Span]], clean: Callable[[str], str]
    ) -> None:
        self._sketcher = Sketcher(lesson.concepts, find_names)
        self._signals = {name: intent.signals for name, intent in lesson.intents.items() if intent.signals}
        self._keywords = _learn(lesson, self._sketcher, clean)

    @property
    def keywords(self) -> Keywords:
        """Return what was learned."""
        return self._keywords

    def decide(self, text: str, claims: Sequence[Claim], acts: frozenset[str], expect: str | None) -> Decision:
        """Return every intent of a message, the primary one first."""
        traits = self._sketcher.traits_of(text)
        scores = self._score(text, traits)
        for name, points in _adjust(claims, acts, expect, len(text)).items():
            if name in scores:
                scores[name] += points
        shares = _shares(scores)
        best = max(shares, key=lambda name: shares[name])
        wishes = [best, *(name for name in self._wishes_of_clauses(text) if name != best)]
        ordered = _in_order(wishes, shares, acts)
        found = tuple(
            IntentScore(name, round(shares.get(name, 0.0), 3), self._why(text, traits, name)) for name in ordered
        )
        return Decision(found, shares[best] >= _SURE)

    def _score(self, text: str, traits: Sequence[str]) -> dict[str, float]:
        scores = self._keywords.score(traits)
        concepts = frozenset(self._sketcher.concepts_of(text))
        for name, signals in self._signals.items():
            scores[name] = scores.get(name, 0.0) + sum(signal.points for signal in signals if signal.holds(concepts))
        return scores

    def _wishes_of_clauses(self, text: str) -> list[str]:
        """Return the intents that parts of a message clearly say by themselves, in order of appearance."""
        clauses = [part.strip() for part in _CLAUSE_END.split(text) if len(part.strip()) >= _SHORTEST_CLAUSE]
        if len(clauses) < 2:  # noqa: PLR2004 - one clause is the message itself
            return []
        wishes: list[str] = []
        for clause in clauses[:_MOST_CLAUSES]:
            shares = _shares(self._score(clause, self._sketcher.traits_of(clause)))
            best = max(shares, key=lambda name: shares[name])
            if shares[best] >= _ALSO_SHARE and best not in GENTLE and best not in wishes:
                wishes.append(best)
        return wishes

    def _why(self, text: str, traits: Sequence[str], intent: str) -> tuple[str, ...]:
        concepts = self._sketcher.concepts_of(text)
        ruled = [
            _say_signal(signal, concepts)
            for signal in self._signals.get(intent, ())
            if signal.holds(frozenset(concepts))
        ]
        learned = [f"{trait}(+{weight:.1f})" for trait, weight in self._keywords.strongest(traits, intent)]
        return (*ruled, *learned)


def _learn(lesson: Lesson, sketcher: Sketcher, clean: Callable[[str], str]) -> Keywords:
    labelled = [(text, name) for name, intent in lesson.intents.items() for text in intent.examples]
    labelled += [(c.text, c.intent) for intent in lesson.intents.values() for c in intent.counter_examples]
    unique = dict.fromkeys((clean(text), name) for text, name in labelled)
    return learn([(sketcher.traits_of(text), name) for text, name in unique])


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values())
    powers = {name: math.exp((score - most) / _SOFTNESS) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def _adjust(claims: Sequence[Claim], acts: frozenset[str], expect: str | None, length: int) -> dict[str, float]:
    """Return the points that values and ways of saying add, where examples cannot know them."""
    slots = {claim.slot for claim in claims if not claim.current}
    points: dict[str, float] = {}
    if expect and expect in slots and "question" not in acts:
        points["provide_slot"] = 6.0 if length <= _LONG_ANSWER else 2.0
    if "correction" in acts and (slots or expect):
        points["correct_info"] = 3.0
        points["leave_lead"] = -1.0
    elif "phone" in slots:
        points["leave_lead"] = 1.5
    for act, intent in _ACTS_THAT_DECIDE.items():
        if act in acts:
            points[intent] = points.get(intent, 0.0) + 6.0
    return points


_LONG_ANSWER = 14
_ACTS_THAT_DECIDE = {
    "cancel": "cancel",
    "restart": "cancel",
    "skip": "deny_skip",
    "confirm": "confirm",
    "my_data": "my_requirement",
}


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


def _say_signal(signal: Signal, concepts: Mapping[str, str]) -> str:
    words = [f"{name}「{concepts[name]}」" for name in signal.concepts if name in concepts]
    return f"规则 {' '.join(words)}({signal.points:+g})"
