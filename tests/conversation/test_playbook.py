from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.conversation.playbook import load_playbook
from bot.conversation.reply_keys import REPLIES
from bot.errors import KnowledgeError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


def test_every_reply_that_the_code_says_exists():
    wording = load_playbook(ROOT / "config").wording
    said = set()
    for path in (ROOT / "bot" / "conversation").rglob("*.py"):
        said |= set(re.findall(r'\.say\(\s*"([a-z_]+)"', path.read_text()))
    made = {f"settled_{reason}" for reason in ("skipped", "declined", "unknown", "any")}

    assert len(said) > 30
    assert (said | made) - set(wording.variants) == set()
    assert (said | made) - REPLIES == set()
    assert set(wording.variants) == REPLIES


@pytest.mark.parametrize(
    ("file", "old", "new", "line_words", "remedy"),
    [
        ("lead.yaml", "kind: choice", "kind: choise", "第 {line} 行", "kind 只能是"),
        ("lead.yaml", "most_asks: 3", "most_asks: 二", "第 {line} 行", "整数"),
        ("lead.yaml", "minimum: [deal,", "minimum: [dael,", "第 {line} 行", "没有 dael"),
        ("routing.yaml", "mon: [9:00-18:00]", "mon: [9点-18点]", "routing.yaml", "9:00-18:00"),
        ("routing.yaml", "  sales:", "  sale:", "routing.yaml", "sales"),
        ("privacy.yaml", "电话 {hotline}", "电话", "privacy.yaml", "{hotline}"),
        ("replies/talk.yaml", "bye: ", "bye2: {", "replies/talk.yaml 第", "请"),
        ("replies/talk.yaml", "bye: ", "by: ", "replies", "缺少回复「bye」"),
        ("replies/lead.yaml", "{facts}", "{fact}", "replies/lead.yaml 第", "{fact} 没有人填"),
        ("agency.yaml", "hotline:", "hotlin:", "agency.yaml", "hotline"),
        ("limits.yaml", "refusal_days: 30", "refusal_days: 0", "limits.yaml", "1"),
    ],
)
def test_broken_config_is_refused_with_place_and_remedy(config, file, old, new, line_words, remedy):
    path = config / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(KnowledgeError) as caught:
        load_playbook(config)

    line = text[: text.index(old)].count("\n") + 1
    assert line_words.format(line=line) in str(caught.value)
    assert remedy in str(caught.value)


def test_leads_go_to_the_log_when_no_channel_is_set_up():
    playbook = load_playbook(ROOT / "config", channels=frozenset())

    assert playbook.channels_of("sales") == ["log"]


def test_unknown_queue_falls_to_sales():
    playbook = load_playbook(ROOT / "config", channels=frozenset({"mail", "log"}))

    assert playbook.channels_of("nobody") == ["mail", "log"]
