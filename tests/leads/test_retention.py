from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.leads.retention import load_retention
from bot.stores.sql.retention import LIMITS

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("retention.yaml", "privacy.yaml"):
        shutil.copy(CONFIG / name, tmp_path)
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_retention(folder)
    return str(raised.value)


def test_our_own_file_has_a_limit_for_every_kind_of_data():
    limits = load_retention(CONFIG).limits()

    assert set(limits) == set(LIMITS)
    assert limits["leads"] == timedelta(days=365)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("leads: 365", "leads: 一年", "整数"),
        ("leads: 365", "leads: 0", "不能小于 1"),
        ("leads: 365", "lead: 365", "leads"),
        ("leads: 365", "leads: 365\nleads: 30", "第"),
        ("audit: 1095", "audit: 30", "不能小于 180"),
        ("evidence: 1095", "evidence: 365", "不能小于 1095"),
        ("words: 90", "words: 400", "不能比 leads 长"),
    ],
)
def test_wrong_limit_is_a_fault_with_its_remedy(folder, old, new, what):
    assert what in change(folder, "retention.yaml", old, new)


def test_notice_that_promises_something_else_is_a_fault(folder):
    said = change(folder, "privacy.yaml", "365 天", "两年")

    assert "365 天" in said
    assert "privacy.yaml" in said


def test_missing_file_is_a_fault(folder):
    (folder / "retention.yaml").unlink()

    with pytest.raises(KnowledgeError, match=r"retention\.yaml"):
        load_retention(folder)
