from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.strict_yaml import read_document
from tests.support.wording import KNOWLEDGE, NOW, shipped_understander

FILES = sorted((KNOWLEDGE / "intents").glob("*.yaml"))
LEAST_EXAMPLES = 20
MOST_CONFUSED = 0.18
"""Of the examples, when none of them may help itself."""


def hear(text: str) -> str:
    return shipped_understander().understand(text, expect=None, now=NOW).intent


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_is_understood_as_its_intent(path: Path) -> None:
    examples = read_document(path).data["examples"]

    misheard = {text: heard for text in examples if (heard := hear(text)) != path.stem}

    assert misheard == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_counter_examples_are_understood_as_the_intent_they_name(path: Path) -> None:
    counters = read_document(path).data.get("counter_examples") or []

    misheard = {c["text"]: heard for c in counters if (heard := hear(c["text"])) != c["intent"]}

    assert misheard == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_intent_has_enough_examples_to_learn_from(path: Path) -> None:
    examples = read_document(path).data["examples"]

    assert len(set(examples)) >= LEAST_EXAMPLES


def test_examples_teach_each_other_rather_than_only_themselves() -> None:
    confusions = shipped_understander().find_confusions()
    confused = sum(len(confusion.examples) for confusion in confusions)
    total = sum(len(read_document(path).data["examples"]) for path in FILES)

    assert confusions[0].meant != confusions[0].heard
    assert confused / total <= MOST_CONFUSED
