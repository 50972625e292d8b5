"""Broken knowledge files in a running product: every one is refused and named, and the old version goes on."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator

import pytest
import requests

from tests.support.broken_knowledge import BROKEN, PARK, BrokenFile
from tests.support.product import ROOT, Product, wait_until

CASES = [broken.numbered(number) for number, broken in enumerate(BROKEN)]


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running product whose knowledge may be edited."""
    folder = tmp_path_factory.mktemp("product")
    knowledge = shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    (knowledge / "parks" / "cloud-park.yaml").write_text(PARK, encoding="utf-8")
    running = Product(folder, workers=1, extra={"KNOWLEDGE_DIR": str(knowledge)})
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def refused(editable: Product) -> tuple[str, ...]:
    """Drop all broken files into the folder, have it read again, and return the faults in the log."""
    before = version(editable)
    for broken in CASES:
        path = editable.folder / "knowledge" / broken.file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(broken.content)
    assert editable.process is not None
    editable.process.send_signal(signal.SIGHUP)
    wait_until(lambda: "knowledge_refused" in editable.log(), 60, "the refusal")
    assert version(editable) == before
    lines = [line for line in editable.log().splitlines() if "knowledge_refused" in line]
    return tuple(json.loads(lines[0])["faults"])


def version(product: Product) -> str:
    return str(requests.get(f"http://127.0.0.1:{product.port}/readyz", timeout=10).json()["knowledge"])


@pytest.mark.parametrize("broken", CASES, ids=lambda broken: broken.kind)
def test_log_names_file_line_and_remedy(refused: tuple[str, ...], broken: BrokenFile) -> None:
    assert any(fault.startswith(broken.place) and broken.remedy in fault for fault in refused), refused


def test_old_version_answers_after_all_refusals(editable: Product, refused: tuple[str, ...]) -> None:
    assert len(refused) >= len(CASES)
    assert editable.says("o-refused", "你们收中介费吗").text
    assert "再见" in editable.says("o-refused", "再见").text


def test_mended_files_are_read_again(editable: Product, refused: tuple[str, ...]) -> None:
    before = version(editable)
    for broken in CASES:
        (editable.folder / "knowledge" / broken.file).unlink()
    park = editable.folder / "knowledge" / "parks" / "cloud-park.yaml"
    park.write_text(park.read_text(encoding="utf-8").replace("示例园区。", "示例园区，已更新。"), encoding="utf-8")

    assert editable.process is not None
    editable.process.send_signal(signal.SIGHUP)

    wait_until(lambda: is_up(editable) and version(editable) != before, 60, "the mended version")
    assert editable.says("o-mended", "再见").text
    assert refused


def is_up(product: Product) -> bool:
    return product.is_ready()
