"""What does one message mean, all in all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bot.catalog.catalog import NamedEntity
from bot.clock import SHANGHAI
from bot.errors import Fault
from bot.model import Claim, Json, Understanding
from bot.understanding.acts import ActReader
from bot.understanding.extract import Extractor
from bot.understanding.intent_files import Lesson, load_lesson
from bot.understanding.intents import IntentFinder
from bot.understanding.names import NameRecogniser, load_names
from bot.understanding.reading import Reader
from bot.understanding.scoring import Confusion
from bot.understanding.slots import collect
from bot.understanding.text import lower, normalise, to_standard
from bot.understanding.typos import Repairer

_REMEDY = "请看看 acts.yaml 的说法是否抢了这句,或同一句话是否写在了两个意图里"
_SOME_DAY = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
"""Examples are checked as of this day, so that the check says the same every day."""
_NAMES = frozenset({"company", "contact"})
_COMMANDS = frozenset(
    {"submit", "confirm", "deny", "skip", "back", "cancel", "restart", "more", "my_data", "privacy", "withdraw", "show"}
)
_MARKS = {"approximate": "大约", "excluded": "不要", "current": "现状"}


class Understander:
    """Turns words into an understanding; built once for a version of the knowledge, safe to share."""

    def __init__(self, lesson: Lesson, names: NameRecogniser, own_numbers: frozenset[str]) -> None:
        self._lesson = lesson
        self._reader = Reader(names, Extractor(own_numbers))
        self._acts = ActReader(lesson.acts)
        segmenter = names.segmenter
        self._repairer = Repairer(names.vocabulary(), segmenter.lcut, segmenter.is_word, names.kinds())
        self._intents = IntentFinder(lesson, lambda text: names.find(text).claims, self._clean)

    def understand(self, raw: str, *, expect: str | None, now: datetime) -> Understanding:
        """Return what a message means.

        Args:
            raw: the visitor's words, however odd.
            expect: the slot, or the word confirm, change, erase, that was just asked for.
            now: what relative dates count from.
        """
        text = normalise(raw)
        repaired = to_standard(self._repairer.repair(text.text))
        cased = to_standard(text.cased)
        cased = cased if lower(cased) == repaired else repaired
        claims, unclear = self._reader.read(repaired, cased, expect, now)
        acts = self._acts.read(repaired, expect)
        if text.only_emoji:
            acts = acts | {"only_emoji"}
        claims = _without_commands(claims, acts, repaired)
        decision = self._intents.decide(repaired, claims, acts, expect)
        return Understanding(raw, repaired, decision.found, claims, unclear, acts, decision.certain)

    def slots_of(self, said: Understanding) -> dict[str, Json]:
        """Return the wanted values by slot, names as lists without repetitions; none of an advertisement's."""
        return {} if said.intent == "out_of_scope" else collect(said.claims)

    def explain(self, said: Understanding) -> list[str]:
        """Return, in Chinese lines, which words, rules, learned keywords and examples decided."""
        lines = [f"归一:{said.text}"] if said.text != said.raw else []
        for wish in said.intents:
            lines.append(f"意图 {wish.intent}({wish.score:.2f}):{'、'.join(wish.why) or '没有特别的词'}")
            alike = self._intents.find_examples(said.text, said.claims, wish.intent)
            lines += [f"像例句:{'、'.join(f'「{text}」' for text in alike)}"] if alike else []
        for claim in said.claims:
            marks = [word for mark, word in _MARKS.items() if getattr(claim, mark)]
            lines.append(f"要素 {claim.slot}:「{claim.raw}」{' '.join(marks)}".rstrip())
        lines += [f"要问清:「{unclear.raw}」{'/'.join(unclear.options)}" for unclear in said.unclear]
        if said.acts:
            lines.append(f"说法:{'、'.join(sorted(said.acts))}")
        return lines

    def check_examples(self) -> list[Fault]:
        """Return a fault for every example that is not understood as its intent, and counter-example that is."""
        faults = []
        for name, intent in self._lesson.intents.items():
            document = self._lesson.documents[name]
            for index, text in enumerate(intent.examples):
                got = self._primary(text)
                if got != name:
                    faults.append(document.fault(("examples", index), f"例句「{text}」听成了 {got}", _REMEDY))
            for index, counter in enumerate(intent.counter_examples):
                if self._primary(counter.text) == name:
                    what = f"反例「{counter.text}」听成了 {name}"
                    faults.append(document.fault(("counter_examples", index), what, _REMEDY))
        return faults

    def find_confusions(self) -> Sequence[Confusion]:
        """Return which intents' examples would be taken for which other intent if nobody had written them down."""
        return self._intents.find_confusions()

    def _primary(self, text: str) -> str:
        return self.understand(text, expect=None, now=_SOME_DAY).intent

    def _clean(self, raw: str) -> str:
        return to_standard(self._repairer.repair(normalise(raw).text))


def _without_commands(claims: Sequence[Claim], acts: frozenset[str], text: str) -> tuple[Claim, ...]:
    """Leave out a name that is nothing but a command, read as one because a name was asked for (确认)."""
    if acts.isdisjoint(_COMMANDS):
        return tuple(claims)
    return tuple(c for c in claims if c.slot not in _NAMES or c.end - c.start < len(text) - 1)


def load_understander(
    knowledge_dir: Path, things: Iterable[NamedEntity], own_numbers: frozenset[str] = frozenset()
) -> Understander:
    """Read the knowledge that understanding needs and learn from its examples.

    Raises:
        KnowledgeError: with every fault of every file.
    """
    lesson = load_lesson(knowledge_dir)
    return Understander(lesson, load_names(knowledge_dir, things), own_numbers)
