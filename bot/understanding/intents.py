"""What does a visitor want, first and besides, and is that sure enough to act on?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Claim, IntentScore
from bot.understanding.circumstances import weigh_circumstances
from bot.understanding.features import Sketch
from bot.understanding.intent_files import Lesson
from bot.understanding.scoring import Confusion, Scorer, shares_of

_JOINT = r"顺便|另外|还有就是|再问一?下|以及"
_CLAUSE = re.compile(rf"(?:(?!{_JOINT}|[,，。;；!！?？~、\n]).)+(?:[?？])?|(?:{_JOINT})")
_SHORTEST_CLAUSE = 2
_MOST_CLAUSES = 8
_TAUGHT = 25.0
"""Points of being word for word an example; a pending question may change what the same words mean."""
_SURE = 0.2
"""A lower share of all intents found asks back with a menu instead of answering."""
_ALSO_SHARE = 0.55
"""A clause's own best intent counts as a further wish from this share on."""
_RULED_SHARE = 0.15
"""So does an intent of the whole message that an editor's signal speaks for."""

GENTLE = frozenset({"greet", "thanks", "bye", "chitchat", "confirm", "provide_slot", "bot_identity"})
"""Never a second wish beside a real one."""
_GIVING_UP = frozenset({"deny_skip", "cancel", "out_of_scope", "find_park"})
"""What a part of an answer to a pending question may sound like."""
_WISH = frozenset({"find_park", "list_parks_by_district", "list_by_industry"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The intents of one message."""

    found: tuple[IntentScore, ...]
    certain: bool


class IntentFinder:
    """Finds every intent of a message."""

    def __init__(
        self, lesson: Lesson, find_names: Callable[[str], Sequence[Claim]], clean: Callable[[str], str]
    ) -> None:
        self._scorer = Scorer(lesson, find_names, clean)

    def decide(self, text: str, claims: Sequence[Claim], acts: frozenset[str], expect: str | None) -> Decision:
        """Return every intent of a message, the primary one first."""
        sketch = self._scorer.sketch(text, claims)
        scores = self._scorer.score(sketch)
        for name, points in weigh_circumstances(claims, acts, expect, text).items():
            if name in scores:
                scores[name] += points
        taught = self._scorer.find_taught(text)
        if taught and expect is None:
            scores[taught] += _TAUGHT
        shares = shares_of(scores)
        best = max(shares, key=lambda name: shares[name])
        further = dict.fromkeys((*self._wishes_of_clauses(sketch), *self._ruled_wishes(sketch, shares)))
        ordered = _in_order([best, *(name for name in further if name != best)], shares, acts)
        found = tuple(
            IntentScore(name, round(shares[name], 3), self._say_why(sketch, name, taught)) for name in ordered
        )
        return Decision(found, sum(shares[name] for name in ordered) >= _SURE)

    def find_examples(self, text: str, claims: Sequence[Claim], intent: str) -> list[str]:
        """Return the examples of an intent that are most like a message."""
        return self._scorer.find_examples(self._scorer.sketch(text, claims), intent)

    def find_confusions(self) -> list[Confusion]:
        """Return what examples would be taken for, each judged without having been learned; most frequent first."""
        return self._scorer.find_confusions()

    def _wishes_of_clauses(self, sketch: Sketch) -> list[str]:
        """Return the intents that parts of a message clearly say by themselves, in order of appearance."""
        clauses = [part.span() for part in _CLAUSE.finditer(sketch.text)]
        clauses = [(start, end) for start, end in clauses if end - start >= _SHORTEST_CLAUSE][:_MOST_CLAUSES]
        wishes: list[str] = []
        for start, end in clauses if len(clauses) > 1 else ():
            shares = shares_of(self._scorer.score(sketch.part(start, end)))
            best = max(shares, key=lambda name: shares[name])
            if shares[best] >= _ALSO_SHARE and best not in GENTLE and best not in wishes:
                wishes.append(best)
        return wishes

    def _ruled_wishes(self, sketch: Sketch, shares: Mapping[str, float]) -> Iterator[str]:
        """Yield the intents that share a message without a pause between them, as 地址电话发我 does."""
        for name, signal in self._scorer.find_signals(sketch):
            if signal.points > 0 and shares[name] >= _RULED_SHARE and name not in GENTLE:
                yield name

    def _say_why(self, sketch: Sketch, intent: str, taught: str | None) -> tuple[str, ...]:
        example = (f"例句「{sketch.text}」",) if taught == intent else ()
        return (*example, *self._scorer.explain(sketch, intent))


def _in_order(wishes: Sequence[str], shares: Mapping[str, float], acts: frozenset[str]) -> list[str]:
    """Put the wish that the answer should serve first."""
    if wishes[0] == "out_of_scope":
        return ["out_of_scope"]
    if wishes[0] == "provide_slot":
        return ["provide_slot", *(name for name in wishes[1:] if name not in _GIVING_UP)]
    real = [name for name in wishes if name not in GENTLE and name != "out_of_scope"] or list(wishes[:1])
    if "correct_info" in real and "correction" in acts:
        return ["correct_info", *(name for name in real if name != "correct_info")]
    if real[0] not in _WISH and "find_park" in real and shares.get("find_park", 0.0) > _ALSO_SHARE / 2:
        return ["find_park", *(name for name in real if name != "find_park")]
    return real
