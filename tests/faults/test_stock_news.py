from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import ROOT, Product, running_with_robot, wait_until


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A running product whose knowledge may be edited, with a stand-in robot."""
    knowledge = shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    with running_with_robot(tmp_path, {"KNOWLEDGE_DIR": str(knowledge)}) as running:
        yield running


def looks(product: Product) -> int:
    with product.stores() as stores:
        return stores.demand.stock.read_state().looks


def edit_listing(product: Product, old: str, new: str) -> None:
    path = product.folder / "knowledge" / "listings" / "hefei-beicheng-floors.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def reload(product: Product) -> None:
    assert product.process is not None
    product.process.send_signal(signal.SIGHUP)


def test_edited_listing_answers_its_question_and_reaches_staff_as_one_digest(product):
    wait_until(lambda: looks(product) == 1, 30, "the first look")
    product.says("o-1", "长丰县买1200平厂房,做机加工,层高4.5米以上")
    product.says("o-1", "没有喷涂，其他都跳过，直接登记")
    for _ in range(8):
        if product.leads():
            break
        product.says("o-1", "跳过")
        product.says("o-1", "确认")
    (number,) = product.leads()
    assert "已记下" in product.says("o-2", "合肥北城厂房有行车吗").text
    wait_until(lambda: any("待核实】Q" in text for text in product.robot_notices()), 20, "the question's notice")

    edit_listing(product, "floor_height_m: 4.2", "floor_height_m: 4.8")
    edit_listing(product, "crane: null", "crane: {installed: true, tonnage_t: 5}")
    reload(product)

    wait_until(lambda: any("房源匹配" in text for text in product.robot_notices()), 30, "the digest")
    digests = [text for text in product.robot_notices() if "房源匹配" in text]
    assert len(digests) == 1
    assert number in digests[0]
    assert "有变化：中南高科·合肥北城" in digests[0]
    with product.stores() as stores:
        assert stores.demand.questions.list_open() == ()
