from __future__ import annotations

from pathlib import Path

import pytest

from bot import app

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def knowledge() -> app.Knowledge:
    return app.load_knowledge(ROOT / "knowledge", ROOT / "config")


@pytest.fixture(scope="session")
def stage_at(knowledge: app.Knowledge):
    return app.rehearsal_stage(knowledge)
