"""Does a genuine message always get its 200, in time, without anything personal in the log?"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
import structlog

from bot.model import Card, Kind, Reply

VISITOR = "oVisitor_0000000000000000001"
SECRET = "我的手机是13800138000"
CARD = Card("双凤产业园", "标准厂房", "https://parks.example.com/p/1", "https://parks.example.com/1.jpg")


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as entries:
        yield entries


def say(webhook, text="你好"):
    return webhook.platform.deliver(webhook.platform.messages.text(VISITOR, text))


def test_answer_gets_the_message_and_four_seconds(webhook):
    before = time.monotonic()

    say(webhook, "找仓库")

    assert [(heard.text, heard.visitor) for heard in webhook.listener.heard] == [("找仓库", VISITOR)]
    assert before + 4.0 <= webhook.listener.deadlines[0] <= time.monotonic() + 4.0


def test_card_arrives_as_one_article(webhook):
    webhook.listener.reply = Reply(card=CARD)

    assert say(webhook).card == CARD


def test_reply_in_safe_mode_is_not_readable_on_the_wire(safe):
    response = safe.platform.post(safe.platform.signed(safe.platform.messages.text(VISITOR, "你好")))

    assert safe.listener.reply.text not in response.text
    assert re.findall(r"<(\w+)>", response.text) == ["xml", "Encrypt", "MsgSignature", "TimeStamp", "Nonce"]


def test_failing_answer_is_success_and_logged_without_words(webhook, log):
    webhook.listener.fault = RuntimeError(SECRET)

    delivery = say(webhook, SECRET)

    assert (delivery.status, delivery.problem, delivery.text) == (200, "", "")
    (entry,) = log
    assert entry["event"] == "wechat_answer_failed"
    assert re.fullmatch(r"RuntimeError at \S*conftest\.py:\d+ __call__", entry["fault"])
    assert SECRET not in str(log)


@pytest.mark.parametrize(
    "xml", ["", "<xml>", "not xml", "<!DOCTYPE xml><xml/>", "<xml/>", "{}", "<xml><MsgType>text</MsgType></xml>"]
)
def test_unreadable_message_inside_a_good_cipher_is_swallowed(safe, log, xml):
    delivery = safe.platform.deliver(safe.platform.messages.arbitrary(VISITOR, xml))

    assert (delivery.status, delivery.problem, delivery.text) == (200, "", "")
    assert safe.listener.heard == []
    assert [entry["event"] for entry in log] == ["wechat_message_unreadable"]


def test_retry_carries_the_same_key(webhook):
    push = webhook.platform.messages.text(VISITOR, "你好")

    for _ in range(3):
        webhook.platform.deliver_once(push)

    assert len({heard.key for heard in webhook.listener.heard}) == 1


def test_refusal_is_one_log_line_without_secrets(webhook, log):
    request = webhook.platform.signed(webhook.platform.messages.text(VISITOR, SECRET))

    webhook.platform.post(replace(request, query={**request.query, "signature": "0" * 40}))

    (entry,) = log
    assert (entry["event"], entry["status"], entry["reason"]) == (
        "wechat_request_refused",
        403,
        "the signature is wrong",
    )
    for secret in (SECRET, VISITOR, webhook.platform.token):
        assert secret not in str(log)


def test_clock_that_is_off_is_named_after_three_refusals(webhook, log):
    webhook.clock.offset = timedelta(seconds=600)

    for _ in range(3):
        webhook.platform.deliver_once(webhook.platform.messages.text(VISITOR, "你好"))

    alarms = [entry["reason"] for entry in log if entry["event"] == "wechat_clock_differs"]
    assert len(alarms) == 1
    assert re.fullmatch(r"clock differs by -(599|60[01]) s", alarms[0])


def test_single_replay_between_good_messages_raises_no_alarm(webhook, log):
    say(webhook)
    for _ in range(3):
        webhook.clock.offset = timedelta(seconds=600)
        webhook.platform.deliver_once(webhook.platform.messages.text(VISITOR, "你好"))
        webhook.clock.offset = timedelta()
        say(webhook)

    assert "wechat_clock_differs" not in {entry["event"] for entry in log}


def test_other_addresses_are_none_of_the_webhook(webhook):
    assert requests.get(webhook.platform.url + "/other", timeout=5).status_code == 404


def test_event_reaches_the_answer_too(webhook):
    webhook.platform.deliver(webhook.platform.messages.subscribe(VISITOR, "poster_42"))

    assert [(heard.kind, heard.scene) for heard in webhook.listener.heard] == [(Kind.FOLLOW, "poster_42")]
