"""What do staff read of questions without an answer and of new stock, and what never?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from bot.demand import Candidate, Digest, OpenNeed, OpenQuestion, StockNews
from bot.model import Notice
from bot.notices.channels.dingtalk import DingTalkRobot
from bot.notices.channels.feishu import FeishuRobot
from bot.notices.channels.mail import MailChannel
from bot.notices.channels.wecom import WeComRobot
from bot.notices.render import render

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
QUESTION = OpenQuestion("listing", "beicheng", "crane", "合肥北城厂房", "行车", "Q261123-001", 4, 3, NOW)


def need(number: str, owner: str = "嘉定招商组", **fields: object) -> OpenNeed:
    return OpenNeed(number, {"district": ["嘉定区"], "area_m2": [2000, 3000], **fields}, owner)


DIGEST = Digest(
    (
        StockNews(
            "l-1",
            "嘉定示例厂房",
            True,
            (
                Candidate(need("L261123-003")),
                Candidate(need("L261123-002", "上海招商组", town=["安亭镇"])),
                Candidate(need("L261123-001"), "层高", "0.4 m"),
            ),
        ),
        StockNews("l-2", "青浦示例仓库", False, (Candidate(need("L261123-004", ""), "消防等级"),)),
    ),
    left_out=5,
)


def notice_of(news, kind="digest", number="D261123-001", attempts=0) -> Notice:
    return Notice(1, "wecom", kind, None, None, number, attempts, NOW, news=news)


def show(notice: Notice):
    return render(notice, {}, lambda _: "", {})


def test_question_says_what_to_find_out_and_where_to_write_it():
    rendered = show(notice_of(QUESTION, "question_opened", "Q261123-001"))

    assert rendered.title == "待核实 Q261123-001 · 合肥北城厂房 · 行车"
    assert rendered.text.splitlines() == [
        "【待核实】Q261123-001 · 合肥北城厂房 · 行车",
        "有访客问「合肥北城厂房」的行车，资料库里没有",
        "到现在问了 4 次，3 人；再有人问不另发通知",
        "查到后请写进 listing beicheng 的 crane 并注明来源，重新载入后这条自动销号",
        "收到：2026-11-23 15:02",
    ]


def test_digest_groups_the_leads_of_each_listing_by_owner():
    rendered = show(notice_of(DIGEST))

    assert rendered.title == "房源匹配 D261123-001 · 2 套房源 · 4 条线索"
    assert rendered.text.splitlines() == [
        "【房源匹配】D261123-001 · 2 套房源 · 4 条线索",
        "新房源：嘉定示例厂房",
        "  上海招商组：L261123-002 安亭镇 2000–3000㎡ 可能合适",
        "  嘉定招商组：L261123-003 嘉定区 2000–3000㎡ 可能合适；L261123-001 嘉定区 2000–3000㎡ 只差层高 0.4 m",
        "有变化：青浦示例仓库",
        "  未分配：L261123-004 嘉定区 2000–3000㎡ 只差消防等级",
        "另有 5 条没有列出",
        "收到：2026-11-23 15:02",
    ]


def test_digest_whose_leads_are_all_gone_says_so():
    assert "相关线索已结束或不能再联系" in show(notice_of(Digest(()))).text


def test_second_attempt_is_marked():
    assert "这条可能会重复收到" in show(notice_of(DIGEST, attempts=1)).text


@pytest.mark.parametrize("hostile", ["@all 开会", "[点](http://evil.example)", "行一\n【新线索】L1", "电话13800138000"])
def test_names_do_nothing_in_a_notice(hostile):
    odd = Digest((StockNews("l", hostile, True, (Candidate(need("L1", hostile, district=[hostile])),)),))
    for notice in (notice_of(odd), notice_of(OpenQuestion("park", "p", "f", hostile, hostile), "question_opened")):
        rendered = show(notice)

        assert len([line for line in rendered.text.splitlines() if line.startswith("【")]) == 1
        assert not any(mark in rendered.text for mark in ("@all", "](", "http://", "13800138000"))
        assert "\n" not in rendered.title


@pytest.mark.parametrize("news", [QUESTION, DIGEST], ids=["question", "digest"])
def test_every_channel_takes_it_whole(robots, stand_ins, news, mailbox, account):
    rendered, hooks = show(notice_of(news)), robots.webhooks()
    for channel in (
        WeComRobot(hooks["wecom"], 1.0),
        DingTalkRobot(hooks["dingtalk"], "SECdingtalk", SystemClock(), 1.0),
        FeishuRobot(hooks["feishu"], "feishu-secret", SystemClock(), 1.0),
        MailChannel(account(), 1.0),
    ):
        channel.send(rendered)

    arrived = [*(one.text for one in stand_ins.received), *(mail.get_content() for mail in mailbox.mails)]
    assert [text.splitlines() for text in arrived] == [rendered.text.splitlines()] * 4
