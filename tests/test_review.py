from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.preparing import prepare
from bot.understanding.intent_files import load_lesson
from tests.support.product import ROOT, Product


@pytest.fixture
def product(tmp_path: Path) -> Product:
    """An installation that is not running, with a copy of the knowledge that may be edited."""
    knowledge = shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    installed = Product(tmp_path, extra={"KNOWLEDGE_DIR": str(knowledge)})
    prepare(installed.settings)
    return installed


def parkbot(product: Product, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, env=product.env, cwd=ROOT, capture_output=True, text=True, check=False)


def note_unanswered(product: Product, *texts: str) -> None:
    with product.stores() as stores:
        for text in texts:
            stores.book.record_unanswered(text, "help", SystemClock().now())


def test_unanswered_messages_are_listed_once_each_newest_first(product):
    note_unanswered(product, "厂房屋顶能装光伏不", "有无尘车间不", "厂房屋顶能装光伏不")

    listed = parkbot(product, "review", "list").stdout

    assert listed.count("厂房屋顶能装光伏不") == 1
    assert listed.index("光伏") < listed.index("无尘车间")


def test_adopted_message_becomes_an_example_and_leaves_the_list(product):
    note_unanswered(product, "屋面能铺光伏板不")
    with product.stores() as stores:
        number = stores.unanswered.list_newest(1)[0].id

    told = parkbot(product, "review", "adopt", str(number), "--intent", "ask_facilities")

    assert told.returncode == 0, told.stderr
    examples = load_lesson(product.folder / "knowledge").intents["ask_facilities"].examples
    assert examples[0] == "屋面能铺光伏板不"
    assert "屋面" not in parkbot(product, "review", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("adopt", "999", "--intent", "greet"), "没有编号 999"),
        (("adopt", "1", "--intent", "nonsense"), "没有意图「nonsense」"),
    ],
)
def test_wrong_number_or_intent_is_said_with_the_remedy(product, words, said):
    note_unanswered(product, "随便一句")

    told = parkbot(product, "review", *words)

    assert told.returncode != 0
    assert said in told.stderr
    assert "Traceback" not in told.stderr
