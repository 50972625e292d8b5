"""Is invented stock marked wherever it can be shown, and only invented stock?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.catalog.loading import SAMPLES, Entry
from bot.catalog.yaml_tree import Location
from bot.errors import Fault

MARK = "示例"
NAME_START = f"{MARK}·"
"""A name that starts so carries the mark wherever it is said, shared, listed or sent to staff."""
_ID_START = "sample-"
_QUOTED_ALONE = (
    "summary",
    "address",
    "title_certificate",
    "land_term",
    "registrable",
    "eia",
    "industry_limits",
    "tax_requirement",
    "planning",
    "fire",
)
"""Texts that may be taken for somebody's statement when they are quoted without the name."""


def find_unmarked(entry: Entry[Any]) -> Iterator[Fault]:
    """Yield a fault for every text of an invented record without the mark, and for a mark on a real one."""
    record, fault = entry.record, entry.document.fault
    sampled = getattr(record, "sample", False)
    if not entry.document.file.startswith(f"{SAMPLES}/"):
        if sampled:
            yield fault(("sample",), "真实资料里写了 sample: true", f"请删掉这一行；虚构的资料放在 {SAMPLES}/ 下面")
        return
    if not sampled:
        yield fault(("sample",), f"{SAMPLES}/ 下的资料没有写 sample: true", "请加上这一行")
    if not record.id.startswith(_ID_START):
        yield fault(("id",), f"示例的 id「{record.id}」看不出是示例", f"请以 {_ID_START} 开头")
    for location, text, start in _marked_texts(record):
        if not (text.startswith(start) if start else MARK in text):
            how = f"请以「{start}」开头" if start else f"请写上「{MARK}」"
            yield fault(location, f"示例的文字没有标明是{MARK}：{text[:20]}", how)


def _marked_texts(record: Any) -> Iterator[tuple[Location, str, str]]:
    """Yield every text that needs the mark, with what it must start with."""
    yield ("title" if hasattr(record, "title") else "name",), record.name, NAME_START
    for field in _QUOTED_ALONE:
        text = getattr(record, field, None)
        if text:
            yield (field,), text, ""
    for index, source in enumerate(getattr(record, "sources", ())):
        yield ("sources", index, "title"), source.title, MARK
    if hasattr(record, "source"):
        yield ("source", "title"), record.source.title, MARK
    for index, fact in enumerate(getattr(record, "facts", ())):
        yield ("facts", index, "text"), fact.text, ""
