"""Is every hostile request refused with an empty body, and the next good one answered?"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from bot.simulator.platform import Platform, SignedRequest
from bot.simulator.platform_envelope import sign

VISITOR = "oVisitor_0000000000000000001"
DTD = b'<!DOCTYPE xml [<!ENTITY e "x">]>'
PARAMETER_DTD = b'<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
BOMB = b'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


def good_request(platform: Platform) -> SignedRequest:
    return platform.signed(platform.messages.text(VISITOR, "你好"))


def with_query(**changes: str | None) -> Callable[[Platform], SignedRequest]:
    """Return a request of which some parameters are changed, or missing when None."""

    def build(platform: Platform) -> SignedRequest:
        request = good_request(platform)
        query = {name: value for name, value in {**request.query, **changes}.items() if value is not None}
        return replace(request, query=query)

    return build


def with_body(change: Callable[[bytes], bytes]) -> Callable[[Platform], SignedRequest]:
    def build(platform: Platform) -> SignedRequest:
        request = good_request(platform)
        return replace(request, body=change(request.body))

    return build


def resigned(**changes: str) -> Callable[[Platform], SignedRequest]:
    """Return a request whose timestamp or nonce is odd but correctly signed."""

    def build(platform: Platform) -> SignedRequest:
        request = good_request(platform)
        query = {**request.query, **changes}
        query["signature"] = sign(platform.token, query["timestamp"], query["nonce"])
        if "msg_signature" in query:
            encrypted = request.body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
            query["msg_signature"] = sign(platform.token, query["timestamp"], query["nonce"], encrypted)
        return replace(request, query=query)

    return build


def with_shifted_boundary(platform: Platform) -> SignedRequest:
    """Move the nonce's first character to the timestamp's end, which leaves what is signed as it was."""
    request = resigned(nonce="9876543210")(platform)
    timestamp, nonce = request.query["timestamp"] + "9", "876543210"
    assert sign(platform.token, timestamp, nonce) == request.query["signature"]
    return replace(request, query={**request.query, "timestamp": timestamp, "nonce": nonce})


def with_cipher(build_cipher: Callable[[Platform], str]) -> Callable[[Platform], SignedRequest]:
    """Return a request with a correctly signed cipher text of any content."""

    def build(platform: Platform) -> SignedRequest:
        request = good_request(platform)
        encrypted = build_cipher(platform)
        query = dict(request.query)
        query["msg_signature"] = sign(platform.token, query["timestamp"], query["nonce"], encrypted)
        return SignedRequest(query, f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode())

    return build


def encrypted_for(appid: str) -> Callable[[Platform], SignedRequest]:
    def encrypt(platform: Platform) -> str:
        return replace(platform.envelope, appid=appid).encrypt(platform.messages.text(VISITOR, "hi").xml.encode())

    return with_cipher(encrypt)


def padded_with(padding: bytes, length: int = 96) -> Callable[[Platform], SignedRequest]:
    def encrypt(platform: Platform) -> str:
        content = b"r" * 16 + (40).to_bytes(4, "big") + b"<xml>" + b" " * 29 + b"</xml>" + platform.appid.encode()
        return platform.envelope.encrypt_padded(content.ljust(length - len(padding), b"\0") + padding)

    return with_cipher(encrypt)


def plain_body(platform: Platform) -> SignedRequest:
    push = platform.messages.text(VISITOR, "你好")
    return replace(platform, mode="plain").signed(push)


def plain_body_with_cipher_query(platform: Platform) -> SignedRequest:
    request = good_request(platform)
    return replace(request, body=platform.messages.text(VISITOR, "你好").xml.encode())


def plain_body_called_raw(platform: Platform) -> SignedRequest:
    request = plain_body(platform)
    return replace(request, query={**request.query, "encrypt_type": "raw"})


def with_one_signature_for_both(platform: Platform) -> SignedRequest:
    request = good_request(platform)
    return replace(request, query={**request.query, "msg_signature": request.query["signature"]})


IN_BOTH_MODES = {
    "signature wrong": with_query(signature="0" * 40),
    "signature empty": with_query(signature=""),
    "signature missing": with_query(signature=None),
    "signature upper case": with_query(signature="A" * 40),
    "signature with newline": with_query(signature="0" * 40 + "\n"),
    "signature not ascii": with_query(signature="é" * 40),
    "signature of an empty token": with_query(signature=sign("", "1692777600", "1")),
    "timestamp missing": with_query(timestamp=None),
    "nonce missing": with_query(nonce=None),
    "boundary shifted": with_shifted_boundary,
    "timestamp old": resigned(timestamp="1692777600"),
    "timestamp future": resigned(timestamp="4102444800"),
    "timestamp zero": resigned(timestamp="0"),
    "timestamp padded": resigned(timestamp="01692777600"),
    "timestamp full width": resigned(timestamp="１６９２７７７６００"),
    "timestamp float": resigned(timestamp="1692777600.0"),
    "timestamp negative": resigned(timestamp="-1692777600"),
    "timestamp word": resigned(timestamp="now"),
    "timestamp huge": resigned(timestamp="9" * 40),
    "nonce empty": resigned(nonce=""),
    "nonce long": resigned(nonce="a" * 65),
    "nonce odd": resigned(nonce="a/../b"),
    "body empty": with_body(lambda _: b""),
    "body json": with_body(lambda _: json.dumps({"MsgType": "text"}).encode()),
    "body truncated": with_body(lambda body: body[:-9]),
    "body twice": with_body(lambda body: body + body),
    "body gzip": with_body(gzip.compress),
    "body invalid utf-8": with_body(lambda body: body.replace(b"<xml>", b"<xml><a>\xff\xfe</a>")),
    "body surrogate": with_body(lambda body: body.replace(b"<xml>", b"<xml><a>\xed\xa0\x80</a>")),
    "body nul": with_body(lambda body: body.replace(b"<xml>", b"<xml><a>\0</a>")),
    "body utf-16": with_body(lambda body: body.decode().encode("utf-16")),
    "body gbk": with_body(lambda body: b'<?xml version="1.0" encoding="gbk"?>' + body),
    "body deep": with_body(lambda body: body.replace(b"<xml>", b"<xml>" + b"<a>" * 9 + b"</a>" * 9)),
    "body very deep": with_body(lambda _: b"<xml>" + b"<a>" * 20000),
    "body other root": with_body(lambda body: body.replace(b"xml>", b"html>")),
    "element twice": with_body(lambda body: body.replace(b"</xml>", b"<ToUserName>x</ToUserName></xml>")),
    "dtd": with_body(lambda body: DTD + body),
    "dtd without entities": with_body(lambda body: b"<!DOCTYPE xml>" + body),
    "dtd parameter entity": with_body(lambda body: PARAMETER_DTD + body),
    "dtd bomb": with_body(lambda body: BOMB + body.replace(b"</xml>", b"<a>&c;</a></xml>")),
    "dtd utf-16": with_body(lambda body: (DTD + body).decode().encode("utf-16")),
    "dtd utf-16 without mark": with_body(lambda body: (DTD + body).decode().encode("utf-16-be")),
    "dtd behind a control character": with_body(lambda body: b"<!\x01DOCTYPE xml>" + body),
    "entity undefined": with_body(lambda body: body.replace(b"</xml>", b"<a>&nope;</a></xml>")),
    "10 MB": with_body(lambda body: body.replace(b"</xml>", b" " * 10_000_000 + b"</xml>")),
    "65 KiB": with_body(lambda body: body.replace(b"</xml>", b" " * 65 * 1024 + b"</xml>")),
}
IN_SAFE_MODE = {
    "plain body": plain_body,
    "plain body under the query of a cipher": plain_body_with_cipher_query,
    "encrypt_type raw": with_query(encrypt_type="raw"),
    "encrypt_type raw with a plain body": plain_body_called_raw,
    "msg_signature missing": with_query(msg_signature=None),
    "msg_signature empty": with_query(msg_signature=""),
    "msg_signature wrong": with_query(msg_signature="0" * 40),
    "msg_signature is the signature": with_one_signature_for_both,
    "cipher empty": with_cipher(lambda _: ""),
    "cipher not base64": with_cipher(lambda _: "!" * 64),
    "cipher not ascii": with_cipher(lambda _: "密" * 64),
    "cipher short": with_cipher(lambda _: base64.b64encode(b"x" * 16).decode()),
    "cipher unaligned": with_cipher(lambda _: base64.b64encode(b"x" * 65).decode()),
    "cipher random": with_cipher(lambda _: base64.b64encode(bytes(range(256))).decode()),
    "appid other": encrypted_for("wxffffffffffffffff"),
    "appid empty": encrypted_for(""),
    "appid prefix": encrypted_for("wx0123456789abcde"),
    "appid suffix": encrypted_for("wx0123456789abcdef0"),
    "appid upper case": encrypted_for("WX0123456789ABCDEF"),
    "padding zero": padded_with(b"\0"),
    "padding 33": padded_with(bytes([33]) * 33, 112),
    "padding 255": padded_with(b"\xff"),
    "padding uneven": padded_with(b"\x01\x02\x03"),
    "padding longer than the text": with_cipher(lambda p: p.envelope.encrypt_padded(bytes([32]) * 16)),
    "length too long": with_cipher(
        lambda p: p.envelope.encrypt_padded(b"r" * 16 + b"\xff" * 4 + p.appid.encode() + bytes([26]) * 26)
    ),
    "two ciphers": with_body(lambda body: body.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")),
}


def assert_refused(webhook, response: requests.Response) -> None:
    assert 400 <= response.status_code < 500
    assert response.content == b""
    assert webhook.listener.heard == []


def assert_still_answers(webhook) -> None:
    assert webhook.platform.deliver_once(webhook.platform.messages.text(VISITOR, "还在吗")).problem == ""


@pytest.mark.parametrize("attack", IN_BOTH_MODES)
def test_hostile_request_is_refused_in_both_modes(webhook, attack):
    response = webhook.platform.post(IN_BOTH_MODES[attack](webhook.platform))

    assert_refused(webhook, response)
    assert_still_answers(webhook)


@pytest.mark.parametrize("attack", IN_SAFE_MODE)
def test_hostile_request_is_refused_in_safe_mode(safe, attack):
    response = safe.platform.post(IN_SAFE_MODE[attack](safe.platform))

    assert_refused(safe, response)
    assert_still_answers(safe)


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type"])
def test_doubled_security_parameter_is_refused(safe, name):
    request = good_request(safe.platform)
    query = [*request.query.items(), (name, request.query[name])]

    response = requests.post(safe.platform.url, params=query, data=request.body, timeout=5)

    assert_refused(safe, response)


def test_crypto_faults_cannot_be_told_apart(safe):
    attacks = (
        "padding zero",
        "padding uneven",
        "appid other",
        "cipher not base64",
        "cipher unaligned",
        "cipher random",
    )

    responses = [safe.platform.post(IN_SAFE_MODE[attack](safe.platform)) for attack in attacks]

    assert {(response.status_code, response.content) for response in responses} == {(403, b"")}


def test_encrypted_body_in_plain_mode_is_refused(plain):
    encrypting = replace(plain.platform, mode="safe")

    assert_refused(plain, encrypting.post(good_request(encrypting)))


def test_only_the_cipher_counts_in_a_two_faced_body(compat):
    request = good_request(compat.platform)
    forged = replace(request, body=request.body.replace("你好".encode(), "转账".encode()))

    response = compat.platform.post(forged)

    assert response.status_code == 200
    assert [incoming.text for incoming in compat.listener.heard] == ["你好"]


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "NONSENSE"])
def test_other_methods_get_an_empty_refusal(webhook, method):
    response = requests.request(method, webhook.platform.url, params=good_request(webhook.platform).query, timeout=5)

    assert response.status_code == 405
    assert_refused(webhook, response)


def test_content_type_is_of_no_account(webhook):
    request = good_request(webhook.platform)

    for content_type in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"Content-Type": content_type}
        response = requests.post(
            webhook.platform.url, params=request.query, data=request.body, headers=headers, timeout=5
        )
        assert response.status_code == 200
    assert len(webhook.listener.heard) == 4


def test_control_characters_in_a_message_do_no_harm(plain):
    request = good_request(plain.platform)
    pasted = replace(request, body=request.body.replace("你好".encode(), "你\x08好\x1b".encode()))

    response = plain.platform.post(pasted)

    assert response.status_code == 200
    assert [incoming.text for incoming in plain.listener.heard] == ["你好"]
