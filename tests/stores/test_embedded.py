from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from bot.errors import SettingsError
from bot.stores.embedded import EmbeddedRedis, find_binaries


def test_data_survive_a_stop(short_folder):
    server = EmbeddedRedis(short_folder)
    with Redis.from_url(server.start()) as redis:
        redis.set("k", "v")
    server.stop()
    assert server.pid is None

    again = EmbeddedRedis(short_folder)
    with Redis.from_url(again.start()) as redis:
        assert redis.get("k") == b"v"
    again.stop()


def test_running_server_is_adopted_and_left_running(server, short_folder):
    adopter = EmbeddedRedis(short_folder)

    assert adopter.start() == f"unix://{server.socket}"
    assert adopter.pid is None
    adopter.stop()
    with Redis.from_url(server.start()) as redis:
        assert redis.ping() is True


def test_starts_at_the_same_time_make_one_server(short_folder):
    servers = [EmbeddedRedis(short_folder) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        urls = set(pool.map(EmbeddedRedis.start, servers))
    started = [server.pid for server in servers if server.pid]
    for server in servers:
        server.stop()

    assert len(urls) == len(started) == 1


def test_killed_server_is_started_again_with_its_data(short_folder):
    server = EmbeddedRedis(short_folder)
    with Redis.from_url(server.start()) as redis:
        redis.set("k", "v")
    os.kill(server.pid, signal.SIGKILL)
    server.stop()

    again = EmbeddedRedis(short_folder)
    with Redis.from_url(again.start()) as redis:
        assert redis.get("k") == b"v"
    again.stop()


def test_long_data_path_gets_a_short_private_socket(short_folder):
    server = EmbeddedRedis(short_folder / ("long" * 30))
    url = server.start()
    with Redis.from_url(url) as redis:
        assert redis.config_get("port") == {b"port": b"0"} or redis.config_get("port") == {"port": "0"}
    folder = server.socket.parent
    server.stop()

    assert len(str(server.socket)) <= 100
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.joinpath("valkey.sock").unlink(missing_ok=True)
    folder.rmdir()


def test_next_binary_is_tried_when_one_cannot_run(short_folder):
    (short_folder / "broken").write_text("no program")
    server = EmbeddedRedis(short_folder, [short_folder / "broken", Path("/bin/false"), *find_binaries()])

    assert server.start().startswith("unix://")
    server.stop()


@pytest.mark.parametrize("binaries", [[], [Path("/bin/false")]], ids=["none", "broken"])
def test_nothing_that_runs_is_told_in_plain_words(short_folder, binaries):
    with pytest.raises(SettingsError, match="PARKBOT_REDIS_URL"):
        EmbeddedRedis(short_folder, binaries).start()


def test_unusable_data_directory_is_told_in_plain_words(short_folder):
    (short_folder / "file").write_text("")

    with pytest.raises(SettingsError, match="数据目录"):
        EmbeddedRedis(short_folder / "file").start()
