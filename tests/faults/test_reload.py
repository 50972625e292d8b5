from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.support.product import ROOT, Product, running_with_robot, wait_until


@pytest.fixture
def editable(tmp_path: Path) -> Iterator[Product]:
    """A running product whose config may be edited."""
    config = shutil.copytree(ROOT / "config", tmp_path / "config")
    running = Product(tmp_path, extra={"CONFIG_DIR": str(config)})
    try:
        running.start()
        yield running
    finally:
        running.stop()


def version(product: Product) -> str:
    return str(requests.get(f"http://127.0.0.1:{product.port}/readyz", timeout=5).json()["knowledge"])


def reload(product: Product) -> None:
    assert product.process is not None
    product.process.send_signal(signal.SIGHUP)


def edit_reply(product: Product, key: str, text: str) -> None:
    path = product.folder / "config" / "replies" / "talk.yaml"
    lines = [f"{key}: {text}" if line.startswith(f"{key}:") else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")


def test_edited_reply_is_said_after_a_reload_without_a_lost_message(editable):
    before = version(editable)
    edit_reply(editable, "bye", "慢走，欢迎再来。")

    reload(editable)
    answers = []
    wait_until(lambda: answers.append(editable.says("o-reload", "再见")) or version(editable) != before, 30, "a reload")

    assert all(answer.attempts == 1 and answer.text for answer in answers)
    assert "慢走" in editable.says("o-reload", "拜拜").text


def test_broken_edit_is_refused_and_the_old_version_answers(editable):
    before = version(editable)
    edit_reply(editable, "bye", "{没写完")

    reload(editable)
    wait_until(lambda: "knowledge_refused" in editable.log(), 30, "the refusal")

    assert version(editable) == before
    assert "再见" in editable.says("o-broken", "再见").text
    assert "talk.yaml" in editable.log()


@pytest.fixture
def with_robot(tmp_path: Path) -> Iterator[Product]:
    """A running product whose config may be edited, with a stand-in robot."""
    config = shutil.copytree(ROOT / "config", tmp_path / "config")
    with running_with_robot(tmp_path, {"CONFIG_DIR": str(config)}) as running:
        yield running


def test_edited_label_reaches_staff_after_a_reload_of_every_process(with_robot):
    path = with_robot.folder / "config" / "lead.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("floor_height_m: 层高", "floor_height_m: 要求层高", 1))
    before = version(with_robot)

    reload(with_robot)
    wait_until(lambda: version(with_robot) != before, 30, "the reload of the web side")
    with_robot.says("o-label", "嘉定租厂房2000平做五金，层高8米，13800138051")
    with_robot.says("o-label", "确认")

    told = wait_until(lambda: [text for text in with_robot.robot_notices() if "要求层高" in text], 20, "the notice")

    assert "要求层高：8米" in told[0]
