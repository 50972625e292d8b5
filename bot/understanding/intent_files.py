"""What do the editors' intent, concept and act files say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.catalog.strict_yaml import Document, find_files, parse, read_document
from bot.errors import Fault, KnowledgeError

Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CounterExample(_Strict):
    """A message that looks like the intent but is another one."""

    text: Text
    intent: str


class Signal(_Strict):
    """A rule over concepts that adds points to the intent."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    points: Annotated[float, Field(ge=-5, le=5)]

    def holds(self, concepts: frozenset[str]) -> bool:
        """Say whether a message with these concepts fulfils the rule."""
        if not concepts.issuperset(self.all) or not concepts.isdisjoint(self.none):
            return False
        return not self.any or not concepts.isdisjoint(self.any)

    @property
    def concepts(self) -> tuple[str, ...]:
        """Return every concept that the rule names."""
        return (*self.all, *self.any, *self.none)


class IntentFile(_Strict):
    """One intent as editors write it; its id is the name of the file."""

    meaning: Text
    examples: Annotated[tuple[Text, ...], Field(min_length=3)]
    counter_examples: tuple[CounterExample, ...] = ()
    signals: tuple[Signal, ...] = ()


class ActFile(_Strict):
    """The words of one way of saying things."""

    whole: tuple[Text, ...] = ()
    """The whole message, but for particles and punctuation."""
    contains: tuple[Text, ...] = ()
    """Anywhere in the message."""
    asked: tuple[Text, ...] = ()
    """The whole message, when a question is pending."""
    together: tuple[Annotated[tuple[tuple[Text, ...], ...], Field(min_length=2, max_length=2)], ...] = ()
    """Anywhere in the message: a word of the first list, and close behind it one of the second."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that recognising intents is learned and ruled by."""

    intents: Mapping[str, IntentFile]
    concepts: Mapping[str, tuple[str, ...]]
    acts: Mapping[str, ActFile]
    documents: Mapping[str, Document]
    """By intent, to name the line of an example that is not understood."""


def load_lesson(knowledge_dir: Path) -> Lesson:
    """Read the folders intents/ and concepts/ and the file acts.yaml.

    Raises:
        KnowledgeError: with every fault of every file.
    """
    faults: list[Fault] = []
    documents = _read_all(knowledge_dir / "intents", knowledge_dir, faults)
    intents = {name: intent for name, document in documents.items() if (intent := _parse(document, faults))}
    concepts = _read_concepts(knowledge_dir, faults)
    acts = _read_acts(knowledge_dir, faults)
    faults.extend(_find_loose_ends(intents, documents, concepts))
    if faults or not intents:
        raise KnowledgeError(faults or [Fault("intents", 0, "没有任何意图文件", "请放回 knowledge/intents")])
    return Lesson(intents, concepts, acts, documents)


def _read_all(folder: Path, root: Path, faults: list[Fault]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for path in find_files(folder):
        try:
            documents[path.stem] = read_document(path, root)
        except KnowledgeError as wrong:
            faults.extend(wrong.faults)
    return documents


def _parse(document: Document, faults: list[Fault]) -> IntentFile | None:
    try:
        return parse(document, IntentFile)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None


def _read_concepts(root: Path, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    concepts: dict[str, tuple[str, ...]] = {}
    places: dict[str, Document] = {}
    for document in _read_all(root / "concepts", root, faults).values():
        for name, words in (document.data or {}).items():
            if name in concepts:
                faults.append(
                    document.fault((name,), f"词组「{name}」写了两次", f"另一处在 {places[name].file},请合并")
                )
            elif not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
                faults.append(document.fault((name,), f"词组「{name}」要写成列表", "例如 [租金, 房租]"))
            else:
                concepts[name], places[name] = tuple(words), document
    return concepts


def _read_acts(root: Path, faults: list[Fault]) -> dict[str, ActFile]:
    acts: dict[str, ActFile] = {}
    try:
        document = read_document(root / "acts.yaml", root)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return acts
    for name, data in (document.data or {}).items():
        try:
            acts[name] = parse(Document(document.file, data, document.lines), ActFile)
        except KnowledgeError as wrong:
            faults.extend(wrong.faults)
    return acts


def _find_loose_ends(
    intents: Mapping[str, IntentFile], documents: Mapping[str, Document], concepts: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for name, intent in intents.items():
        document = documents[name]
        for index, signal in enumerate(intent.signals):
            unknown = set(signal.concepts) - set(concepts)
            for concept in sorted(unknown):
                yield document.fault(("signals", index), f"没有词组「{concept}」", "请在 concepts/ 里补上或改名")
        for index, counter in enumerate(intent.counter_examples):
            if counter.intent not in intents:
                at = ("counter_examples", index)
                yield document.fault(at, f"没有意图「{counter.intent}」", "请改成已有的意图")
        for index, text in enumerate(intent.examples):
            if owner.setdefault(text, name) != name:
                yield document.fault(("examples", index), f"「{text}」也是 {owner[text]} 的例句", "请删掉一处")
