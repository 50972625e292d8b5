"""What is wrong between config/ and knowledge/, though each is right for itself?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.catalog.strict_yaml import Document, read_document
from bot.conversation.config_files import SceneFile
from bot.conversation.playbook import Playbook
from bot.errors import Fault
from bot.leads.staff_file import find_staff_faults
from bot.understanding.name_files import NameFiles

_LONGEST_SCENE = 64
"""Characters of a scene (doc/service/api/qrcode/qrcodes/api_createqrcode.html)."""


def find_cross_faults(config_dir: Path, playbook: Playbook, catalog: Catalog, names: NameFiles) -> list[Fault]:
    """Return the names in config/ that nothing in knowledge/ or staff.yaml answers to."""
    routing = read_document(config_dir / "routing.yaml", config_dir)
    staff = read_document(config_dir / "staff.yaml", config_dir)
    scenes = playbook.routing.scenes
    found = [
        fault for name, scene in scenes.items() for fault in _scene_faults(routing, name, scene, playbook, catalog)
    ]
    return [*found, *find_staff_faults(staff, playbook.rules.staff, _place_names(names))]


def _scene_faults(
    document: Document, name: str, scene: SceneFile, playbook: Playbook, catalog: Catalog
) -> Iterator[Fault]:
    if len(name) > _LONGEST_SCENE:
        yield document.fault(("scenes", name), f"场景名「{name[:20]}…」超过 {_LONGEST_SCENE} 个字符", "请改短")
    known: dict[str, tuple[str | None, Collection[str], str]] = {
        "park": (scene.park, catalog.parks, "knowledge/parks"),
        "listing": (scene.listing, catalog.listings, "knowledge/listings"),
        "article": (scene.article, catalog.articles, "knowledge/articles"),
        "person": (scene.person, [person.id for person in playbook.rules.staff.people], "staff.yaml"),
    }
    for field, (wanted, ids, where) in known.items():
        if wanted is not None and wanted not in ids:
            what = f"场景「{name}」的 {field} 写的是「{wanted}」，没有这个编号"
            yield document.fault(("scenes", name, field), what, f"请改成 {where} 里有的 id")


def _place_names(names: NameFiles) -> frozenset[str]:
    """Return every full name of a city, district, town or part of a district."""
    found: set[str] = set()
    for city in names.cities:
        found.add(city.city)
        for district in city.districts:
            found.add(district.name)
            found.update(town.name for town in district.towns)
            found.update(area.name for area in district.areas)
    return frozenset(found)
