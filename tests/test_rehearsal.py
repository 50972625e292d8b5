from __future__ import annotations

from pathlib import Path

import pytest

from bot import app
from bot.catalog.strict_yaml import read_document
from bot.errors import KnowledgeError
from bot.rehearsal import play

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def stage_at():
    return app.rehearsal_stage(app.load_knowledge(ROOT / "knowledge", ROOT / "config"))


@pytest.fixture
def faults_of(tmp_path, stage_at):
    def faults_of(steps: str) -> list[str]:
        path = tmp_path / "user_says.yaml"
        path.write_text(f"about: 试一下。\nsteps:\n{steps}", encoding="utf-8")
        return [str(fault) for fault in play(read_document(path), stage_at)]

    return faults_of


def test_dialogue_that_goes_as_written_has_no_faults(faults_of):
    assert faults_of("  - user: 嘉定租厂房2000平\n    draft: {area_m2: 2000}\n    asks: industry\n") == []


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ("reply: 再见", "应该有「再见」"),
        ("reply: {none: [记下了, 好的]}", "不该有"),
        ("reply: {any: [再见, 拜拜]}", "「再见」或「拜拜」"),
        ("silent: true", "应该不出声"),
        ("asks: phone", "应该在问「phone」"),
        ("draft: {area_m2: 3000}", "area_m2 应该是「3000」，实际是「2000」"),
        ("gone: [area_m2]", "不该有 area_m2"),
        ("stage: registered", "应该到「registered」"),
        ("muted: true", "应该由人工接待"),
        ("leads: 1", "应该有 1 条线索"),
        ("notices: 1", "1 条新线索通知"),
        ("tickets: 2", "2 条工单通知"),
        ("questions: 1", "1 条待核实的问题通知"),
        ("events: [registered]", "线索的经过应该是「registered」，实际是「无」"),
    ],
)
def test_difference_is_told_with_place(faults_of, expected, fault):
    told = faults_of(f"  - user: 嘉定租厂房2000平\n    {expected}\n")

    assert len(told) == 1
    assert fault in told[0]
    assert "user_says.yaml 第 3 行" in told[0]


def test_history_of_the_lead_is_expected_in_order(faults_of):
    registered = "  - user: 嘉定租厂房2000平做五金，13800138041\n  - user: 确认\n    events: [registered]\n"
    amended = "  - user: 面积改成3000\n    events: [registered, amended]\n    updates: 1\n"

    assert faults_of(registered + amended) == []


def test_misspelt_expectation_is_refused(faults_of):
    with pytest.raises(KnowledgeError, match="asked"):
        faults_of("  - user: 你好\n    asked: area\n")
