"""How is Redis reached, and what happens while it does not answer?"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, cast
from urllib.parse import SplitResult, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import NoScriptError, RedisClusterException, RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel

from bot.errors import SettingsError, StoreUnavailable
from bot.model import Json
from bot.ports import Clock
from bot.stores.breaker import Breaker

Client: TypeAlias = Redis | RedisCluster
Outcome = TypeVar("Outcome")
Options: TypeAlias = dict[str, Any]

_SENTINEL_PORT: Final = 26379
_CLUSTER_PORT: Final = 6379


@contextmanager
def redis_errors() -> Iterator[None]:
    """Turn whatever the Redis library raises into StoreUnavailable."""
    try:
        yield
    except (RedisError, RedisClusterException, OSError) as fault:
        raise StoreUnavailable(f"redis: {type(fault).__name__}: {fault}") from fault


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name Redis knows it by."""

    text: str
    sha: str

    @classmethod
    def of(cls, text: str) -> Script:
        """Return the script with its SHA-1, which is how EVALSHA names it."""
        return cls(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


class GuardedRedis:
    """A Redis client behind a breaker; all it raises is StoreUnavailable."""

    def __init__(self, open_client: Callable[[], Client], breaker: Breaker) -> None:
        self._open = open_client
        self._breaker = breaker
        self._client: Client | None = None
        self._lock = threading.Lock()

    @property
    def is_away(self) -> bool:
        """Say whether a call now would be refused without asking."""
        return self._breaker.is_open

    def call(self, act: Callable[[Client], Outcome]) -> Outcome:
        """Do something with the client.

        Raises:
            StoreUnavailable: Redis failed, or failed repeatedly just before.
        """
        with self._breaker.guard(), redis_errors():
            return act(self._connected())

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | int]) -> Json:
        """Run a script in one round trip; the first time a server sees it, in two."""
        words = [*keys, *(_sendable(word) for word in arguments)]
        return self.call(lambda client: _evaluate(client, script, words, len(keys)))

    def ping(self) -> None:
        """Ask whether Redis answers.

        Raises:
            StoreUnavailable: it does not.
        """
        self.call(lambda client: client.ping())

    def close(self) -> None:
        """Give the connections back."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with redis_errors():
                client.close()

    def _connected(self) -> Client:
        # A cluster client talks to its nodes when it is made, and start-up must not fail with them.
        client = self._client
        if client is not None:
            return client
        with self._lock:
            if self._client is None:
                self._client = self._open()
            return self._client


def connect(
    url: str,
    clock: Clock,
    *,
    socket_timeout: float = 0.4,
    connect_timeout: float = 0.3,
    failures: int = 3,
    pause: float = 5.0,
) -> GuardedRedis:
    """Prepare the client for an address; nothing is sent before the first call.

    Args:
        url: redis://, rediss://, unix://, redis+sentinel://host:port,host:port/master[/db] or
            redis+cluster://host:port,host:port; user and password stand before an @ as usual.
        clock: times the pauses of the breaker.
        socket_timeout: seconds for one answer; one more try follows, so a call lasts at most about twice that.
        connect_timeout: seconds for a connection.
        failures: failures in a row after which Redis is left alone.
        pause: seconds until it is tried again.

    Raises:
        SettingsError: the address cannot be read.
    """
    options: Options = {
        "socket_timeout": socket_timeout,
        "socket_connect_timeout": connect_timeout,
        "decode_responses": True,
        "encoding_errors": "replace",
    }
    parts = _split(url)
    open_client = _OPENERS.get(parts.scheme)
    if open_client is None:
        raise _unreadable()
    return GuardedRedis(open_client(url, parts, options), Breaker(clock, failures=failures, pause=pause))


def _retry() -> Retry:
    return Retry(NoBackoff(), 1)


def _sendable(word: str | int) -> str | int:
    # The packer of hiredis does not know the client's encoding_errors.
    return word if isinstance(word, int) else word.encode("utf-8", "replace").decode()


def _evaluate(client: Client, script: Script, words: Sequence[str | int], keys: int) -> Json:
    try:
        return cast("Json", client.evalsha(script.sha, keys, *words))
    except NoScriptError:
        return cast("Json", client.eval(script.text, keys, *words))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as fault:
        raise _unreadable() from fault


def _unreadable() -> SettingsError:
    # The address may hold a password, so it is not repeated.
    single = "redis://主机:端口/0、rediss://…、unix:///路径"
    several = "redis+sentinel://主机:端口,主机:端口/主库名 或 redis+cluster://主机:端口,主机:端口"
    return SettingsError([f"PARKBOT_REDIS_URL 看不懂：要写成 {single}、{several}"])


def _single(url: str, parts: SplitResult, options: Options) -> Callable[[], Client]:
    try:
        client = Redis.from_url(url, retry=_retry(), **options)
    except (ValueError, TypeError) as fault:
        raise _unreadable() from fault
    if parts.scheme == "unix" and not parts.path.strip("/"):
        raise _unreadable()
    return lambda: client


def _sentinel(_url: str, parts: SplitResult, options: Options) -> Callable[[], Client]:
    master, _, database = parts.path.strip("/").partition("/")
    nodes, sign_in = _nodes(parts, _SENTINEL_PORT)
    if not master or not (database or "0").isdecimal():
        raise _unreadable()

    def open_client() -> Client:
        sentinel = Sentinel(nodes, sentinel_kwargs={**options, "retry": _retry()})  # type: ignore[no-untyped-call]
        db = int(database or 0)
        client = sentinel.master_for(master, db=db, retry=_retry(), **sign_in, **options)  # type: ignore[no-untyped-call]
        return cast("Redis", client)

    return open_client


def _cluster(_url: str, parts: SplitResult, options: Options) -> Callable[[], Client]:
    nodes, sign_in = _nodes(parts, _CLUSTER_PORT)

    def open_client() -> Client:
        starts = [ClusterNode(host, port) for host, port in nodes]  # type: ignore[no-untyped-call]
        return RedisCluster(startup_nodes=starts, retry=_retry(), **sign_in, **options)

    return open_client


def _nodes(parts: SplitResult, default_port: int) -> tuple[list[tuple[str, int]], Options]:
    user_info, _, hosts = parts.netloc.rpartition("@")
    user, _, password = user_info.partition(":")
    sign_in = {"username": unquote(user) or None, "password": unquote(password) or None}
    return [_node(text, default_port) for text in hosts.split(",")], sign_in


def _node(text: str, default_port: int) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port or default_port
    except ValueError as fault:
        raise _unreadable() from fault
    if not parts.hostname:
        raise _unreadable()
    return parts.hostname, port


_OPENERS: Final[dict[str, Callable[[str, SplitResult, Options], Callable[[], Client]]]] = {
    "redis": _single,
    "rediss": _single,
    "unix": _single,
    "redis+sentinel": _sentinel,
    "redis+cluster": _cluster,
}
