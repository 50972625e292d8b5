from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.understanding.intent_files import Lesson, load_lesson

GREET = "meaning: 打招呼\nexamples:\n  - 你好\n  - 您好\n  - 在吗\n"
BYE = "meaning: 告别\nexamples:\n  - 再见\n  - 拜拜\n  - 回见\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("intents", "concepts"):
        (tmp_path / name).mkdir()
    (tmp_path / "acts.yaml").write_text("cancel:\n  whole: [取消]\n", encoding="utf-8")
    (tmp_path / "concepts" / "talk.yaml").write_text("hello: [你好, 您好]\n", encoding="utf-8")
    (tmp_path / "intents" / "greet.yaml").write_text(GREET, encoding="utf-8")
    (tmp_path / "intents" / "bye.yaml").write_text(BYE, encoding="utf-8")
    return tmp_path


def faults_after(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load_lesson(folder)
    return str(refused.value)


def test_an_intent_is_named_by_its_file(folder: Path) -> None:
    lesson: Lesson = load_lesson(folder)

    assert sorted(lesson.intents) == ["bye", "greet"]
    assert lesson.concepts == {"hello": ("你好", "您好")}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("intents/bye.yaml", BYE + "signals:\n  - {any: [farewell], points: 2}\n", "没有词组「farewell」"),
        ("intents/bye.yaml", BYE + "counter_examples:\n  - {text: 你好吗, intent: hallo}\n", "没有意图「hallo」"),
        ("intents/ahoy.yaml", GREET, "「你好」也是 ahoy 的例句"),
        ("intents/bye.yaml", BYE + "exampels: []\n", "不认识「exampels」"),
        ("intents/bye.yaml", "meaning: 告别\nexamples: [再见]\n", "intents/bye.yaml"),
        ("concepts/more.yaml", "hello: [嗨]\n", "词组「hello」写了两次"),
        ("concepts/more.yaml", "sizes: 大\n", "词组「sizes」要写成列表"),
        ("acts.yaml", "cancel:\n  hole: [取消]\n", "不认识"),
    ],
)
def test_faults_name_the_file_the_line_and_the_remedy(folder: Path, name: str, text: str, said: str) -> None:
    message = faults_after(folder, name, text)

    assert said in message
    assert ".yaml 第 " in message
    assert f"{Path(name).stem}" in message


def test_a_folder_without_intents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acts.yaml").write_text("cancel:\n  whole: [取消]\n", encoding="utf-8")

    with pytest.raises(KnowledgeError, match="没有任何意图文件"):
        load_lesson(tmp_path)
