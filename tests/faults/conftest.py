from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.simulator.standins import Keys, StandIns, StandInServer
from tests.support.product import Product


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """Run the whole product with two workers, embedded Valkey, SQLite and a stand-in WeCom robot."""
    stand_ins = StandIns(Keys(wecom="robot-key-of-the-test"), SystemClock())
    server = StandInServer(stand_ins)
    running = Product(tmp_path, robot=server.webhooks()["wecom"], stand_ins=stand_ins)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        server.close()
