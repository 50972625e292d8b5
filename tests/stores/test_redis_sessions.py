from __future__ import annotations

import os
import signal
import time

import pytest
from cryptography.fernet import Fernet

from bot.errors import StoreUnavailable
from bot.ports import TurnState
from bot.stores.redis_sessions import RedisSessionStore
from bot.stores.sql.cipher import Cipher

HASHES = ("session", "payloads", "replies")


@pytest.fixture
def sessions(client, cipher, clock) -> RedisSessionStore:
    return RedisSessionStore(client, cipher, clock, session_ttl=3600)


def test_every_key_ends_and_none_names_the_visitor(sessions, client):
    sessions.begin("oVisitor-openid", "k1", "p1", "h1")
    sessions.begin("oVisitor-openid", "k2", "p2", "h2")
    sessions.finish("oVisitor-openid", "h1", "s1", {"k1": "r1"})

    keys = client.call(lambda redis: redis.keys("*"))
    lives = [client.call(lambda redis, key=key: redis.ttl(key)) for key in keys]

    assert len(keys) == 5
    assert len({key[key.index("{") : key.index("}")] for key in keys}) == 1
    assert all(0 < life <= 3600 for life in lives)
    assert "oVisitor" not in "".join(keys)


def test_another_secret_gives_other_keys(client, clock, sessions):
    sessions.begin("v", "k1", "p1", "h1")
    sessions.finish("v", "h1", "s1", {"k1": "r1"})
    other = Cipher.from_keys(Fernet.generate_key().decode(), b"other")

    assert RedisSessionStore(client, other, clock, session_ttl=60).read("v") is None


def test_nothing_that_was_said_is_readable_in_redis(sessions, client):
    sessions.begin("v", "k1", "我姓王13800138000", "h1")
    sessions.begin("v", "k2", "我姓王13800138000", "h2")
    sessions.finish("v", "h1", "王先生13800138000", {"k1": "好的, 王先生13800138000"})

    hashes = [client.call(lambda redis, part=part: redis.hgetall(redis.keys(f"*:{part}")[0])) for part in HASHES]
    assert all(hashes)
    assert "13800138000" not in str(hashes)
    assert "王" not in str(hashes)
    assert sessions.begin("v", "k1", "", "h3").reply == "好的, 王先生13800138000"


def test_session_of_a_dropped_key_is_as_good_as_none(sessions, client, clock):
    sessions.begin("v", "k1", "p1", "h1")
    sessions.finish("v", "h1", "s1", {"k1": "r1"})
    later = RedisSessionStore(client, Cipher.from_keys(Fernet.generate_key().decode(), b"secret"), clock, session_ttl=9)

    assert later.read("v") is None
    assert later.begin("v", "k2", "p2", "h2").waiting == ("p2",)


def test_message_whose_queue_was_evicted_is_queued_again(sessions, client):
    sessions.begin("v", "k1", "p1", "h1")
    client.call(lambda redis: redis.delete(*redis.keys("*:queue"), *redis.keys("*:payloads"), *redis.keys("*:lock")))

    assert sessions.begin("v", "k1", "p1", "h2").waiting == ("p1",)


def test_old_replies_of_a_busy_visitor_are_dropped(sessions, client, clock):
    for number in range(70):
        sessions.begin("v", f"k{number}", "p", "h")
        sessions.finish("v", "h", "s", {f"k{number}": "r"})
    clock.passes(601)
    sessions.begin("v", "last", "p", "h")
    sessions.finish("v", "h", "s", {"last": "r"})

    assert client.call(lambda redis: redis.hlen(redis.keys("*:replies")[0])) == 1


def test_long_queue_is_handed_out_whole(sessions):
    sessions.begin("v", "first", "first", "h1")
    for number in range(300):
        sessions.begin("v", f"k{number}", f"p{number}", "h2")

    assert sessions.finish("v", "h1", "s", {"first": "r"}).waiting == tuple(f"p{number}" for number in range(300))


def test_stalled_server_is_unavailable_within_a_second(sessions, server, clock):
    sessions.begin("v", "k1", "p1", "h1")
    os.kill(server.pid, signal.SIGSTOP)
    try:
        start = time.monotonic()
        with pytest.raises(StoreUnavailable):
            sessions.finish("v", "h1", "s1", {"k1": "r1"})
        assert time.monotonic() - start < 1
    finally:
        os.kill(server.pid, signal.SIGCONT)

    # The finish reached the server after all, so sending it again finds everything done.
    assert sessions.finish("v", "h1", "s1", {"k1": "r1"}).state is TurnState.ANSWERED
    assert sessions.read("v") == "s1"
