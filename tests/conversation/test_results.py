"""What do visitors see of a stock that has something to choose from? The invented one stands in for it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot import app
from bot.clock import SHANGHAI
from bot.model import Incoming, Kind
from tests.support.wording import ROOT

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def stage_at():
    return app.rehearsal_stage(app.load_knowledge(ROOT / "knowledge", ROOT / "config", samples=True))


@pytest.fixture
def ask(stage_at):
    stage = stage_at(NOW)

    def reply(text: str) -> str:
        stage.clock.pass_time(2)
        reply.sent += 1
        message = Incoming(f"m{reply.sent}", "visitor", "gh_1", Kind.TEXT, 0, text)
        return stage.engine.answer(message, stage.clock.monotonic() + 4).text

    reply.sent = 0
    return reply


def test_what_fits_is_shown_before_anything_personal_is_asked(ask):
    said = ask("想在嘉定租3000平厂房，层高8米")

    assert "① 示例·" in said
    assert "符合：" in said
    assert "手机号" not in said


def test_rest_is_what_misses_one_condition_and_which(ask):
    ask("想在嘉定租3000平厂房，层高8米")
    said = ask("还有别的吗")

    assert "差一条" in said
    assert "不符：层高" in said
    assert "① 示例·" in said


def test_nearest_miss_is_measured_and_relaxing_is_counted(ask):
    said = ask("想在嘉定租1200平厂房，层高8米")

    assert "只差层高 3 m（要 ≥8 m，资料写 5 m）" in said
    assert "层高不限的话还有" in said


def test_what_is_ruled_out_stays_ruled_out_in_later_messages(ask):
    ask("嘉定租厂房2500平")
    before = ask("还有别的吗")
    ask("不要顶楼")
    after = ask("面积改成2600")

    assert "顶层" in before
    assert "顶层" not in after.split("不符")[0]


def test_several_questions_about_one_listing_are_answered_together(ask):
    ask("想在嘉定租3000平厂房，层高8米")
    said = ask("第一个层高多少，有行车吗，什么消防等级")

    assert "层高：8.1 m" in said
    assert "行车：" in said
    assert "消防等级：" in said


def test_yearly_sum_shows_formula_basis_and_what_is_open(ask):
    ask("想在嘉定租3000平厂房，层高8米")
    said = ask("第一个一年要多少钱")

    assert "1.15 元/㎡/天 × 365 × 3000 ㎡ = 1259250 元/年" in said
    assert "建筑面积" in said
    assert "待核实" in said


def test_comparing_needs_two_things(ask):
    ask("想在嘉定租3000平厂房，层高8米")

    assert "两个名字" in ask("前两个对比一下")


def test_two_of_a_list_are_put_side_by_side(ask):
    ask("嘉定租厂房2500平")
    ask("还有别的吗")
    said = ask("前两个对比一下")

    assert "不排高低" in said
    assert said.count("示例·") > 2
