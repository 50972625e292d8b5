"""Rules, names and a shelf for the tests of the importers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.importers.articles import Desk
from bot.catalog.importers.rules import ImportRules, load_rules
from bot.catalog.loading import Shelf, read_shelf
from bot.commands.importing import read_names

ROOT = Path(__file__).parents[3]
KNOWLEDGE = ROOT / "knowledge"


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def rules() -> ImportRules:
    return load_rules(ROOT / "config")


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return read_shelf(KNOWLEDGE)


@pytest.fixture(scope="session")
def desk(rules: ImportRules, shelf: Shelf) -> Desk:
    """The names of the real knowledge base, and its records to compare with."""
    return Desk(rules, read_names(KNOWLEDGE, shelf), shelf)


@pytest.fixture(scope="session")
def empty_desk(rules: ImportRules, desk: Desk) -> Desk:
    """The same names with nothing to compare with."""
    return Desk(rules, desk.names, Shelf())
