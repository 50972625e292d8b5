from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.strict_yaml import find_files, parse, read_document
from bot.dialogue_file import Dialogue
from bot.rehearsal import play

CONFIG = Path(__file__).parents[2] / "config"
FILES = find_files(CONFIG / "dialogues")
REPAIR = {
    "corrections", "cancellations", "digressions", "disambiguation", "invalid_input", "silence", "handover",
    "repeats", "refusals", "privacy", "returning",
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_goes_as_written(path, stage_at):
    faults = play(read_document(path, CONFIG), stage_at)

    assert [str(fault) for fault in faults] == []


def test_most_dialogues_are_repair():
    kinds = [path.parent.name for path in FILES]

    assert len(kinds) >= 60
    assert sum(kind in REPAIR for kind in kinds) >= len(kinds) * 2 / 3


def test_every_dialogue_says_its_requirement():
    told = {parse(read_document(path, CONFIG), Dialogue).about for path in FILES}

    assert len(told) == len(FILES)
