"""Do all gatekeepers let in as many as the limit says, and no more?"""

from __future__ import annotations

import secrets

import pytest

from bot.stores.gatekeeper import MemoryGatekeeper, RedisGatekeeper
from bot.stores.redis_client import connect


@pytest.fixture(params=["memory", "redis", "cluster", "redis away"])
def gatekeeper(request, clock):
    if request.param == "memory":
        return MemoryGatekeeper(clock)
    urls = {"redis": "redis_url", "cluster": "cluster_url"}
    url = request.getfixturevalue(urls[request.param]) if request.param in urls else "unix:///nowhere/valkey.sock"
    return RedisGatekeeper(connect(url, clock), b"secret", clock)


@pytest.fixture
def knock() -> str:
    return secrets.token_hex(8)


def test_limit_is_kept(gatekeeper, knock):
    assert [gatekeeper.admit(knock, 3, 60) for _ in range(5)] == [True, True, True, False, False]


def test_each_knocker_has_a_count_of_its_own(gatekeeper, knock):
    assert gatekeeper.admit(knock, 1, 60)
    assert gatekeeper.admit(f"{knock} other", 1, 60)
    assert not gatekeeper.admit(knock, 1, 60)


def test_long_span_counts_beside_the_short_one(gatekeeper, knock):
    assert gatekeeper.admit(knock, 1, 60)
    assert gatekeeper.admit(knock, 2, 600)
    assert not gatekeeper.admit(knock, 1, 60)
    assert gatekeeper.admit(knock, 2, 600)


def test_span_ends(gatekeeper, knock, until):
    assert gatekeeper.admit(knock, 1, 1)
    assert not gatekeeper.admit(knock, 1, 1)

    assert until(lambda: gatekeeper.admit(knock, 1, 1))


def test_counter_in_redis_names_nobody_and_expires(redis_url, clock):
    redis = connect(redis_url, clock)
    RedisGatekeeper(redis, b"secret", clock, prefix="named").admit("network 203.0.113.0/24", 1, 60)

    (name,) = redis.call(lambda client: client.keys("named:*"))
    assert "203.0.113" not in name
    assert 0 < redis.call(lambda client: client.pttl(name)) <= 60_000
