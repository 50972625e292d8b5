from __future__ import annotations

import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.rehearsal import StagedClock
from bot.stock_chore import StockChore

APPEND = "import sys; open(sys.argv[1], 'a').write('look\\n'); sys.exit(int(sys.argv[2]))"
WAIT = "import sys, threading; open(sys.argv[1], 'a').write('look\\n'); threading.Event().wait()"


@pytest.fixture
def clock() -> StagedClock:
    return StagedClock(datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI))


@pytest.fixture
def due() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@pytest.fixture
def diary(tmp_path) -> Path:
    path = tmp_path / "diary"
    path.touch()
    return path


@pytest.fixture
def make(clock, due, diary):
    chores = []

    def chore(code: int = 0, program: str = APPEND) -> StockChore:
        chores.append(StockChore(due, clock, (sys.executable, "-c", program, str(diary), str(code))))
        return chores[-1]

    yield chore
    for one in chores:
        one.stop()


def looks(diary: Path) -> int:
    return len(diary.read_text().splitlines())


def until(holds) -> None:
    end, tick = time.monotonic() + 10, threading.Event()
    while not holds():
        assert time.monotonic() < end
        tick.wait(0.01)


def work_through(chore: StockChore, rounds: int = 150) -> None:
    """Call the chore as the relay does, long enough for a look to end."""
    tick = threading.Event()
    for _ in range(rounds):
        chore()
        tick.wait(0.005)


def test_due_look_is_done_once(make, due, diary):
    chore = make()
    chore()
    until(lambda: looks(diary) == 1)
    work_through(chore)

    assert looks(diary) == 1
    assert not due.is_set()


def test_nothing_is_looked_at_before_it_is_due(make, due, diary):
    due.clear()
    work_through(make(), rounds=20)

    assert looks(diary) == 0


def test_chore_never_waits_for_a_look_and_starts_no_second_one(make, due, diary):
    chore = make(program=WAIT)
    chore()
    until(lambda: looks(diary) == 1)
    due.set()
    start = time.monotonic()
    for _ in range(50):
        chore()

    assert time.monotonic() - start < 1
    assert looks(diary) == 1
    assert due.is_set()


def test_failed_look_is_tried_again_after_a_rest(make, clock, due, diary):
    chore = make(code=1)
    chore()
    until(lambda: looks(diary) == 1)
    until(lambda: chore() or due.is_set())
    chore()
    assert looks(diary) == 1

    clock.pass_time(31)
    chore()
    until(lambda: looks(diary) == 2)


def test_look_that_is_running_ends_with_the_relay(make, diary):
    chore = make(program=WAIT)
    chore()
    until(lambda: looks(diary) == 1)
    start = time.monotonic()

    chore.stop()

    assert time.monotonic() - start < 5
