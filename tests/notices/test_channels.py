"""Does every channel deliver, judge and keep its secrets, over real HTTP and SMTP?"""

from __future__ import annotations

import pytest
import requests
import structlog

from bot.clock import SystemClock
from bot.errors import DeliveryError
from bot.notices.channel import Rendered
from bot.notices.channels.dingtalk import DingTalkRobot
from bot.notices.channels.feishu import FeishuRobot
from bot.notices.channels.log import LogChannel
from bot.notices.channels.mail import MailChannel
from bot.notices.channels.table import CHANNELS, ChannelSettings, build_channels
from bot.notices.channels.wecom import WeComRobot

HELLO = Rendered("新线索 L261123-001 租 厂房", "【新线索】L261123-001\n手机号:138****8000")
READ = 0.3
KEYS = {"wecom": "wecom-key-1", "dingtalk": "dingtalk-token-1", "feishu": "feishu-token-1"}
SECRETS = (*KEYS.values(), "SECdingtalk", "feishu-secret")
ROBOTS = tuple(KEYS)


@pytest.fixture
def build(robots):
    """Returns a function that makes a robot's channel, with another key or secret if asked."""

    def make(name, *, key="", secret=""):
        webhook = robots.webhooks()[name].replace(KEYS[name], key or KEYS[name])
        return {
            "wecom": lambda: WeComRobot(webhook, READ),
            "dingtalk": lambda: DingTalkRobot(webhook, secret or "SECdingtalk", SystemClock(), READ),
            "feishu": lambda: FeishuRobot(webhook, secret or "feishu-secret", SystemClock(), READ),
        }[name]()

    return make


@pytest.fixture(params=[*ROBOTS, "mail", "log"])
def delivering(request, build, stand_ins, account, mailbox):
    """Every channel, and a function that returns the texts that arrived."""
    name = request.param
    if name in ROBOTS:
        yield build(name), lambda: [one.text for one in stand_ins.received]
    elif name == "mail":
        yield MailChannel(account(), READ), lambda: [mail.get_content() for mail in mailbox.mails]
    else:
        with structlog.testing.capture_logs() as lines:
            yield LogChannel(), lambda: [line["text"] for line in lines]


def test_every_channel_delivers_the_whole_text(delivering):
    channel, arrived = delivering

    channel.send(HELLO)

    assert [text.splitlines() for text in arrived()] == [HELLO.text.splitlines()]


@pytest.mark.parametrize("title", ["注入\r\nBcc: other@evil.example", "\udc80坏字", "", "长" * 5_000])
def test_odd_titles_and_texts_do_not_break_a_channel(delivering, title):
    channel, arrived = delivering

    channel.send(Rendered(title, f"一行\udc80 {'很长' * 9_000}"))

    assert len(arrived()) == 1


def test_every_channel_has_its_name_in_the_table(delivering):
    channel, _ = delivering

    assert channel.name in CHANNELS


@pytest.mark.parametrize("name", ROBOTS)
def test_wrong_key_is_refused_for_good(build, stand_ins, name):
    with pytest.raises(DeliveryError) as refused:
        build(name, key="not-the-key").send(HELLO)

    assert refused.value.permanent
    assert not stand_ins.received


@pytest.mark.parametrize("name", ["dingtalk", "feishu"])
def test_wrong_signature_is_refused_for_good(build, stand_ins, name):
    with pytest.raises(DeliveryError) as refused:
        build(name, secret="another secret").send(HELLO)

    assert refused.value.permanent
    assert not stand_ins.received


@pytest.mark.parametrize("name", ROBOTS)
@pytest.mark.parametrize(
    "fault",
    [
        {"html": True, "status": 200},
        {"html": True, "status": 502},
        {"status": 500},
        {"status": 404},
        {"status": 302},
        {"code": -1},
        {"code": 99_999},
        {"code": 0, "status": 503},
        {"html": True, "delay": 1.0},
    ],
    ids=str,
)
def test_trouble_on_the_way_is_worth_another_try(build, stand_ins, name, fault):
    stand_ins.fail_next(**fault)
    channel = build(name)

    with pytest.raises(DeliveryError) as failed:
        channel.send(HELLO)
    channel.send(HELLO)

    assert not failed.value.permanent
    assert len(stand_ins.received) == 1


@pytest.mark.parametrize(
    ("name", "code", "seconds"), [("wecom", 45009, 60), ("dingtalk", 130101, 600), ("feishu", 11232, 60)]
)
def test_too_many_messages_ask_for_a_pause(build, stand_ins, name, code, seconds):
    stand_ins.fail_next(code=code)

    with pytest.raises(DeliveryError) as failed:
        build(name).send(HELLO)

    assert (failed.value.permanent, failed.value.retry_after) == (False, seconds)


@pytest.mark.parametrize("name", ROBOTS)
def test_stand_in_takes_twenty_a_minute_like_the_real_one(build, stand_ins, name):
    channel = build(name)
    for _ in range(20):
        channel.send(HELLO)

    with pytest.raises(DeliveryError) as failed:
        channel.send(HELLO)

    assert failed.value.retry_after
    assert len(stand_ins.received) == 20


@pytest.mark.parametrize("name", ROBOTS)
@pytest.mark.parametrize("trouble", ["refused", "wrong key", "html", "timeout"])
def test_no_error_names_a_secret(build, unused_port, stand_ins, name, trouble):
    channel = build(name, key="wecom-key-1-wrong" if trouble == "wrong key" else "")
    stand_ins.fail_next(html=trouble == "html", delay=1.0 if trouble == "timeout" else 0.0)
    if trouble == "refused":
        channel = {
            "wecom": WeComRobot(f"http://127.0.0.1:{unused_port()}/?key=wecom-key-1"),
            "dingtalk": DingTalkRobot(
                f"http://127.0.0.1:{unused_port()}/?access_token=dingtalk-token-1", "", SystemClock()
            ),
            "feishu": FeishuRobot("not a url feishu-token-1", "feishu-secret", SystemClock()),
        }[name]

    with pytest.raises(DeliveryError) as failed:
        channel.send(HELLO)

    assert not any(secret in str(failed.value) for secret in SECRETS)
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None


def test_long_text_reaches_wecom_cut_to_its_limit(build, stand_ins):
    build("wecom").send(Rendered("题", "很长的一行\n" * 500))

    assert 1_900 < len(stand_ins.received[0].text.encode()) <= 2_048


def test_stand_in_refuses_a_text_over_the_limit(robots, stand_ins):
    body = {"msgtype": "text", "text": {"content": "长" * 700}}
    answer = requests.post(robots.webhooks()["wecom"], json=body, timeout=5).json()

    assert answer["errcode"] == 40058
    assert not stand_ins.received


def test_only_channels_with_an_address_are_built():
    settings = {"wecom_webhook": "https://robot.example/send?key=k", "mail_to": "a@park.example", "port": 8000}

    built = build_channels(ChannelSettings.read(settings), SystemClock())

    assert sorted(built) == ["log", "wecom"]


def test_all_channels_are_built_under_their_own_names():
    url = "https://robot.example/send"
    settings = ChannelSettings(url, url, "s", url, "s", "mail.example", mail_to=" a@park.example, b@park.example,")

    built = build_channels(settings, SystemClock())

    assert {name: channel.name for name, channel in built.items()} == {name: name for name in CHANNELS}
    assert "SEC" not in repr(ChannelSettings(dingtalk_secret="SECdingtalk"))
