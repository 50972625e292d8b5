"""Does the gate let in exactly what the platform signed and encrypted?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from bot.errors import SettingsError
from bot.model import Reply
from bot.wechat.gate import Gate, Opened

OLD_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"
NEW_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
GOOD = {
    "token": "exampleToken123",
    "appid": "wx0123456789abcdef",
    "aes_key": NEW_KEY,
    "previous_aes_key": "",
    "mode": "safe",
}


def test_console_can_verify_the_address(webhook):
    assert webhook.platform.shake_hands() == ""
    assert webhook.listener.heard == []


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"echostr": "<script>alert(1)</script>"},
        {"echostr": ""},
        {"timestamp": "1692777600"},
        {"nonce": "a b"},
    ],
    ids=str,
)
def test_forged_handshake_is_refused_without_an_echo(webhook, change):
    request = webhook.platform.signed(webhook.platform.messages.text("oX", "hi"))

    response = requests.get(webhook.platform.url, params={**request.query, "echostr": "12345", **change}, timeout=5)

    assert (response.status_code, response.content) == (403, b"")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"token": ""}, "WECHAT_TOKEN"),
        ({"token": "ab"}, "WECHAT_TOKEN"),
        ({"appid": ""}, "WECHAT_APPID"),
        ({"aes_key": ""}, "WECHAT_AES_KEY"),
        ({"aes_key": NEW_KEY[:-1]}, "WECHAT_AES_KEY"),
        ({"previous_aes_key": "short"}, "WECHAT_AES_KEY"),
        ({"mode": "compat"}, "WECHAT_MODE"),
    ],
    ids=str,
)
def test_gate_is_not_built_with_missing_secrets(clock, change, named):
    with pytest.raises(SettingsError, match=named):
        Gate(**{**GOOD, **change}, clock=clock)


def test_plain_mode_needs_no_aes_key(clock):
    gate = Gate(**{**GOOD, "aes_key": "", "mode": "plain"}, clock=clock)

    assert gate.seal("<xml/>", Opened({})) == "<xml/>"


@pytest.mark.parametrize("used_key", [OLD_KEY, NEW_KEY], ids=["previous", "current"])
def test_both_keys_of_a_rotation_work_and_the_reply_uses_the_same(listen, used_key):
    with listen("safe", NEW_KEY, OLD_KEY) as webhook:
        platform = replace(webhook.platform, aes_key=used_key)

        delivery = platform.deliver(platform.messages.text("oVisitor_1", "在吗"))

        assert (delivery.problem, delivery.text) == ("", webhook.listener.reply.text)


def test_key_that_was_never_ours_is_refused(safe):
    stranger = replace(safe.platform, aes_key="x" * 43)

    assert stranger.deliver(stranger.messages.text("oVisitor_1", "在吗")).status == 403


@pytest.mark.parametrize(("seconds", "status"), [(-290, 200), (290, 200), (-310, 403), (310, 403)])
def test_timestamp_counts_within_five_minutes(webhook, seconds, status):
    webhook.clock.offset = timedelta(seconds=seconds)

    delivery = webhook.platform.deliver_once(webhook.platform.messages.text("oVisitor_1", "在吗"))

    assert delivery.status == status


def test_silence_is_success_in_every_mode(webhook):
    webhook.listener.reply = Reply()
    request = webhook.platform.signed(webhook.platform.messages.text("oVisitor_1", "在吗"))

    assert webhook.platform.post(request).content == b"success"
