"""How is an address of an allowed host fetched without being led to another place?"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection

from bot.catalog.importers.rules import ImportRules
from bot.errors import SourceRefused

_PORTS = {"http": 80, "https": 443}
_CHUNK = 65_536
_TOO_SLOW = ("网站回答得太慢", "请稍后再试，或调大 import.yaml 的 total_seconds")
_HEADERS = {"User-Agent": "parkbot-import", "Accept-Encoding": "gzip, identity"}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""NAT64: the last four bytes are an IPv4 address of their own."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    content: bytes
    encoding: str | None
    """As the server names it."""
    url: str
    """After redirects."""
    status: int


class Fetcher:
    """Fetches pages of the allowed hosts, one after another, with a pause between."""

    def __init__(self, rules: ImportRules, pause: Callable[[float], None] = time.sleep) -> None:
        self._rules = rules
        self._pause = pause
        self._connection: HTTPConnection | None = None
        self._session = _open_session(frozenset(rules.allowed_hosts), self._remember)
        self._last: float | None = None

    def fetch(self, url: str, *, any_status: bool = False) -> Fetched:
        """Return what an address answers; each redirect is held against the rules again.

        Args:
            url: the address.
            any_status: return error pages too, for interfaces that say in the body what is wrong.

        Raises:
            SourceRefused: the host is not allowed, does not answer, answers too much, too slowly or with an error.
        """
        deadline = time.monotonic() + self._rules.fetch.total_seconds
        for _ in range(self._rules.fetch.most_redirects + 1):
            self._wait()
            response = self._get(url, deadline)
            try:
                if time.monotonic() > deadline:
                    raise SourceRefused(*_TOO_SLOW)
                if not response.is_redirect:
                    return self._read(response, deadline, any_status=any_status)
                url = urljoin(url, response.headers["location"])
            finally:
                response.close()
        raise SourceRefused(f"跳转超过 {self._rules.fetch.most_redirects} 次", "请直接用最后的地址")

    def _wait(self) -> None:
        """Keep the distance between requests that the rules ask for."""
        now = time.monotonic()
        if self._last is not None:
            left = self._last + self._rules.fetch.seconds_between_requests - now
            if left > 0:
                self._pause(left)
        self._last = time.monotonic()

    def _get(self, url: str, deadline: float) -> requests.Response:
        limits = self._rules.fetch
        _check_address(url, frozenset(self._rules.allowed_hosts))
        # The library's time-outs are for each piece that arrives: headers could drip for hours.
        patience = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut_off)
        patience.daemon = True
        patience.start()
        try:
            return self._session.get(
                url, stream=True, allow_redirects=False, timeout=(limits.connect_seconds, limits.read_seconds)
            )
        except requests.exceptions.SSLError as fault:
            raise SourceRefused("网站的 HTTPS 证书有问题", "请联系网站管理员") from fault
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            raise SourceRefused("连不上网站，或网站没有按时回答", "请检查地址和网络，稍后再试") from fault
        finally:
            patience.cancel()

    def _remember(self, connection: HTTPConnection) -> None:
        self._connection = connection

    def _cut_off(self) -> None:
        if self._connection and self._connection.sock:
            with suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)

    def _read(self, response: requests.Response, deadline: float, *, any_status: bool) -> Fetched:
        if response.status_code != HTTPStatus.OK and not any_status:
            raise SourceRefused(f"网站回答 {response.status_code}", "请在浏览器里检查这个地址能不能打开")
        content = bytearray()
        try:
            # Whatever has arrived at a time: a full piece of a dripping answer may take hours.
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                content += chunk
                if len(content) > self._rules.fetch.most_bytes:
                    raise SourceRefused(
                        f"内容超过 {self._rules.fetch.most_bytes} 字节", "请检查地址，或调大 import.yaml 的 most_bytes"
                    )
                if time.monotonic() > deadline:
                    raise SourceRefused(*_TOO_SLOW)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
            raise SourceRefused("内容没有传完", "请稍后再试") from fault
        encoding = response.encoding if "charset" in response.headers.get("content-type", "").lower() else None
        return Fetched(bytes(content), encoding, response.url, response.status_code)


def _check_address(url: str, allowed: frozenset[str]) -> None:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise SourceRefused("地址写法不对", "请检查地址，应类似 http://域名/路径") from fault
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise SourceRefused("地址写法不对", "只支持 http:// 和 https:// 开头、不带用户名的地址")
    _check_host(host, port, allowed)


def _check_host(host: str, port: int, allowed: frozenset[str]) -> None:
    if f"{host}:{port}" not in allowed and not (host in allowed and port in _PORTS.values()):
        remedy = "确认有权使用后，把它加到 config/import.yaml 的 allowed_hosts"
        raise SourceRefused(f"不在许可的网站里：{host}:{port}", remedy)


def _find_addresses(host: str, port: int, allowed: frozenset[str]) -> Iterator[str]:
    """Yield the addresses of a host that may be connected to.

    They are looked up here, checked and connected to by number: a name that means another address a moment later gains
    nothing.
    """
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(place[0])
        if f"{host}:{port}" in allowed or is_public(address):
            yield address


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet, also where it wraps another one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast


def _connect(
    connection: HTTPConnection, allowed: frozenset[str], opened: Callable[[HTTPConnection], None]
) -> socket.socket:
    """Return a connection to a checked address of the host."""
    host, port = connection.host.lower(), int(connection.port or _PORTS["http"])
    _check_host(host, port, allowed)
    opened(connection)
    addresses = list(_find_addresses(host, port, allowed))
    if not addresses:
        raise SourceRefused(
            f"{host} 指向内网地址", "只许公网地址；确实要用内网，请在 allowed_hosts 里写明「主机:端口」"
        )
    for address in addresses[:-1]:
        with suppress(OSError):
            return create_connection((address, port), connection.timeout, socket_options=connection.socket_options)
    return create_connection((addresses[-1], port), connection.timeout, socket_options=connection.socket_options)


def _open_session(allowed: frozenset[str], opened: Callable[[HTTPConnection], None]) -> requests.Session:
    """Return a session whose every connection is checked; proxies of the environment would look names up themselves."""

    class CheckedHTTPConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed, opened)

    class CheckedHTTPSConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allowed, opened)

    class CheckedHTTPPool(HTTPConnectionPool):
        ConnectionCls = CheckedHTTPConnection

    class CheckedHTTPSPool(HTTPSConnectionPool):
        ConnectionCls = CheckedHTTPSConnection

    class CheckedAdapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **more: Any) -> None:
            super().init_poolmanager(*args, **more)
            self.poolmanager.pool_classes_by_scheme = {"http": CheckedHTTPPool, "https": CheckedHTTPSPool}

    session = requests.Session()
    session.trust_env = False
    session.headers.update(_HEADERS)
    for scheme in _PORTS:
        session.mount(f"{scheme}://", CheckedAdapter(max_retries=0))
    return session
