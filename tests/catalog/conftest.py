"""Knowledge folders and records for the tests of the catalog."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.schema.listing import Listing
from bot.errors import Fault, KnowledgeError

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(KNOWLEDGE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound knowledge folder with one park."""
    shutil.copy(KNOWLEDGE / "labels.yaml", tmp_path / "labels.yaml")
    (tmp_path / "parks").mkdir()
    shutil.copy(SAMPLES / "cloud-park.yaml", tmp_path / "parks" / "cloud-park.yaml")
    return tmp_path


@pytest.fixture
def faults_of(folder: Path) -> Callable[..., tuple[Fault, ...]]:
    """Write files into the small folder and return the faults that loading it gives."""

    def load(**files: str) -> tuple[Fault, ...]:
        for name, text in files.items():
            path = folder / f"{name.replace('__', '/').replace('_', '-')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with pytest.raises(KnowledgeError) as caught:
            load_catalog(folder)
        return caught.value.faults

    return load


@pytest.fixture(scope="session")
def make_listing() -> Callable[..., Listing]:
    """Make a listing of which nothing is known but what the test says."""

    def make(**known: Any) -> Listing:
        blank = dict.fromkeys(name for name, field in Listing.model_fields.items() if field.is_required())
        source = {"title": "示例", "publisher": None, "url": None, "date": "2026-01-05"}
        basics = {
            "id": "l-1",
            "title": "示例厂房",
            "city": "上海市",
            "deal": ["rent"],
            "property_type": "厂房",
            "summary": "示例。",
            "sources": [source],
        }
        return Listing.model_validate({**blank, **basics, **known})

    return make
