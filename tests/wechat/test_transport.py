"""Does the webhook withstand odd bodies under the server it runs on?"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from bot.simulator.platform import Platform

HERE = Path(__file__).parent
VISITOR = "oVisitor_0000000000000000001"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_listens(port: int) -> None:
    tick, deadline = threading.Event(), time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "gunicorn did not start"
            tick.wait(0.05)
        else:
            return


@pytest.fixture(scope="module", params=["safe", "plain"])
def platform(request, webhooks, tmp_path_factory) -> Iterator[Platform]:
    port, known = free_port(), webhooks[request.param].platform
    call = f"gunicorn_app:create{(known.mode, known.token, known.appid, known.aes_key)!r}"
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    with (tmp_path_factory.mktemp("gunicorn") / "log").open("w") as log:
        command = [sys.executable, "-m", "gunicorn", *options, "--chdir", str(HERE), call]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_until_it_listens(port)
        yield replace(known, url=f"http://127.0.0.1:{port}/wechat")
    finally:
        process.terminate()
        process.wait(10)


def count_answered(platform: Platform) -> int:
    """Ask once more and return how many messages have been answered so far."""
    delivery = platform.deliver_once(platform.messages.text(VISITOR, "你好"))
    assert delivery.problem == ""
    return int(delivery.text.split()[1])


def in_chunks(body: bytes, size: int = 8192) -> Iterator[bytes]:
    """Yield the body in pieces; requests sends those without a length."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


def swollen(body: bytes) -> bytes:
    return body.replace(b"</xml>", b" " * 10_000_000 + b"</xml>")


def bomb(_body: bytes) -> bytes:
    return zlib.compress(b"<xml>" + b"a" * 10_000_000)


ODD_BODIES = {
    "10 MB": (swollen, {}),
    "10 MB chunked": (lambda body: in_chunks(swollen(body)), {}),
    "bomb said to be gzip": (bomb, {"Content-Encoding": "gzip"}),
    "bomb chunked": (lambda body: in_chunks(bomb(body)), {"Content-Encoding": "deflate"}),
    "nothing": (lambda _: b"", {}),
    "many form fields": (lambda _: b"a=1&" * 10_000, {"Content-Type": "application/x-www-form-urlencoded"}),
    "broken multipart": (lambda _: b"--x" * 10_000, {"Content-Type": "multipart/form-data; boundary=x"}),
}


@pytest.mark.parametrize("name", ODD_BODIES)
def test_odd_body_is_refused_at_once_and_the_next_message_answered(platform, name):
    change, headers = ODD_BODIES[name]
    request = platform.signed(platform.messages.text(VISITOR, "你好"))
    before = count_answered(platform)

    start = time.monotonic()
    response = requests.post(platform.url, params=request.query, data=change(request.body), headers=headers, timeout=5)

    assert time.monotonic() - start < 1
    assert 400 <= response.status_code < 500
    assert response.content == b""
    assert count_answered(platform) == before + 1


def test_ordinary_message_in_chunks_is_answered(platform):
    request = platform.signed(platform.messages.text(VISITOR, "你好"))

    response = requests.post(platform.url, params=request.query, data=in_chunks(request.body, 100), timeout=5)

    assert response.status_code == 200
    assert response.content != b"success"


def test_body_that_ends_early_is_refused(platform):
    request = platform.signed(platform.messages.text(VISITOR, "你好"))
    address = urlsplit(requests.Request("POST", platform.url, params=request.query).prepare().url or "")
    head = f"POST {address.path}?{address.query} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
    before = count_answered(platform)

    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(head.encode() + request.body)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 400")
    assert count_answered(platform) == before + 1
