from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app
from bot.catalog.strict_yaml import find_files, parse, read_document
from bot.commands.check import find_faults
from bot.dialogue_file import Dialogue
from bot.model import Incoming, Kind
from bot.rehearsal import Stage, _visible, play
from tests.support.second_agency import OWN, build, build_minimal

DIALOGUES = OWN / "config" / "dialogues"
FILES = find_files(DIALOGUES)
PLAIN_KINDS = {"happy_path", "scans"}
OF_THE_FIRST_AGENCY = (
    "上海", "嘉定", "安亭", "昆山", "0123 021", "4000123021", "中国产业园区招商网", "氢能港", "2026-11",
)  # fmt: skip


@dataclass(frozen=True)
class Agency:
    knowledge: app.Knowledge
    folders: tuple[Path, Path]

    def stage(self) -> Stage:
        return app.rehearsal_stage(self.knowledge)(app.real_now())


@pytest.fixture(scope="module")
def second(tmp_path_factory) -> Agency:
    folders = build(tmp_path_factory.mktemp("second"))
    return Agency(app.load_knowledge(*folders), folders)


@pytest.fixture(scope="module")
def minimal(tmp_path_factory) -> Agency:
    folders = build_minimal(tmp_path_factory.mktemp("minimal"))
    return Agency(app.load_knowledge(*folders), folders)


def answers(stage: Stage, *texts: str) -> list[str]:
    said = []
    for number, text in enumerate(texts):
        stage.clock.pass_time(5)
        message = Incoming(f"m-{number}", "visitor", "gh_stage", Kind.TEXT, 1_700_000_000 + number, text)
        said.append(_visible(stage.engine.answer(message, stage.clock.monotonic() + 4)))
    return said


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_of_another_agency_goes_as_written(path, second):
    faults = play(read_document(path, DIALOGUES), app.rehearsal_stage(second.knowledge))

    assert [str(fault) for fault in faults] == []


def test_most_dialogues_of_the_other_agency_are_repair():
    kinds = [path.parent.name for path in FILES]

    assert len(kinds) >= 24
    assert sum(kind not in PLAIN_KINDS for kind in kinds) >= len(kinds) * 2 / 3


def test_every_dialogue_of_the_other_agency_says_its_requirement():
    told = {parse(read_document(path, DIALOGUES), Dialogue).about for path in FILES}

    assert len(told) == len(FILES)


def test_agency_with_only_the_needed_files_passes_the_check(minimal):
    assert [str(fault) for fault in find_faults(*minimal.folders)] == []


def test_agency_with_nothing_on_offer_still_takes_a_lead(minimal):
    stage = minimal.stage()

    said = answers(stage, "新都租厂房2000平做五金，13800138000 王先生", "确认")

    assert "已登记" in said[-1]
    assert len(stage.book.find_by_visitor("visitor")) == 1


@pytest.mark.parametrize(
    "text", ["有哪些园区", "有什么文章", "有什么补贴", "注册公司要什么材料", "能做环评吗", "租金多少", "约看房"]
)
def test_agency_with_nothing_on_offer_answers_without_apology(minimal, text):
    (said,) = answers(minimal.stage(), text)

    assert said
    assert minimal.knowledge.playbook.wording.say("apology") not in said


def test_no_answer_of_the_other_agency_names_the_first(second):
    said = answers(
        second.stage(), "你好", "你是谁", "怎么联系你们", "有哪些园区", "有什么文章", "想注册公司", "租金怎么算",
        "有什么补贴", "能落户吗", "帮助", "厂房", "座机12345678",
        "隐私", "删除我的信息", "转人工", "谢谢", "今天天气怎么样",
    )  # fmt: skip

    found = [(word, text) for text in said for word in OF_THE_FIRST_AGENCY if word in text]
    assert found == []
