from __future__ import annotations

from datetime import datetime

import pytest

from bot import app
from bot.clock import SHANGHAI
from bot.model import Incoming, Kind
from tests.support.wording import ROOT, copy_of_knowledge

POLICY = """\
id: sample-rent-support
title: 示例区产业用房支持办法
aliases: [产业用房支持办法]
document_number: 示例发〔2024〕8号
issuer: 示例区经济委员会
url: https://example.org/policy/8
published: 2024-06-01
effective_from: 2024-07-01
effective_to: {until}
districts: [嘉定区]
industry_tags: []
summary: 对租用产业用房的企业给予支持，按年申报。
conditions: 注册在本区的制造企业。
amount_quote: 按实际租金的百分之三十
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    knowledge = copy_of_knowledge(tmp_path_factory.mktemp("policies"))
    folder = knowledge / "policies"
    folder.mkdir(exist_ok=True)
    (folder / "sample-rent-support.yaml").write_text(POLICY.format(until="2026-06-30"), encoding="utf-8")
    stage_at = app.rehearsal_stage(
        app.load_knowledge(knowledge, ROOT / "config", "https://parks.example"), "https://parks.example"
    )

    def reply(text: str, day: str) -> str:
        stage = stage_at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))
        message = Incoming("m1", "visitor", "gh_1", Kind.TEXT, 0, text)
        return stage.engine.answer(message, stage.clock.monotonic() + 4).text

    return reply


def test_policy_in_force_is_cited_with_number_dates_and_link(ask):
    said = ask("嘉定租厂房有补贴吗", "2026-03-10")

    assert "示例发〔2024〕8号" in said
    assert "有效期 2024-07-01 至 2026-06-30" in said
    assert "https://example.org/policy/8" in said
    assert "「按实际租金的百分之三十」" in said
    assert "已过有效期" not in said


def test_expired_policy_is_said_to_be_expired(ask):
    assert "已过有效期" in ask("嘉定有什么扶持政策", "2026-11-23")


def test_policy_of_another_district_is_not_offered(ask):
    assert "示例发" not in ask("松江有什么扶持政策", "2026-03-10")


def test_policy_asked_by_name_is_found_wherever_the_visitor_is(ask):
    assert "示例发〔2024〕8号" in ask("产业用房支持办法还有效吗，有什么补贴政策", "2026-03-10")
