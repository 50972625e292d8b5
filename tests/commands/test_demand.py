from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from bot import app
from bot.demand import OpenQuestion
from tests.support.small_stock import SmallStock, area

PHONE, NAME = "13800138000", "王建国"
HIGH_PLANT = {
    "district": ["嘉定区"], "property_type": ["厂房"], "deal": "rent", "area_m2": [2000, 5000], "crane": True,
    "floor_height_m": [8, None],
}  # fmt: skip


@pytest.fixture
def stock(folder) -> SmallStock:
    return SmallStock(folder / "knowledge")


@pytest.fixture
def run(parkbot, stock):
    return lambda *words: parkbot(*words, PARKBOT_KNOWLEDGE_DIR=str(stock.folder))


@pytest.fixture
def asked(stores, now):
    """Let visitors ask for what there is not."""
    with stores() as opened:
        questions = opened.demand.questions
        for visitor in ("v1", "v2", "v3"):
            questions.note_gap(HIGH_PLANT, visitor, f"d-{visitor}", now)
        questions.note_gap({"district": ["=cmd"]}, "v1", "d-odd", now)
        questions.note_gap({"district": ["青浦区"]}, "v1", "d-old", now - timedelta(days=20))
        opened.book.record_unanswered("听不懂", "ask_rent_price", now)
        questions.ask(OpenQuestion("park", "p-1", "rent", "示例园区", "租金"), "v1", "m1", (), now)
        questions.ask(OpenQuestion("park", "p-1", "rent", "示例园区", "租金"), "v2", "m2", (), now)


def test_gaps_are_said_in_one_line_each_most_asked_first(run, asked):
    result = run("gaps")

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[1] == "  近7天 3 人问 嘉定区 厂房 租 2000–5000㎡ 层高8米以上 行车，库存 0"
    assert "  近7天 1 条  ask_rent_price" in lines
    assert any(line.startswith("  2 人问了 2 次  Q") and line.endswith("示例园区 · 租金") for line in lines)
    assert "青浦区" not in result.output


def test_gap_says_how_much_there_is_by_now(run, asked, stock):
    stock.offer("l-1", area=area(3000), floor_height_m=9, crane={"installed": True})

    assert "行车，库存 1" in run("gaps").output


def test_longer_look_back_finds_older_gaps(run, asked):
    assert "近30天 1 人问 青浦区，库存 0" in run("gaps", "--days", "30").output


def test_table_for_spreadsheets_runs_no_formula(run, asked):
    rows = list(csv.reader(io.StringIO(run("gaps", "--csv").output)))

    assert rows[0] == ["类别", "人数", "次数", "内容", "现有房源", "编号", "最近一次"]
    assert [row[0] for row in rows[1:]] == ["找房源", "找房源", "没答上来", "待核实"]
    assert rows[2][3] == "'=cmd"


def test_nothing_asked_in_vain_is_said_too(run):
    assert run("gaps").output.count("  没有") == 3


def test_first_digest_only_notes_the_stock(run, stock):
    stock.offer("l-1", area=area(2500))

    assert "第一次对照：只登记现有 1 套房源，不发通知" in run("match", "digest").output


def test_dry_run_shows_the_leads_masked_and_keeps_nothing(run, stock, stores, filled):
    run("match", "digest")
    stock.offer("l-1", title="嘉定示例厂房", area=area(2500))

    first, second = run("match", "digest", "--dry-run"), run("match", "digest", "--dry-run")

    assert first.output == second.output
    assert "新房源：嘉定示例厂房" in first.output
    assert f"{filled} 嘉定区 2000–3000㎡ 可能合适" in first.output
    assert PHONE not in first.output
    assert NAME not in first.output
    with stores() as opened:
        assert "digest" not in [one.kind for one in opened.outbox.claim(100, 0, app.real_now())]


def test_digest_is_told_once(run, stock, stores, filled):
    run("match", "digest")
    stock.offer("l-1", area=area(2500))

    assert "可能合适" in run("match", "digest").output
    assert "新增或有变化的房源 0 套" in run("match", "digest").output
    with stores() as opened:
        kinds = [one.kind for one in opened.outbox.claim(100, 0, app.real_now())]
    assert kinds.count("digest") == 1
