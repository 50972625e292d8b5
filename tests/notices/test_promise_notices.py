"""What do staff read when a promised answer is not given in time?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.clock import SystemClock
from bot.notices.channels.dingtalk import DingTalkRobot
from bot.notices.channels.feishu import FeishuRobot
from bot.notices.channels.log import LogChannel
from bot.notices.channels.mail import MailChannel
from bot.notices.channels.wecom import WeComRobot
from bot.notices.render import render
from bot.progress import Progress

VERDICT = {
    "parts": [["留了电话", 20]], "grade": "A", "score": 75, "owner_id": "east", "owner_name": "东区组",
    "owner_reason": "负责东湖区", "due_at": "2026-11-23T15:00:00+08:00", "collisions": [],
}  # fmt: skip
KINDS = ("promise_reminder", "promise_overdue", "promise_escalated", "lead_assigned")


@pytest.fixture
def urging(make_notice):
    """Returns a function that makes a notice about a promise that passed so many minutes ago."""

    def make(kind, *, late=0, claimed=False, owner="west", **given):
        notice = make_notice(**{"assessment": VERDICT, **given})
        due = notice.created_at - timedelta(minutes=late)
        claimed_at = notice.created_at if claimed else None
        progress = Progress(owner, f"{owner}组", due, claimed_at)
        return replace(notice, kind=kind, lead=replace(notice.lead, progress=progress))

    return make


def show(notice):
    return render(notice, {"phone": "手机号", "contact": "联系人"}, lambda _notice: "", {})


WORDS = [
    ("promise_reminder", -5, False, "请west组在 2026-11-23 15:07 前联系客户，还没有人接单"),
    ("promise_reminder", -5, True, "请west组在 2026-11-23 15:07 前联系客户"),
    (
        "promise_overdue",
        0,
        False,
        "应在 2026-11-23 15:02 前答复，已过 0 分钟，还没有人接单：改由west组负责，请马上联系",
    ),
    ("promise_escalated", 15, False, "应在 2026-11-23 14:47 前答复，已过 15 分钟，还没有人接单：请west组处理"),
    ("promise_escalated", 15, True, "应在 2026-11-23 14:47 前答复，已过 15 分钟，west组已接单但还没联系，请主管跟进"),
    ("promise_escalated", 150, False, "应在 2026-11-23 12:32 前答复，已过 2 小时以上，还没有人接单：请west组处理"),
]


@pytest.mark.parametrize(("kind", "late", "claimed", "words"), WORDS)
def test_second_line_says_who_has_to_do_what_and_how_late_it_is(urging, kind, late, claimed, words):
    lines = show(urging(kind, late=late, claimed=claimed)).text.splitlines()

    assert lines[0].endswith("】L261123-001 · 招商")
    assert lines[1] == words


@pytest.mark.parametrize("kind", KINDS)
def test_notice_shows_the_need_and_the_person_masked(urging, kind):
    rendered = show(urging(kind))

    assert "138****8000" in rendered.text
    assert "13800138000" not in rendered.text + rendered.title
    assert "要什么：租 · 厂房" in rendered.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name_in_its_title(urging, kind):
    assert not show(urging(kind)).title.startswith(kind)


def test_owner_by_now_is_named_and_not_the_first_one(urging):
    text = show(urging("promise_overdue", owner="west")).text

    assert "负责：west组（转派），2026-11-23 15:02前回复" in text
    assert "东区组" not in text


def test_first_owner_is_named_with_the_reason(urging):
    text = show(urging("promise_reminder", owner="east")).text

    assert "负责：东区组（负责东湖区），2026-11-23 15:02前回复" in text


def test_answered_lead_is_urged_no_more_when_a_late_notice_is_said(urging):
    notice = urging("promise_overdue")
    answered = replace(notice, lead=replace(notice.lead, progress=Progress("west", "west组")))

    assert "请马上联系" not in show(answered).text


def test_lead_without_consent_shows_nobody(urging):
    text = show(urging("promise_escalated", consent=None)).text

    assert "王*" not in text
    assert "未同意联系" in text


def test_late_ticket_says_by_when_somebody_should_have_answered(ticket_notice):
    ticket = replace(ticket_notice.ticket, due_at=ticket_notice.created_at)
    lines = show(replace(ticket_notice, kind="promise_ticket", ticket=ticket)).text.splitlines()

    assert lines[:2] == [
        "【超时未接待】T261123-001 · 访客要找人工",
        "答应访客上班后答复，最晚 2026-11-23 15:02，还没有人接待：请马上处理",
    ]
    assert "138****8000" in lines[2]


@pytest.fixture(params=["wecom", "dingtalk", "feishu", "mail", "log"])
def delivering(request, robots, stand_ins, account, mailbox):
    """Every channel, and a function that returns the texts that arrived."""
    hooks, received = robots.webhooks(), lambda: [one.text for one in stand_ins.received]
    if request.param == "log":
        with structlog.testing.capture_logs() as lines:
            yield LogChannel(), lambda: [line["text"] for line in lines]
        return
    yield {
        "wecom": lambda: (WeComRobot(hooks["wecom"], 1.0), received),
        "dingtalk": lambda: (DingTalkRobot(hooks["dingtalk"], "SECdingtalk", SystemClock(), 1.0), received),
        "feishu": lambda: (FeishuRobot(hooks["feishu"], "feishu-secret", SystemClock(), 1.0), received),
        "mail": lambda: (MailChannel(account(), 1.0), lambda: [mail.get_content() for mail in mailbox.mails]),
    }[request.param]()


@pytest.mark.parametrize("kind", KINDS)
def test_every_channel_delivers_every_kind_whole(delivering, urging, kind):
    channel, arrived = delivering
    rendered = show(urging(kind, late=15, transcript=()))

    channel.send(rendered)

    assert [text.splitlines() for text in arrived()] == [rendered.text.splitlines()]
