from __future__ import annotations

from bot.ports import TurnState
from bot.stores.memory_sessions import MemorySessionStore


def test_visitors_past_their_time_leave_no_trace(clock):
    sessions = MemorySessionStore(clock, session_ttl=60)
    for number in range(5):
        sessions.begin(f"v{number}", "k", "p", "h")
        sessions.finish(f"v{number}", "h", "s", {"k": "r"})
    clock.passes(601)
    sessions.begin("last", "k", "p", "h")

    assert list(sessions._visitors) == ["last"]


def test_abandoned_message_waits_as_long_as_a_session(clock):
    sessions = MemorySessionStore(clock, session_ttl=60)
    sessions.begin("v", "k1", "p1", "h1")
    sessions.abandon("v", "h1")
    clock.passes(59)

    turn = sessions.begin("v", "k2", "p2", "h2")
    assert (turn.state, turn.waiting) == (TurnState.MINE, ("p1", "p2"))
