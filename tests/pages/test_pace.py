from __future__ import annotations

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from bot.pages.pace import network_of
from bot.stores.gatekeeper import MemoryGatekeeper

NEED = {"deal": "rent", "phone": "13800138000", "consent": "yes"}


def request_from(address: str, forwarded: str = "") -> Request:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return Request(EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": address}).get_environ())


@pytest.mark.parametrize(
    ("address", "forwarded", "network"),
    [
        ("203.0.113.7", "", "203.0.113.0/24"),
        ("203.0.113.200", "", "203.0.113.0/24"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.0/24"),
        ("::1", "198.51.100.1, 203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "", "2001:db8:1::/56"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.0/24"),
        ("127.0.0.1", "nonsense", "127.0.0.0/24"),
        ("", "", "unknown"),
    ],
)
def test_network_is_that_of_the_sender_whom_our_proxy_names(address, forwarded, network):
    assert network_of(request_from(address, forwarded)) == network


@pytest.fixture
def client(install, installation_clock):
    return install(gatekeeper=MemoryGatekeeper(installation_clock)).browser_over_tls()


def token_of(client, read, address: str) -> str:
    return read(client.get(address).text).field("token")["value"]


def test_one_form_is_tried_ten_times_then_asked_to_wait(client, read):
    token = token_of(client, read, "/lead")

    codes = [client.post("/lead", data={**NEED, "token": token, "phone": "1"}).status_code for _ in range(12)]

    assert codes == [422] * 10 + [429] * 2
    last = client.post("/lead", data={**NEED, "token": token, "usage": "机加工"})
    assert "提交得太频繁" in last.text and "tel:4000123021" in last.text
    assert read(last.text).field("usage")["value"] == "机加工"
    assert client.post("/lead", data={**NEED, "token": token_of(client, read, "/lead")}).status_code == 303


@pytest.mark.parametrize("address", ["/lead", "/owner", "/takedown"])
def test_one_network_sends_only_so_many_forms_and_others_go_on(client, read, address):
    codes = [client.post(address, data={"token": token_of(client, read, address)}).status_code for _ in range(31)]

    assert codes == [422] * 30 + [429]
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    token = token_of(client, read, address)
    assert client.post(address, data={"token": token}, environ_base=elsewhere).status_code == 422


def test_reading_is_not_limited(client):
    assert {client.get("/parks").status_code for _ in range(60)} == {200}
