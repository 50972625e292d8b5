"""What does every session store promise?"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from bot.errors import StoreUnavailable
from bot.ports import SessionStore, Turn, TurnState

SHARED = ["sqlite", "postgres", "redis", "cluster", "failover", "failover while redis is away"]


@pytest.fixture(params=["memory", *SHARED])
def make_sessions(request, kinds_of_sessions):
    return kinds_of_sessions[request.param]


@pytest.fixture
def sessions(make_sessions) -> SessionStore:
    return make_sessions(session_ttl=60)


def test_first_message_of_a_visitor_is_mine_without_session(sessions, visitor):
    turn = sessions.begin(visitor, "k1", "早", "h1")

    assert turn == Turn(TurnState.MINE, None, ("早",))


def test_second_message_is_busy_while_first_is_worked_on(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")

    assert sessions.begin(visitor, "k2", "p2", "h2") == Turn(TurnState.BUSY)


def test_finish_without_waiting_messages_frees_the_lock(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")

    assert sessions.finish(visitor, "h1", "s1", {"k1": "r1"}) == Turn(TurnState.ANSWERED)
    assert sessions.begin(visitor, "k2", "p2", "h2") == Turn(TurnState.MINE, "s1", ("p2",))


def test_second_delivery_of_a_message_gets_the_same_reply(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": "回复"})

    assert sessions.begin(visitor, "k1", "p1", "h2") == Turn(TurnState.ANSWERED, reply="回复")


def test_silent_reply_is_replayed_as_it_was(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": ""})

    assert sessions.begin(visitor, "k1", "p1", "h2") == Turn(TurnState.ANSWERED, reply="")


def test_holder_that_asks_again_still_has_its_turn(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")

    assert sessions.begin(visitor, "k1", "p1", "h1") == Turn(TurnState.MINE, None, ("p1",))


def test_finish_hands_on_waiting_messages_in_order_and_keeps_the_lock(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    for number in (4, 2, 3):
        sessions.begin(visitor, f"k{number}", f"p{number}", f"h{number}")

    turn = sessions.finish(visitor, "h1", "s1", {"k1": "r1"})

    assert (turn.state, turn.waiting) == (TurnState.MINE, ("p4", "p2", "p3"))
    assert sessions.begin(visitor, "k4", "p4", "h4").state is TurnState.BUSY


def test_one_finish_may_answer_several_messages(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.begin(visitor, "k2", "p2", "h2")

    assert sessions.finish(visitor, "h1", "s1", {"k1": "r", "k2": "r"}).state is TurnState.ANSWERED
    assert sessions.begin(visitor, "k2", "p2", "h2").reply == "r"


def test_asking_on_does_not_queue_a_message_twice(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    for _ in range(3):
        sessions.begin(visitor, "k2", "p2", "h2")

    assert sessions.finish(visitor, "h1", "s1", {"k1": "r1"}).waiting == ("p2",)


def test_abandoned_messages_go_to_the_next_holder(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.abandon(visitor, "h1")

    assert sessions.begin(visitor, "k2", "p2", "h2") == Turn(TurnState.MINE, None, ("p1", "p2"))


def test_only_the_holder_can_abandon(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.abandon(visitor, "h2")

    assert sessions.begin(visitor, "k2", "p2", "h2").state is TurnState.BUSY


def test_dead_holders_queue_is_handed_on_when_its_lock_ends(make_sessions, visitor, until):
    sessions = make_sessions(session_ttl=60, lock_ms=80)
    sessions.begin(visitor, "k1", "p1", "h1")
    turns = []

    def asks():
        turns.append(sessions.begin(visitor, "k2", "p2", "h2"))
        return turns[-1].state is TurnState.MINE

    assert until(asks)
    assert turns[-1].waiting == ("p1", "p2")


def test_finish_after_losing_the_lock_writes_nothing(make_sessions, visitor, until):
    sessions = make_sessions(session_ttl=60, lock_ms=80)
    sessions.begin(visitor, "k1", "p1", "h1")
    assert until(lambda: sessions.begin(visitor, "k1", "p1", "h2").state is TurnState.MINE)

    assert sessions.finish(visitor, "h1", "stale", {"k1": "stale"}) == Turn(TurnState.BUSY)
    assert sessions.read(visitor) is None
    assert sessions.finish(visitor, "h2", "s2", {"k1": "r2"}).state is TurnState.ANSWERED
    assert sessions.read(visitor) == "s2"


def test_finish_sent_again_after_a_lost_answer_is_no_loss(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": "r1"})

    assert sessions.finish(visitor, "h1", "s1", {"k1": "r1"}) == Turn(TurnState.ANSWERED)


def test_finish_without_a_turn_writes_nothing(sessions, visitor):
    assert sessions.finish(visitor, "h1", "s1", {"k1": "r1"}) == Turn(TurnState.BUSY)
    assert sessions.finish(visitor, "h1", "s1", {}) == Turn(TurnState.BUSY)
    assert sessions.read(visitor) is None


def test_session_ends_after_its_time(make_sessions, visitor, until):
    sessions = make_sessions(session_ttl=0.15)
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": "r1"})

    assert until(lambda: sessions.read(visitor) is None)
    assert sessions.begin(visitor, "k2", "p2", "h2").session is None


def test_reply_is_forgotten_after_its_time(make_sessions, visitor, until):
    sessions = make_sessions(session_ttl=60, reply_ttl=0.1)
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": "r1"})

    assert until(lambda: sessions.begin(visitor, "k1", "p1", "h2").state is TurnState.MINE)


def test_forgetting_leaves_neither_session_nor_queue_nor_replies(sessions, visitor):
    sessions.begin(visitor, "k1", "p1", "h1")
    sessions.finish(visitor, "h1", "s1", {"k1": "r1"})
    sessions.begin(visitor, "k2", "p2", "h2")
    sessions.abandon(visitor, "h2")

    _forget(sessions, visitor)

    assert sessions.read(visitor) is None
    assert sessions.begin(visitor, "k1", "p1 again", "h3") == Turn(TurnState.MINE, None, ("p1 again",))


def test_turn_that_forgets_its_visitor_can_still_store_its_reply(sessions, visitor):
    sessions.begin(visitor, "k1", "forget me", "h1")
    _forget(sessions, visitor)

    assert sessions.finish(visitor, "h1", "blank", {"k1": "done"}) == Turn(TurnState.ANSWERED)
    assert sessions.begin(visitor, "k1", "forget me", "h2").reply == "done"


@pytest.mark.parametrize("odd", ["", "\0", "😀\u2028'\"\\\n", "\ud800", "x" * 200], ids=range(5))
def test_odd_text_is_kept_without_a_foreign_error(sessions, visitor, odd):
    sessions.begin(visitor + odd, "k" + odd, "p", "h1" + odd)

    assert sessions.finish(visitor + odd, "h1" + odd, "s", {"k" + odd: "r"}).state is TurnState.ANSWERED
    assert sessions.begin(visitor + odd, "k" + odd, "p", "h2").reply == "r"


def test_exactly_one_of_many_threads_gets_the_turn(sessions, visitor):
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda n: sessions.begin(visitor, "k1", "p1", f"h{n}"), range(8)))

    assert sorted(turn.state for turn in turns) == ["busy"] * 7 + ["mine"]


def test_messages_of_many_threads_are_each_answered_once(sessions, visitor):
    answered: list[str] = []
    note = threading.Lock()

    def deliver(number: int) -> None:
        turn = sessions.begin(visitor, f"k{number}", f"k{number}", f"h{number}")
        while turn.state is not TurnState.ANSWERED:
            if turn.state is TurnState.MINE:
                with note:
                    answered.extend(turn.waiting)
                turn = sessions.finish(visitor, f"h{number}", "s", dict.fromkeys(turn.waiting, "r"))
            else:
                threading.Event().wait(0.005)
                turn = sessions.begin(visitor, f"k{number}", f"k{number}", f"h{number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver, range(18)))

    assert sorted(answered) == sorted(f"k{number}" for number in range(18))


@pytest.mark.parametrize("kind", SHARED)
def test_exactly_one_of_two_processes_gets_the_turn(kind, kinds_of_sessions, visitor):
    sessions = kinds_of_sessions[kind](session_ttl=60)
    sessions.read(visitor)
    here = multiprocessing.get_context("fork")
    start, states = here.Barrier(2), here.SimpleQueue()

    def compete() -> None:
        start.wait()
        for number in range(10):
            states.put(sessions.begin(f"{visitor}{number}", "k1", "p1", secrets.token_hex(4)).state.value)

    children = [here.Process(target=compete) for _ in range(2)]
    for child in children:
        child.start()
    got = sorted(states.get() for _ in range(20))
    for child in children:
        child.join()

    assert got == ["busy"] * 10 + ["mine"] * 10


def _forget(sessions: SessionStore, visitor: str) -> None:
    # A store of two stores says when one of them could not forget; what the other kept must be gone all the same.
    with suppress(StoreUnavailable):
        sessions.forget(visitor)
