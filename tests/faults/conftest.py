from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import Product, running_with_robot


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """Run the whole product with two workers, embedded Valkey, SQLite and a stand-in WeCom robot."""
    with running_with_robot(tmp_path) as running:
        yield running
