"""What is wrong between the files of the knowledge base, though each is well-formed?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, TypeAlias

from bot.catalog.loading import Entry, Shelf
from bot.catalog.samples import find_unmarked
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.pieces import Source
from bot.catalog.wording import check_wording, find_unlabelled_areas, may_be_forbidden
from bot.catalog.yaml_tree import Location
from bot.errors import Fault
from bot.model import Json

AnyEntry: TypeAlias = Entry[Any]

PLACEHOLDERS = frozenset({"agency_name", "hotline", "office_hours", "privacy_url", "agency_fee_policy", "policy_list"})
"""Values that answers may ask for; the conversation fills them from configuration or the catalog."""
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[\s-]?\d){8}(?!\d)")
_NOT_SAID = frozenset({"id", "url", "found_on", "article", "questions", "must_not", "never", "never_promise", "raw"})
"""Keys whose texts are not shown as our own words."""
_SPACE_TEXTS = ("summary", "notes", "location")
"""Fields of parks and listings in which every area must say which kind it is."""


def find_faults(shelf: Shelf, today: date | None) -> list[Fault]:
    """Return every fault between and inside the records of a shelf.

    Args:
        shelf: what was read.
        today: refuses dates after this day; None leaves that unchecked.
    """
    entries = _all_entries(shelf)
    faults = list(chain.from_iterable(check(shelf) for check in _SHELF_CHECKS))
    for entry in entries:
        faults.extend(chain.from_iterable(check(entry) for check in _ENTRY_CHECKS))
        if today:
            faults.extend(_find_future_dates(entry, today))
    return faults


def _all_entries(shelf: Shelf) -> list[AnyEntry]:
    kinds: tuple[list[Any], ...] = (
        shelf.parks,
        shelf.listings,
        shelf.articles,
        shelf.services,
        shelf.policies,
        shelf.faqs,
    )
    return [entry for kind in kinds for entry in kind]


def _find_broken_references(shelf: Shelf) -> Iterator[Fault]:
    known = {
        kind: {entry.record.id for entry in getattr(shelf, kind)}
        for kind in ("parks", "listings", "articles", "services", "policies")
    }
    for entry in _all_entries(shelf):
        for location, kind, id_ in _references(entry.record):
            if id_ not in known[kind]:
                remedy = f"请检查 {kind}/ 下有没有 {id_}.yaml，或改成已有的 id"
                yield entry.document.fault(location, f"找不到「{id_}」", remedy)


def _references(record: Any) -> Iterator[tuple[Location, str, str]]:
    for field, kind in _REFERENCE_FIELDS:
        value = vars(record).get(field)
        if isinstance(value, str):
            yield (field,), kind, value
        elif isinstance(value, tuple):
            yield from (((field, index), kind, id_) for index, id_ in enumerate(value))
    for location, source in _sources(record):
        if source.article:
            yield (*location, "article"), "articles", source.article


_REFERENCE_FIELDS = (
    ("park", "parks"),
    ("parks", "parks"),
    ("listings", "listings"),
    ("services", "services"),
    ("policies", "policies"),
)


def _sources(record: Any) -> Iterator[tuple[Location, Source]]:
    for index, source in enumerate(vars(record).get("sources", ())):
        if isinstance(source, Source):
            yield ("sources", index), source
    source = vars(record).get("source")
    if isinstance(source, Source):
        yield ("source",), source


def _find_doubles(shelf: Shelf) -> Iterator[Fault]:
    named: list[AnyEntry] = [*shelf.parks, *shelf.listings, *shelf.services]
    yield from _doubles(
        (
            (("aliases", index - 1) if index else (_title_of(entry),), name, entry)
            for entry in named
            for index, name in _names(entry)
        ),
        "请只在一处使用这个名称或别名",
    )
    questions = (
        (("questions", index), text, entry) for entry in shelf.faqs for index, text in enumerate(entry.record.questions)
    )
    yield from _doubles(questions, "请删掉一处，或写得不同一些")
    generals = ((("general_for",), e.record.general_for, e) for e in shelf.faqs if e.record.general_for)
    yield from _doubles(generals, "每个意图只能有一个通用回答")
    ids = ((("id",), f"{type(entry.record).__name__} {entry.record.id}", entry) for entry in _all_entries(shelf))
    yield from _doubles(ids, "请换一个 id")


def _title_of(entry: AnyEntry) -> str:
    return "title" if isinstance(entry.record, Listing) else "name"


def _names(entry: AnyEntry) -> Iterable[tuple[int, str]]:
    return enumerate((entry.record.name, *entry.record.aliases))


def _doubles(items: Iterable[tuple[Location, str, AnyEntry]], remedy: str) -> Iterator[Fault]:
    seen: dict[str, AnyEntry] = {}
    for location, text, entry in items:
        if text in seen:
            yield entry.document.fault(location, f"「{text}」和 {seen[text].document.file} 重复", remedy)
        seen.setdefault(text, entry)


def _find_displacing_derivations(entry: AnyEntry) -> Iterator[Fault]:
    for index, guess in enumerate(getattr(entry.record, "derived", ())):
        at: Location = ("derived", index)
        if guess.field not in type(entry.record).model_fields:
            yield entry.document.fault(at, f"没有「{guess.field}」这个字段", "请改成这份资料的字段名")
        elif getattr(entry.record, guess.field) is not None:
            what = f"「{guess.field}」已有来源的说法，不能再写推算值"
            yield entry.document.fault(at, what, "请删掉推算值，或把来源没有写的字段改成 null")


def _find_unsupported_fields(entry: AnyEntry) -> Iterator[Fault]:
    record = entry.record
    if not isinstance(record, Park | Listing):
        return
    for index, source in enumerate(record.sources):
        for place, field in enumerate(source.supports):
            if field != "region" and field not in type(record).model_fields:
                location: Location = ("sources", index, "supports", place)
                yield entry.document.fault(location, f"没有「{field}」这个字段", "请改成这份资料的字段名")


def _find_bad_wording(entry: AnyEntry) -> Iterator[Fault]:
    words: list[str] = []
    _collect_texts(entry.document.data, words)
    everything = "\n".join(words)
    if not may_be_forbidden(everything) and not _MOBILE.search(everything):
        return
    for location, text in _texts(entry.record.model_dump(by_alias=True), ()):
        if _MOBILE.search(text):
            yield entry.document.fault(location, "公开内容里有手机号", "请删掉；员工才能看的联系方式写在 staff: 下面")
        if not _NOT_SAID.intersection(part for part in location if isinstance(part, str)):
            for phrase in check_wording(text):
                remedy = "这类说法广告法不允许，请换成可以核实的事实"
                yield entry.document.fault(location, f"有不能对外说的「{phrase}」", remedy)


def _find_bare_areas(entry: AnyEntry) -> Iterator[Fault]:
    if not isinstance(entry.record, Park | Listing):
        return
    for field in _SPACE_TEXTS:
        for location, text in _texts(getattr(entry.record, field), (field,)):
            for area in find_unlabelled_areas(text):
                remedy = "请写明是建筑面积、套内面积还是占地"
                yield entry.document.fault(location, f"面积「{area}」没有说明口径", remedy)


def _find_placeholder_faults(entry: AnyEntry) -> Iterator[Fault]:
    for name in sorted(getattr(entry.record, "placeholders", ())):
        if name not in PLACEHOLDERS:
            remedy = f"可用的有：{'、'.join(sorted(PLACEHOLDERS))}"
            yield entry.document.fault(("answer",), f"不认识占位符「{{{name}}}」", remedy)
        elif name not in entry.record.fallbacks:
            what = f"占位符「{{{name}}}」没有备用说法"
            yield entry.document.fault(("answer",), what, f"请在 fallbacks 下写「{name}: …」")


def _find_future_dates(entry: AnyEntry, today: date) -> Iterator[Fault]:
    dated: list[tuple[Location, date | None]] = [
        ((*at, "date"), source.published) for at, source in _sources(entry.record)
    ]
    verification = getattr(entry.record, "verification", None)
    if verification:
        dated.append((("verification", "date"), verification.checked))
    for location, day in dated:
        if day and day > today:
            yield entry.document.fault(location, f"日期「{day}」在今天之后", "请检查日期")


def _collect_texts(value: Json, into: list[str]) -> None:
    kind = type(value)
    if kind is str:
        into.append(value)
    elif kind is dict or kind is list:
        for inner in value.values() if kind is dict else value:
            _collect_texts(inner, into)


def _texts(value: Json, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*at, key))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*at, index))


_SHELF_CHECKS: tuple[Callable[[Shelf], Iterator[Fault]], ...] = (_find_broken_references, _find_doubles)
_ENTRY_CHECKS: tuple[Callable[[AnyEntry], Iterator[Fault]], ...] = (
    _find_displacing_derivations,
    _find_unsupported_fields,
    _find_bad_wording,
    _find_bare_areas,
    _find_placeholder_faults,
    find_unmarked,
)
