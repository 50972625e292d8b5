"""Broken knowledge files: each is refused with its file, its line and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.catalog import load_catalog
from bot.errors import Fault, KnowledgeError
from tests.support.broken_knowledge import BROKEN, OTHER, BrokenFile


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.kind)
def test_broken_file_is_named_with_line_and_remedy(folder: Path, broken: BrokenFile) -> None:
    path = folder / broken.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(broken.content)

    with pytest.raises(KnowledgeError) as caught:
        load_catalog(folder)

    places = [(fault.file, fault.line) for fault in caught.value.faults if broken.remedy in str(fault)]
    assert (broken.file, broken.line) in places, str(caught.value)


def test_more_than_twenty_kinds_of_mistakes_are_known() -> None:
    assert len({broken.kind for broken in BROKEN}) == len(BROKEN) >= 20


def test_all_faults_of_all_files_are_told_at_once(faults_of: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults_of(
        parks__other_park=OTHER.replace("town:", "twon:").replace("value: 30", "value: x"), faq__fee="a: ["
    )

    assert {(fault.file, fault.line) for fault in found} >= {
        ("parks/other-park.yaml", 6),
        ("parks/other-park.yaml", 8),
        ("faq/fee.yaml", 2),
    }


def test_missing_folder_and_missing_labels_are_faults(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="找不到知识库目录"):
        load_catalog(tmp_path / "none")
    with pytest.raises(KnowledgeError, match=r"labels\.yaml"):
        load_catalog(tmp_path)


def test_label_of_an_unknown_field_is_a_fault(folder: Path) -> None:
    labels = folder / "labels.yaml"
    text = labels.read_text(encoding="utf-8").replace("field: operator", "field: oprator")
    labels.write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError, match="没有「oprator」这个字段"):
        load_catalog(folder)


def test_date_in_the_future_is_a_fault_when_today_is_known(folder: Path) -> None:
    assert load_catalog(folder).parks
    assert load_catalog(folder, today=date(2026, 1, 5)).parks
    with pytest.raises(KnowledgeError, match="在今天之后"):
        load_catalog(folder, today=date(2026, 1, 4))
