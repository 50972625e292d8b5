from __future__ import annotations

import pytest

from bot.clock import SystemClock
from bot.simulator.conversation_log import ConversationLog


@pytest.fixture
def log() -> ConversationLog:
    return ConversationLog(SystemClock(), visitors=2, entries=3)


def write(log: ConversationLog, visitor: str, *texts: str) -> None:
    for text in texts:
        log.add(visitor, "visitor", "text", {"text": text})


def texts(log: ConversationLog, visitor: str, after: int = 0) -> list[str]:
    return [entry.content["text"] for entry in log.since(visitor, after)]


def test_only_lines_after_the_given_number_come_back(log):
    write(log, "ann", "one", "two")

    assert texts(log, "ann", after=1) == ["two"]
    assert log.newest_number("ann") == 2


def test_oldest_lines_of_a_long_conversation_are_forgotten(log):
    write(log, "ann", "one", "two", "three", "four")

    assert texts(log, "ann") == ["two", "three", "four"]
    assert log.newest_number("ann") == 4


def test_visitor_unheard_of_for_longest_is_forgotten(log):
    write(log, "ann", "one")
    write(log, "bob", "two")
    write(log, "ann", "three")

    write(log, "cid", "four")

    assert texts(log, "ann") == ["one", "three"]
    assert texts(log, "bob") == []


def test_visitors_follow_each_for_themselves(log):
    log.set_following("ann", following=True)

    assert log.is_following("ann")
    assert not log.is_following("bob")
    log.set_following("ann", following=False)
    assert not log.is_following("ann")
