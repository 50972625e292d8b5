"""Invented stock in the chat: found, compared, asked about, and never without its mark."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot import app
from bot.clock import SHANGHAI
from bot.model import Incoming, Kind, Reply
from bot.notices.render import render
from tests.support.samples import Marks

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
TALKS = {
    "search": [
        "想在嘉定租3000平厂房，层高8米",
        "第一个详细说说",
        "有行车吗",
        "换成昆山看看",
        "还有别的吗",
        "前两个对比一下",
    ],
    "store": ["青浦有没有高台库，5000平", "第一个详细说说", "月台几个", "租金多少"],
    "parks": ["嘉定有哪些园区", "松江有哪些园区", "还有别的吗", "1"],
    "park": ["青禾智造园怎么样", "租金多少", "能做环评吗", "在哪", "离地铁多远", "有食堂吗", "谁在运营"],
    "pair": ["澜舟物流园和青禾智造园对比一下", "第一个怎么样"],
    "buy": ["太仓买厂房，10000平，行车30吨", "第一个详细说说", "产证有吗", "土地年限到哪年"],
    "land": ["太仓 30亩 工业用地", "价格多少"],
    "article": ["有澜舟物流园的文章吗", "首层和楼上厂房怎么选", "最新文章"],
    "register": ["想看青禾智造园，嘉定租3000平厂房，王先生13800138000", "我的信息", "确认", "我的信息"],
}


@pytest.fixture(scope="module")
def sampled() -> app.Knowledge:
    return app.load_knowledge(ROOT / "knowledge", ROOT / "config", "https://pages.example.com", samples=True)


@pytest.fixture(scope="module")
def marks(sampled) -> Marks:
    return Marks(sampled.catalog)


@pytest.fixture
def stage(sampled):
    return app.rehearsal_stage(sampled)(NOW)


def talk(stage, *texts: str) -> list[str]:
    replies = []
    for number, text in enumerate(texts):
        stage.clock.pass_time(1)
        created = int(stage.clock.now().timestamp())
        message = Incoming(f"m{number}", "visitor", "gh_1", Kind.TEXT, created, text)
        replies.append(words(stage.engine.answer(message, stage.clock.monotonic() + 4)))
    return replies


def words(reply: Reply) -> str:
    return reply.text if reply.card is None else f"{reply.card.title}\n{reply.card.description}"


@pytest.mark.parametrize("topic", TALKS)
def test_no_reply_shows_an_invented_record_without_its_mark(stage, marks, topic):
    replies = talk(stage, *TALKS[topic])

    assert [found for reply in replies if (found := marks.unmarked(reply))] == []
    assert any(marks.shows(reply) for reply in replies)


def test_search_leads_to_the_marked_listing_that_fits(stage):
    (reply,) = talk(stage, "想在嘉定租3000平厂房，层高8米")

    assert "示例·青禾智造园 3号楼首层厂房" in reply
    assert "2号楼首层厂房" not in reply


def test_profile_says_at_once_that_the_data_is_invented(stage):
    replies = talk(stage, "青禾智造园怎么样", "示例·昆岚精工园 1号楼首层厂房")

    assert all("示例数据，非真实房源" in reply for reply in replies)


def test_every_name_that_a_choice_sends_opens_its_record(sampled):
    records = [*sampled.catalog.parks.values(), *sampled.catalog.listings.values()]
    records += sampled.catalog.articles.values()
    stage_at = app.rehearsal_stage(sampled)

    opened = {record.name: talk(stage_at(NOW), record.name)[0] for record in records if record.sample}

    assert len(opened) == 41
    assert [name for name, reply in opened.items() if name not in reply.splitlines()[0]] == []
    assert [name for name, reply in opened.items() if "示例数据" not in reply] == []


def test_notice_of_a_lead_about_an_invented_park_says_so(stage, sampled, marks):
    talk(stage, *TALKS["register"])

    say = partial(render, labels=sampled.playbook.labels, page_url=lambda _: "", scenes={})
    notices = [say(notice) for notice in stage.outbox.claim(100, 0.0, stage.clock.now())]
    bot_lines = [line for notice in notices for line in notice.text.splitlines() if "访客" not in line]
    assert notices
    assert all("示例·青禾智造园" in notice.text and "示例·青禾智造园" in notice.title for notice in notices)
    assert marks.unmarked("\n".join(bot_lines)) == []


def test_counts_of_parks_say_how_many_are_invented(stage):
    replies = talk(stage, "嘉定有哪些园区", "青浦有哪些园区")

    assert "（含示例 2）" in replies[0]
    assert "1（含示例 1）" in replies[1]


def test_without_the_switch_nothing_invented_is_found(stage_at):
    replies = talk(
        stage_at(NOW), "想在嘉定租3000平厂房，层高8米", "青禾智造园怎么样", "嘉定有哪些园区", "澜舟物流园的文章"
    )

    assert "示例" not in "".join(replies)
    assert "8.1" not in "".join(replies)
