"""Builds the folders of another agency: the files every agency shares, and its own over them."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).parent / "second_agency"
SHARED_KNOWLEDGE = (
    "acts.yaml", "concepts", "intents", "industries.yaml", "property_types.yaml", "labels.yaml", "park_names.yaml",
    "search_synonyms.yaml", "faq",
)  # fmt: skip
SHARED_CONFIG = ("default.toml", "holidays.yaml", "score.yaml", "questions.yaml", "replies")
OF_THE_FIRST_AGENCY = ("faq/jiading-park-count.yaml", "faq/shanghai-park-count.yaml", "faq/land-zones.yaml")
"""Answers about its own region that another agency throws away."""


def build(folder: Path) -> tuple[Path, Path]:
    """Return the knowledge and the config folder of the second agency, made inside a folder."""
    knowledge, config = folder / "knowledge", folder / "config"
    for target, shared in ((knowledge, SHARED_KNOWLEDGE), (config, SHARED_CONFIG)):
        for name in shared:
            _copy(ROOT / target.name / name, target / name)
        _copy(OWN / target.name, target)
    for name in OF_THE_FIRST_AGENCY:
        (knowledge / name).unlink(missing_ok=True)
    return knowledge, config


def build_minimal(folder: Path) -> tuple[Path, Path]:
    """Return the folders of an agency that has just begun: nothing on offer, no optional file."""
    knowledge, config = build(folder)
    for name in ("parks", "listings", "articles", "faq", "services", "ambiguous_places.yaml", "search_synonyms.yaml"):
        _remove(knowledge / name)
    for name in ("retention.yaml", "dialogues"):
        _remove(config / name)
    _drop_scenes(config / "routing.yaml")
    return knowledge, config


def _drop_scenes(path: Path) -> None:
    """Leave out the codes, which lead to parks and articles that are not there."""
    path.write_text(path.read_text(encoding="utf-8").split("scenes:")[0], encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
