from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import StoreUnavailable
from bot.stores.breaker import Breaker


def _fail(breaker: Breaker) -> None:
    with pytest.raises(StoreUnavailable, match="down"), breaker.guard():
        raise StoreUnavailable("down")


def _works(breaker: Breaker) -> bool:
    with breaker.guard():
        return True


def test_breaker_opens_after_three_failures_in_a_row(clock):
    breaker = Breaker(clock)
    for _ in range(3):
        _fail(breaker)

    assert breaker.is_open
    with pytest.raises(StoreUnavailable, match="left alone"), breaker.guard():
        pytest.fail("the store must not be asked")


def test_success_between_failures_keeps_it_closed(clock):
    breaker = Breaker(clock)
    for _ in range(3):
        _fail(breaker)
        clock.passes(5)
        assert _works(breaker)

    assert not breaker.is_open


def test_probe_that_succeeds_closes_it(clock):
    breaker = Breaker(clock)
    for _ in range(3):
        _fail(breaker)
    clock.passes(5)

    assert _works(breaker)
    _fail(breaker)
    assert not breaker.is_open


def test_probe_that_fails_opens_it_for_another_pause(clock):
    breaker = Breaker(clock)
    for _ in range(3):
        _fail(breaker)
    clock.passes(5)
    _fail(breaker)

    assert breaker.is_open
    clock.passes(5)
    assert not breaker.is_open


def test_only_one_caller_probes_at_a_time(clock):
    breaker = Breaker(clock)
    for _ in range(3):
        _fail(breaker)
    clock.passes(5)
    everyone_tried = threading.Event()

    def call(_number: int) -> str:
        try:
            with breaker.guard():
                everyone_tried.wait(5)
                return "asked"
        except StoreUnavailable:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        outcomes = [pool.submit(call, number) for number in range(4)]
        while sum(outcome.done() for outcome in outcomes) < 3:
            everyone_tried.wait(0.001)
        everyone_tried.set()

    assert sorted(outcome.result() for outcome in outcomes) == ["asked", "refused", "refused", "refused"]


def test_foreign_errors_pass_without_counting(clock):
    breaker = Breaker(clock)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), breaker.guard():
            _ = 1 / 0

    assert not breaker.is_open
