from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.leads.rules import load_lead_rules

SAMPLES = Path(__file__).parent / "samples"
SHIPPED = Path(__file__).parents[2] / "config"

SECOND_YEAR = """year: 2027
    verified: false
    source: 示例
    holidays:
      - {name: 元旦, first: 2026-12-31, last: 2027-01-01}"""

BROKEN = {
    "unknown slot": ("score.yaml", "known: [phone]", "known: [phnoe]", 2, "phnoe"),
    "unknown condition": ("score.yaml", "known: [phone]", "knows: [phone]", 2, "是不是想写「known」"),
    "empty condition": ("score.yaml", "when: {known: [phone]}", "when: {}", 2, "条件是空的"),
    "too many points": ("score.yaml", "points: 30", "points: 60", 1, "减到 100 分以内"),
    "negative points": ("score.yaml", "points: 30", "points: -5", 2, "不能小于 1"),
    "doubled label": ("score.yaml", "label: 很大", "label: 较大", 1, "名称重复"),
    "rising grades": ("score.yaml", "at_least: 60", "at_least: 20", 1, "从高分到低分"),
    "no lowest grade": ("score.yaml", "at_least: 0", "at_least: 5", 1, "at_least 写 0"),
    "endless response": ("score.yaml", "minutes: 120", "minutes: 999999", 14, "不能大于 10000"),
    "unknown queue": ("score.yaml", "queue: broker", "queue: brokers", 17, "'broker'"),
    "one-letter word": ("score.yaml", "[喷漆, 甲类]", "[漆, 甲类]", 19, "不能是空的"),
    "unknown placeholder": ("score.yaml", "今天 {time}", "今天 {when}", 27, "不认识占位符 when"),
    "broken placeholder": ("score.yaml", "今天 {time}", "今天 {time", 27, "大括号不成对"),
    "placeholder with a format": ("score.yaml", "今天 {time}", "今天 {time:d}", 27, "可用的：{time}、{owner}"),
    "missing weekday": ("score.yaml", "周六, 周日]", "周六]", 25, "至少要写 7 项"),
    "missing stage": ("score.yaml", "    viewed: 已看房\n", "", 41, "缺少 viewed"),
    "unknown stage": ("score.yaml", "    viewed: 已看房", "    seen: 已看房", 49, "viewed"),
    "missing refusal": ("score.yaml", "    date_past: 日期已过\n", "", 61, "缺少 date_past"),
    "unknown supervisor": ("staff.yaml", "supervisor: boss", "supervisor: chief", 1, "people 里没有「chief」"),
    "doubled person": ("staff.yaml", "id: town", "id: city", 2, "写了两次"),
    "nobody by default": ("staff.yaml", "default: true, duty", "places: [柳溪镇], duty", 2, "default: true"),
    "person without territory": ("staff.yaml", "places: [柳溪镇]", "places: []", 3, "永远分不到线索"),
    "unknown weekday": ("staff.yaml", "duty: [mon, tue],", "duty: [monday],", 7, "'mon'"),
    "backward leave": ("staff.yaml", "last: 2026-11-25", "last: 2026-11-20", 7, "last 不能早于 first"),
    "person of the wrong name": ("staff.yaml", "id: town", "id: 镇上", 3, "写法不对"),
    "impossible date": ("holidays.yaml", "first: 2026-11-26", "first: 2026-11-31", 7, "这里要日期"),
    "day of another year": ("holidays.yaml", "[2026-11-28]", "[2025-11-28]", 3, "不在 2026 年"),
    "holiday that is worked": ("holidays.yaml", "[2026-11-28]", "[2026-11-27]", 3, "又放假又调休上班"),
    "endless holiday": ("holidays.yaml", "first: 2026-11-26", "first: 2026-01-26", 7, "最多 31 天"),
    "doubled year": (
        "holidays.yaml",
        SECOND_YEAR,
        SECOND_YEAR.replace("2027-01-01", "2026-12-31").replace("2027", "2026"),
        9,
        "2026 年写了两次",
    ),
    "verified or not": ("holidays.yaml", "verified: false", "verified: maybe", 10, "true 或 false"),
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES, tmp_path / "config"))


@pytest.mark.parametrize(("name", "old", "new", "line", "says"), BROKEN.values(), ids=BROKEN)
def test_broken_rules_are_refused_with_line_and_remedy(config, name, old, new, line, says):
    text = (config / name).read_text(encoding="utf-8")
    assert old in text
    (config / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(KnowledgeError) as refused:
        load_lead_rules(config)

    assert any(f.file == name and f.line == line and says in str(f) for f in refused.value.faults), refused.value


def test_faults_of_all_three_files_come_together(config):
    (config / "score.yaml").unlink()
    (config / "staff.yaml").write_text("supervisor: x\n", encoding="utf-8")
    (config / "holidays.yaml").write_text("", encoding="utf-8")

    with pytest.raises(KnowledgeError) as refused:
        load_lead_rules(config)

    assert {fault.file for fault in refused.value.faults} == {"score.yaml", "staff.yaml", "holidays.yaml"}


def test_misspelled_places_are_found_when_places_are_known(config):
    with pytest.raises(KnowledgeError) as refused:
        load_lead_rules(config, known_places={"东湖区", "西湖区", "江城市"})

    assert [(fault.line, fault.what) for fault in refused.value.faults] == [(3, "不认识地名「柳溪镇」")]


def test_shipped_rules_load_without_faults():
    rules = load_lead_rules(SHIPPED)

    assert [grade.name for grade in rules.score.grades] == ["A", "B", "C", "D"]
    assert date(2026, 10, 10) in rules.calendar.make_up
    assert rules.calendar.roster_day(date(2026, 2, 23)) is None


def test_unverified_and_missing_years_are_doubted_but_loaded(rules):
    doubts = rules.calendar.find_doubts(date(2026, 11, 23))
    later = rules.calendar.find_doubts(date(2027, 12, 1))

    assert [(doubt.line, doubt.file) for doubt in doubts] == [(9, "holidays.yaml")]
    assert [doubt.what for doubt in later if doubt.line == 0] == ["没有 2028 年的节假日"]
