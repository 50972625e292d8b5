from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.catalog.strict_yaml import find_files, parse, read_document
from bot.dialogue_file import Dialogue
from tests.support.product import Product, running_with_robot, wait_until
from tests.support.second_agency import OWN, build
from tests.support.webhook_player import WebhookPlay, can_be_played

DIALOGUES = OWN / "config" / "dialogues"


def playable() -> dict[Path, Dialogue]:
    dialogues = {path: parse(read_document(path, DIALOGUES), Dialogue) for path in find_files(DIALOGUES)}
    return {path: dialogue for path, dialogue in dialogues.items() if can_be_played(dialogue)}


PLAYED = playable()


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Product]:
    """Run the whole product with the second agency's knowledge and config."""
    knowledge, config = build(tmp_path_factory.mktemp("agency"))
    extra = {"KNOWLEDGE_DIR": str(knowledge), "CONFIG_DIR": str(config)}
    with running_with_robot(tmp_path_factory.mktemp("product"), extra) as running:
        yield running


@pytest.fixture(scope="module")
def stores(product):
    with product.stores() as stores:
        yield stores


def test_enough_dialogues_are_played_through_the_webhook():
    assert len(PLAYED) >= 12


def test_every_lead_of_the_second_agency_reaches_its_robot(product, stores):
    visitor = "oSecond_notice"
    product.says(visitor, "青白江租厂房1800平做钢构，13600001111，蒲先生")
    product.says(visitor, "确认")

    number = stores.book.find_by_visitor(visitor)[0].number
    told = wait_until(lambda: [text for text in product.robot_notices() if number in text], what="the robot's notice")

    assert "刘凯" in told[0]
    assert "13600001111" not in told[0]


@pytest.mark.parametrize("path", PLAYED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_through_the_webhook_goes_as_written(path, product, stores):
    play = WebhookPlay(product, f"oSecond_{path.stem}", stores)

    assert play.run(PLAYED[path]) == []
