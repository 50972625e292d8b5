from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.commands.demo_secrets import demo_environment
from bot.settings import ROOT, Settings
from tests.support.product import environment_without_parkbot

NEED = "想在嘉定租3000平厂房，层高8米"
MARKED = "示例·青禾智造园 3号楼首层厂房"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge"))


def test_ask_finds_invented_stock_only_when_told_to(parkbot):
    assert MARKED not in parkbot("ask", NEED).output
    assert MARKED in parkbot("ask", "--sample", NEED).output
    assert MARKED in parkbot("ask", NEED, PARKBOT_SAMPLE="true").output


def test_chat_and_talk_take_the_switch(parkbot, tmp_path):
    dialogue = tmp_path / "sample.yaml"
    dialogue.write_text(f"about: 示例\nsteps:\n  - {{user: {NEED}, reply: {MARKED}}}\n", encoding="utf-8")

    assert parkbot("talk", str(dialogue)).exit_code == 1
    assert parkbot("talk", "--sample", str(dialogue)).exit_code == 0
    assert "--sample" in parkbot("chat", "--help").output
    assert "--sample" in parkbot("serve", "--help").output


def test_check_reports_faults_of_invented_stock_even_when_it_is_off(parkbot, knowledge):
    path = knowledge / "samples" / "listings" / "sample-qinghe-3-1f.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: 示例·", "title: "), encoding="utf-8")

    result = parkbot("check", "--knowledge", str(knowledge))

    assert result.exit_code == 1
    assert "samples/listings/sample-qinghe-3-1f.yaml" in result.output
    assert "示例·" in result.output


def test_invented_stock_is_a_setting_that_is_off_but_in_a_demonstration(env, tmp_path):
    demo = demo_environment({**environment_without_parkbot(), "PARKBOT_DATA_DIR": str(tmp_path)}, 8000, 8001)
    without = demo_environment({**demo, "PARKBOT_SAMPLE": "false"}, 8000, 8001)

    assert Settings.load(env).sample is False
    assert Settings.load({**env, "PARKBOT_SAMPLE": "true"}).sample is True
    assert Settings.load(demo).sample is True
    assert Settings.load(without).sample is False
