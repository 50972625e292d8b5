"""In which fields does an imported record differ from the one that is there?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from bot.model import Json

_OURS = frozenset(
    {
        *("id", "summary", "facts", "notes", "rights", "excerpt_only", "conflicts", "derived", "verification"),
        *("price_note", "sources", "date_note", "date_derived"),
    }
)
"""Fields that staff or the importer word; the source says nothing about them."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two records do not agree."""

    field: str
    existing: str
    imported: str


def find_differences(existing: BaseModel, data: Mapping[str, Json]) -> list[Difference]:
    """Return the fields that an import states and the existing record does not say in the same way."""
    known = existing.model_dump(mode="json", by_alias=True)
    pairs = ((field, known.get(field), value) for field, value in data.items())
    return [difference for field, old, new in pairs for difference in _compare(field, old, new)]


def _compare(field: str, old: Json, new: Json) -> Iterator[Difference]:
    if new in (None, "", [], ()) or field.rpartition(".")[2] in _OURS:
        return
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        for key, value in new.items():
            yield from _compare(f"{field}.{key}", old.get(key), value)
    elif isinstance(new, list) and isinstance(old, list) and len(old) == len(new) and new and isinstance(new[0], dict):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _compare(f"{field}.{number}", before, after)
    elif not _is_same(old, new):
        yield Difference(field, _say(old), _say(new))


def _is_same(old: Json, new: Json) -> bool:
    if isinstance(new, list) and isinstance(old, list):
        return sorted(map(_say, old)) == sorted(map(_say, new))
    return _say(old) == _say(new)


def _say(value: Json) -> str:
    saying = next((say for kind, say in _SAYINGS if isinstance(value, kind)), str)
    return saying(value)[:_LONGEST]


def _say_number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _say_list(values: list[Json]) -> str:
    return "、".join(map(_say, values)) or "（空）"


def _say_mapping(values: Mapping[str, Json]) -> str:
    return "，".join(f"{key}: {_say(inner)}" for key, inner in values.items())


_SAYINGS: tuple[tuple[type, Callable[[Json], str]], ...] = (
    (type(None), lambda _: "null"),
    (bool, lambda value: str(value).lower()),
    (int, _say_number),
    (float, _say_number),
    (date, date.isoformat),
    (list, _say_list),
    (tuple, _say_list),
    (Mapping, _say_mapping),
)
