from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.errors import SettingsError, StoreUnavailable
from bot.stores.embedded import find_binaries
from bot.stores.redis_client import Script, connect


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:6379",
        "http://localhost",
        "unix://",
        "redis://localhost:port",
        "redis://[::1",
        "redis+sentinel://localhost:26379",
        "redis+sentinel:///main",
        "redis+sentinel://localhost:26379/main/first",
        "redis+cluster://",
        "redis+cluster://:6379",
        "redis+cluster://host:99999",
    ],
)
def test_unreadable_address_is_a_fault_of_the_settings(url, clock):
    with pytest.raises(SettingsError, match="PARKBOT_REDIS_URL"):
        connect(url, clock)


def test_fault_of_an_address_does_not_repeat_its_password(clock):
    with pytest.raises(SettingsError) as caught:
        connect("redis://:hunter2@localhost:port", clock)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:1/0",
        "rediss://user:word@127.0.0.1:1/0",
        "unix:///nowhere.sock",
        "redis+sentinel://127.0.0.1:1,127.0.0.1:2/main",
        "redis+cluster://127.0.0.1:1,127.0.0.1:2",
    ],
)
def test_refused_connection_is_unavailable_and_quick(url, clock):
    client = connect(url, clock)
    start = time.monotonic()

    with pytest.raises(StoreUnavailable):
        client.ping()

    assert time.monotonic() - start < 1


def test_script_runs_again_after_the_server_forgot_it(client):
    script = Script.of("return {KEYS[1], ARGV[1]}")
    for _ in range(2):
        assert client.run(script, ["k"], ["v"]) == ["k", "v"]
        client.call(lambda redis: redis.script_flush())


def test_broken_script_is_unavailable_not_a_foreign_error(client):
    with pytest.raises(StoreUnavailable):
        client.run(Script.of("return redis.call('NOSUCH')"), [], [])


def test_stalled_server_costs_little_then_nothing_then_it_is_back(client, server, clock):
    client.ping()
    os.kill(server.pid, signal.SIGSTOP)
    try:
        for longest in (1.0, 1.0, 1.0, 0.02):
            start = time.monotonic()
            with pytest.raises(StoreUnavailable):
                client.ping()
            assert time.monotonic() - start < longest
        assert client.is_away
    finally:
        os.kill(server.pid, signal.SIGCONT)
    clock.passes(5)

    client.ping()
    assert not client.is_away


def test_full_memory_is_unavailable(client):
    client.call(lambda redis: redis.config_set("maxmemory", "1mb"))

    with pytest.raises(StoreUnavailable, match="OutOfMemory"):
        client.call(lambda redis: [redis.set(f"k{number}", "x" * 100_000) for number in range(20)])


def test_client_closed_once_connects_again(client):
    client.ping()
    client.close()
    client.ping()

    assert not client.is_away


@pytest.fixture
def sentinel_url(short_folder):
    ports = []
    for _ in range(2):
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            ports.append(line.getsockname()[1])
    binary, (master, sentinel) = str(find_binaries()[0]), ports
    settings = short_folder / "sentinel.conf"
    settings.write_text(f"port {sentinel}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {master} 1\n")
    quietly = {"stdout": subprocess.DEVNULL, "cwd": short_folder}
    servers = [
        subprocess.Popen([binary, "--port", str(master), "--bind", "127.0.0.1", "--save", ""], **quietly),
        subprocess.Popen([binary, str(settings), "--sentinel"], **quietly),
    ]
    for port in ports:
        _wait_for(port)
    yield f"redis+sentinel://127.0.0.1:1,127.0.0.1:{sentinel}/main/0"
    for server in servers:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    with Redis(port=port) as node:
        for _ in range(200):
            try:
                node.ping()
            except RedisError:
                threading.Event().wait(0.02)
            else:
                return


def test_sentinel_leads_to_the_master(sentinel_url, clock):
    client = connect(sentinel_url, clock)

    assert client.call(lambda redis: redis.set("k", "v")) is True
    assert client.call(lambda redis: redis.get("k")) == "v"
    client.close()
