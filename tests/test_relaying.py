from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.playbook import load_playbook
from bot.errors import Fault, KnowledgeError
from bot.relaying import NewestPlaybook, PromiseChore

PLAYBOOK = load_playbook(Path(__file__).parents[1] / "config")
EDITED = replace(PLAYBOOK, version="edited")


@pytest.fixture
def due():
    return threading.Event()


def test_config_is_read_again_only_when_asked(due):
    versions = iter([PLAYBOOK, EDITED])
    newest = NewestPlaybook(lambda: next(versions), due)

    newest.read_if_due()
    assert newest.playbook is PLAYBOOK
    due.set()
    newest.read_if_due()
    assert newest.playbook is EDITED
    assert not due.is_set()


def test_broken_edit_leaves_the_last_good_config(due):
    def read():
        if due_was_set:
            raise KnowledgeError([Fault("routing.yaml", 3, "写错了", "请改")])
        return PLAYBOOK

    due_was_set: list[bool] = []
    newest = NewestPlaybook(read, due)
    due_was_set.append(True)
    due.set()
    newest.read_if_due()

    assert newest.playbook is PLAYBOOK


def test_broken_config_at_the_start_is_told_to_the_operator(due):
    def read():
        raise KnowledgeError([Fault("routing.yaml", 3, "写错了", "请改")])

    with pytest.raises(KnowledgeError, match="routing"):
        NewestPlaybook(read, due)


class Watch:
    """Counts the looks of a watch made for one version of the rules."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self) -> int:
        self.looks += 1
        return self.looks


def test_watch_goes_on_until_the_rules_change(due):
    versions, made = iter([PLAYBOOK, EDITED]), {}
    newest = NewestPlaybook(lambda: next(versions), due)
    chore = PromiseChore(newest, lambda playbook: made.setdefault(playbook.version, Watch()))

    assert (chore(), chore()) == (1, 2)
    due.set()
    newest.read_if_due()
    assert chore() == 1
    assert set(made) == {PLAYBOOK.version, "edited"}
