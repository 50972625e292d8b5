"""What is the shipped knowledge of wording, and how is a changed copy of it made?"""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.catalog.catalog import load_catalog
from bot.clock import SHANGHAI
from bot.understanding.understand import Understander, load_understander

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
"""A Tuesday."""


@cache
def shipped_understander() -> Understander:
    """Return the understander of the shipped knowledge, learned once a test run."""
    return load_understander(KNOWLEDGE, load_catalog(KNOWLEDGE).named_things(), frozenset({"4000123021"}))


def copy_of_knowledge(folder: Path) -> Path:
    """Return a copy of the knowledge that a test may edit."""
    copy = folder / "knowledge"
    shutil.copytree(KNOWLEDGE, copy)
    return copy
