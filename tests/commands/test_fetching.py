from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from bot.catalog.importers.rules import ImportRules, load_rules
from bot.commands.fetching import Fetcher, is_public
from bot.errors import SourceRefused

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def rules(httpserver: HTTPServer) -> ImportRules:
    """The shipped rules, for the stand-in site too, with little patience."""
    shipped = load_rules(CONFIG)
    limits = {
        "connect_seconds": 2, "read_seconds": 1, "total_seconds": 2, "most_bytes": 10_000,
        "seconds_between_requests": 0,
    }  # fmt: skip
    return shipped.model_copy(
        update={
            "allowed_hosts": (*shipped.allowed_hosts, f"{httpserver.host}:{httpserver.port}"),
            "fetch": shipped.fetch.model_copy(update=limits),
        }
    )


def test_page_of_an_allowed_host_is_fetched(httpserver, rules):
    httpserver.expect_request("/a").respond_with_data("你好".encode("gbk"), content_type="text/html; charset=gbk")

    fetched = Fetcher(rules).fetch(httpserver.url_for("/a"))

    assert (fetched.content.decode("gbk"), fetched.encoding, fetched.status) == ("你好", "gbk", 200)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://sh-cfw.com.evil.example/",
        "http://sh-cfw.com:8080/",
        "http://sh-cfw.com@127.0.0.1/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "ftp://sh-cfw.com/",
        "file:///etc/passwd",
        "http://sh-cfw.com\\@127.0.0.1/",
        "http:///x",
        "http://[bad/",
        "http://sh-cfw.com:99999/",
    ],
)
def test_address_outside_the_list_is_refused_without_a_connection(url, rules):
    with pytest.raises(SourceRefused):
        Fetcher(rules).fetch(url)


def test_host_without_a_port_in_the_list_must_be_public(rules):
    by_name = rules.model_copy(update={"allowed_hosts": ("localhost",)})

    with pytest.raises(SourceRefused, match="内网"):
        Fetcher(by_name).fetch("http://localhost/")


def test_redirect_is_held_against_the_list_again(httpserver, rules):
    httpserver.expect_request("/in").respond_with_response(Response(status=302, headers={"Location": "/there"}))
    httpserver.expect_request("/there").respond_with_data("ok")
    httpserver.expect_request("/out").respond_with_response(
        Response(status=302, headers={"Location": "http://169.254.169.254/latest"})
    )

    assert Fetcher(rules).fetch(httpserver.url_for("/in")).content == b"ok"
    with pytest.raises(SourceRefused, match="不在许可的网站里"):
        Fetcher(rules).fetch(httpserver.url_for("/out"))


def test_endless_redirects_are_refused(httpserver, rules):
    httpserver.expect_request("/loop").respond_with_response(Response(status=302, headers={"Location": "/loop"}))

    with pytest.raises(SourceRefused, match="跳转"):
        Fetcher(rules).fetch(httpserver.url_for("/loop"))

    assert len(httpserver.log) == rules.fetch.most_redirects + 1


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_answer_that_is_too_large_is_refused(httpserver, rules, packed):
    body = b"0" * 50_000_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    httpserver.expect_request("/big").respond_with_data(gzip.compress(body) if packed else body, headers=headers)

    with pytest.raises(SourceRefused, match="超过"):
        Fetcher(rules).fetch(httpserver.url_for("/big"))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"


@contextmanager
def slow_site(head: bytes, drip: bytes) -> Iterator[int]:
    """Listen, answer the beginning and then only drip, for ten seconds at most."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(head)
                with suppress(OSError):
                    for _ in range(50):
                        if done.wait(0.2):
                            return
                        connection.sendall(drip)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            done.set()
            thread.join(5)


@pytest.mark.parametrize(
    ("head", "drip"),
    [(HEAD, b""), (HEAD, b"x"), (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), (b"", b"")],
    ids=["silent", "dripping", "dripping headers", "no answer"],
)
def test_site_that_is_too_slow_is_given_up_in_time(rules, head, drip):
    with slow_site(head, drip) as port:
        patient = rules.model_copy(update={"allowed_hosts": (f"127.0.0.1:{port}",)})
        begun = time.monotonic()

        with pytest.raises(SourceRefused):
            Fetcher(patient).fetch(f"http://127.0.0.1:{port}/")

        assert time.monotonic() - begun < 5


def test_site_that_is_not_there_is_said_so(rules):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    gone = rules.model_copy(update={"allowed_hosts": (f"127.0.0.1:{port}",)})

    with pytest.raises(SourceRefused, match="连不上"):
        Fetcher(gone).fetch(f"http://127.0.0.1:{port}/")


def test_error_page_is_refused_unless_wanted(httpserver, rules):
    httpserver.expect_request("/x").respond_with_data('{"code": 503}', status=503)

    with pytest.raises(SourceRefused, match="503"):
        Fetcher(rules).fetch(httpserver.url_for("/x"))
    assert Fetcher(rules).fetch(httpserver.url_for("/x"), any_status=True).status == 503


def test_requests_keep_their_distance(httpserver, rules):
    httpserver.expect_request("/a").respond_with_data("ok")
    pauses: list[float] = []
    calm = rules.model_copy(update={"fetch": rules.fetch.model_copy(update={"seconds_between_requests": 60})})
    fetcher = Fetcher(calm, pauses.append)

    for _ in range(3):
        fetcher.fetch(httpserver.url_for("/a"))

    assert len(pauses) == 2
    assert all(50 < pause <= 60 for pause in pauses)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:53aa:64c:0:0:80ff:fffe", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert is_public(address) is public
