from __future__ import annotations

import os
import signal
from contextlib import contextmanager

import pytest

from bot.errors import StoreUnavailable
from bot.ports import Turn, TurnState
from bot.stores.failover_sessions import FailoverSessionStore
from bot.stores.redis_client import connect
from bot.stores.redis_sessions import RedisSessionStore
from bot.stores.sql.database import open_database
from bot.stores.sql.sessions import SqlSessionStore


@pytest.fixture
def first(server, cipher, clock) -> RedisSessionStore:
    client = connect(server.start(), clock, socket_timeout=0.05)
    return RedisSessionStore(client, cipher, clock, session_ttl=3600)


@pytest.fixture
def second(engine, cipher, clock) -> SqlSessionStore:
    return SqlSessionStore(engine, cipher, clock, session_ttl=3600)


@pytest.fixture
def sessions(first, second, clock) -> FailoverSessionStore:
    return FailoverSessionStore(first, second, clock)


@pytest.fixture
def stalled(server, clock):
    @contextmanager
    def stall():
        os.kill(server.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(server.pid, signal.SIGCONT)
            clock.passes(5)

    return stall


def _say(sessions, visitor, key, session, reply) -> Turn:
    turn = sessions.begin(visitor, key, f"payload of {key}", f"holder of {key}")
    sessions.finish(visitor, f"holder of {key}", session, {key: reply})
    return turn


def test_sql_is_not_touched_while_redis_answers(sessions, second):
    _say(sessions, "v", "k1", "s1", "r1")

    assert second.is_empty()


def test_talk_goes_on_in_sql_while_redis_is_stalled(sessions, stalled):
    with stalled():
        _say(sessions, "v", "k1", "s1", "r1")

        assert sessions.read("v") == "s1"
        assert _say(sessions, "v", "k2", "s2", "r2").session == "s1"
        assert sessions.begin("v", "k1", "payload of k1", "h").reply == "r1"


def test_session_and_replies_of_an_outage_are_there_when_redis_is_back(sessions, second, stalled, clock):
    _say(sessions, "v", "k1", "before", "r1")
    clock.passes(1)
    with stalled():
        _say(sessions, "v", "k2", "during", "r2")

    assert _say(sessions, "v", "k3", "after", "r3").session == "during"
    assert sessions.begin("v", "k2", "payload of k2", "h").reply == "r2"
    assert second.is_empty()


def test_late_delivery_to_redis_is_not_answered_twice(sessions, stalled, clock):
    _say(sessions, "v", "k0", "s0", "r0")
    clock.passes(1)
    with stalled():
        # Redis gets this message too, once it runs again.
        _say(sessions, "v", "k1", "s1", "r1")

    turn = sessions.begin("v", "k2", "p2", "h2")
    assert (turn.state, turn.waiting, turn.session) == (TurnState.MINE, ("p2",), "s1")


def test_turn_that_began_in_redis_ends_in_sql_when_redis_goes_away(sessions, second, stalled):
    sessions.begin("v", "k1", "p1", "h1")
    with stalled():
        assert sessions.finish("v", "h1", "s1", {"k1": "r1"}) == Turn(TurnState.ANSWERED)
        assert second.read("v") == "s1"

    assert sessions.read("v") == "s1"


def test_turn_that_began_in_sql_ends_in_sql_though_redis_is_back(sessions, second, stalled):
    with stalled():
        sessions.begin("v", "k1", "p1", "h1")

    assert sessions.finish("v", "h1", "s1", {"k1": "r1"}) == Turn(TurnState.ANSWERED)
    assert second.read("v") == "s1"


def test_abandoned_turn_of_an_outage_leaves_its_message_waiting(sessions, stalled):
    with stalled():
        sessions.begin("v", "k1", "p1", "h1")
        sessions.abandon("v", "h1")

        assert sessions.begin("v", "k2", "p2", "h2").waiting == ("p1", "p2")


def test_restore_moves_everybody_and_leaves_sql_empty(sessions, first, second, stalled):
    with stalled():
        for number in range(3):
            _say(sessions, f"v{number}", "k1", f"s{number}", "r1")

    assert sessions.restore() == 3
    assert [first.read(f"v{number}") for number in range(3)] == ["s0", "s1", "s2"]
    assert second.is_empty()
    assert sessions.restore() == 0


def test_restore_keeps_the_newer_session_of_redis(sessions, first, second, clock):
    second.begin("v", "k1", "p1", "h1")
    second.finish("v", "h1", "old", {"k1": "r1"})
    clock.passes(1)
    first.begin("v", "k2", "p2", "h2")
    first.finish("v", "h2", "new", {"k2": "r2"})

    assert sessions.restore() == 1
    assert first.read("v") == "new"
    assert first.begin("v", "k1", "p1", "h3").reply == "r1"


def test_restore_brings_messages_of_a_dead_worker_along(sessions, first, stalled, clock):
    with stalled():
        sessions.begin("v", "k1", "p1", "h1")
    clock.passes(2)
    sessions.restore()

    assert first.begin("v", "k2", "p2", "h2").waiting == ("p1", "p2")


def test_restore_waits_for_visitors_who_are_being_answered(sessions, first, second):
    _say(second, "v", "k1", "s1", "r1")
    first.begin("v", "k2", "p2", "h2")

    assert sessions.restore() == 0
    assert second.read("v") == "s1"
    first.abandon("v", "h2")
    assert sessions.restore() == 1


def test_other_process_learns_of_the_outage_within_a_second(sessions, first, second, stalled, clock):
    other = FailoverSessionStore(first, second, clock)
    other.read("v")
    with stalled():
        _say(sessions, "v", "k1", "s1", "r1")

    assert other.read("v") == "s1"


def test_restore_drops_what_is_past_its_time_even_while_redis_is_away(sessions, second, stalled, clock):
    with stalled():
        for key in ("k1", "k2", "k3", "k4"):
            _say(sessions, "v", key, "s1", "r1")
        clock.passes(3601)
        sessions.begin("w", "k", "p", "h")

        assert sessions.restore() == 0
        assert second.list_visitors(9) == ("w",)


def test_forgetting_is_refused_while_one_store_cannot(sessions, second, stalled):
    with stalled():
        _say(sessions, "v", "k1", "s1", "r1")
        with pytest.raises(StoreUnavailable):
            sessions.forget("v")

        assert second.read("v") is None


def test_broken_sql_does_not_disturb_while_redis_answers(first, cipher, clock):
    broken = SqlSessionStore(open_database("sqlite://"), cipher, clock, session_ttl=60)
    sessions = FailoverSessionStore(first, broken, clock)

    assert _say(sessions, "v", "k1", "s1", "r1").state is TurnState.MINE
    assert sessions.read("v") == "s1"


def test_both_stores_away_is_unavailable(cipher, clock):
    broken = SqlSessionStore(open_database("sqlite://"), cipher, clock, session_ttl=60)
    away = RedisSessionStore(connect("unix:///nowhere", clock), cipher, clock, session_ttl=60)
    sessions = FailoverSessionStore(away, broken, clock)

    with pytest.raises(StoreUnavailable):
        sessions.begin("v", "k1", "p1", "h1")
    with pytest.raises(StoreUnavailable):
        sessions.read("v")
