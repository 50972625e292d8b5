"""Does Redis keep what it is given?"""

from __future__ import annotations

from redis import Redis
from redis.cluster import RedisCluster
from redis.exceptions import ResponseError

from bot.stores.redis_client import Client, GuardedRedis


def read_options(redis: GuardedRedis) -> dict[str, str]:
    """Return `appendonly` and `maxmemory-policy`, empty when the user may not ask or the server hides them.

    Raises:
        StoreUnavailable: Redis does not answer.
    """
    return redis.call(_read)


def _read(client: Client) -> dict[str, str]:
    if isinstance(client, RedisCluster):
        return _ask(client.get_redis_connection(client.get_random_node()))  # type: ignore[no-untyped-call]
    return _ask(client)


def _ask(server: Redis) -> dict[str, str]:
    try:
        found = server.config_get("appendonly", "maxmemory-policy")
    except ResponseError:
        # Renamed or forbidden, as hosted services do.
        server.ping()
        return {}
    return {str(name): str(value) for name, value in found.items()}
