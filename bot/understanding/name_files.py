"""Which places and words of the trade do the knowledge files name?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from bot.catalog.schema.pieces import INDUSTRIES, Name, Record
from bot.catalog.strict_yaml import Document, find_files, parse, parse_list, read_document
from bot.errors import Fault, KnowledgeError

Model = TypeVar("Model", bound=Record)


class TownEntry(Record):
    """A town, street or zone of a district."""

    name: Name
    aliases: tuple[Name, ...] = ()


class AreaEntry(Record):
    """A part of a district that has no borders."""

    name: Name
    town: Name | None = None
    """The town it lies in, when it is one."""


class DistrictEntry(Record):
    """A district or county-level city."""

    name: Name
    aliases: tuple[Name, ...] = ()
    areas: tuple[AreaEntry, ...] = ()
    towns: tuple[TownEntry, ...] = ()


class CityEntry(Record):
    """One file of knowledge/places."""

    city: Name
    province: Name | None = None
    aliases: tuple[Name, ...] = ()
    districts: tuple[DistrictEntry, ...] = ()


class PlaceOption(Record):
    """One of the places that an ambiguous name may mean."""

    city: Name
    district: Name
    town: Name | None = None

    @property
    def label(self) -> str:
        """Return the words that name this place without doubt."""
        return self.district + (self.town or "")


class AmbiguousEntry(Record):
    """One name of several places, or a place name that is an ordinary word as well."""

    name: Name
    options: tuple[PlaceOption, ...] = Field(min_length=1)
    usual: Name | None = None
    """The district that is meant unless something else is said."""
    heard: Literal["always", "located", "asked"] = "always"


class TermEntry(Record):
    """What visitors say for one industry or property type."""

    name: Name
    words: tuple[Name, ...]
    weak: tuple[Name, ...] = ()
    """Counts only when nothing stronger is said."""


class ParkNames(Record):
    """How to recognise parks that the knowledge base does not hold."""

    known: tuple[Name, ...] = ()
    naming: tuple[Name, ...] = ()
    """Endings that make a name of a place alone."""
    generic: tuple[Name, ...] = ()
    """Endings that want a name of their own before them."""
    ordinary: tuple[Name, ...] = ()
    """Words that make no name."""
    everyday: tuple[Name, ...] = ()
    """Words that look like a park's name but are none, whatever stands before them."""
    landmarks: tuple[Name, ...] = ()
    metro: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class NameFiles:
    """Everything that the files of names say."""

    cities: tuple[CityEntry, ...]
    ambiguous: tuple[AmbiguousEntry, ...]
    industries: tuple[TermEntry, ...]
    property_types: tuple[TermEntry, ...]
    park_names: ParkNames


def read_name_files(knowledge_dir: Path) -> NameFiles:
    """Read the files of names below a knowledge folder.

    Raises:
        KnowledgeError: with every fault of every file.
    """
    faults: list[Fault] = []
    places = find_files(knowledge_dir / "places")
    cities = [_read(path, knowledge_dir, CityEntry, faults) for path in places]
    files = NameFiles(
        cities=tuple(city for city in cities if city),
        ambiguous=_read_list(knowledge_dir / "ambiguous_places.yaml", AmbiguousEntry, faults),
        industries=_read_list(knowledge_dir / "industries.yaml", TermEntry, faults, INDUSTRIES),
        property_types=_read_list(knowledge_dir / "property_types.yaml", TermEntry, faults, PROPERTY_TYPES),
        park_names=_read(knowledge_dir / "park_names.yaml", knowledge_dir, ParkNames, faults) or ParkNames(),
    )
    if faults:
        raise KnowledgeError(faults)
    return files


PROPERTY_TYPES = ("厂房", "仓库", "写字楼", "研发楼", "土地", "商铺", "众创空间")


def _read(path: Path, root: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    if not path.exists():
        return None
    try:
        return parse(read_document(path, root), model)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None


def _read_list(
    path: Path, model: type[Model], faults: list[Fault], names: tuple[str, ...] | None = None
) -> tuple[Model, ...]:
    if not path.exists():
        return ()
    try:
        document = read_document(path, path.parent)
        entries = tuple(parse_list(document, model))
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return ()
    faults.extend(_find_wrong_names(document, entries, names))
    return entries


def _find_wrong_names(
    document: Document, entries: tuple[Record, ...], names: tuple[str, ...] | None
) -> Iterator[Fault]:
    for number, entry in enumerate(entries):
        name = getattr(entry, "name", "")
        if names is not None and name not in names:
            yield document.fault((number, "name"), f"没有「{name}」这一类", f"请从这些里选:{'、'.join(names)}")
