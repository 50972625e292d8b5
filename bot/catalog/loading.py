"""Which records do the files of a knowledge folder hold, and which files are wrong?"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from bot.catalog.labels import Labels, find_label_faults
from bot.catalog.schema.article import Article
from bot.catalog.schema.faq import Faq
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.park import Park
from bot.catalog.schema.service import Policy, Service
from bot.catalog.schema.staff import StaffNotes
from bot.catalog.search import Synonyms
from bot.catalog.strict_yaml import Document, find_files, name_of, parse, read_bytes, read_document
from bot.errors import Fault, KnowledgeError

Kept = TypeVar("Kept", Park, Listing, Article, Service, Policy, Faq)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Kept]):
    """A record with the document it came from, so that later checks can point at lines."""

    record: Kept
    document: Document


@dataclass(slots=True)
class Shelf:
    """Everything read from a knowledge folder, and every fault met on the way."""

    parks: list[Entry[Park]] = field(default_factory=list)
    listings: list[Entry[Listing]] = field(default_factory=list)
    articles: list[Entry[Article]] = field(default_factory=list)
    services: list[Entry[Service]] = field(default_factory=list)
    policies: list[Entry[Policy]] = field(default_factory=list)
    faqs: list[Entry[Faq]] = field(default_factory=list)
    labels: Labels | None = None
    synonyms: Synonyms = field(default_factory=Synonyms)
    staff_notes: dict[tuple[str, str], StaffNotes] = field(default_factory=dict)
    """By kind and id."""
    faults: list[Fault] = field(default_factory=list)


SAMPLES = "samples"
"""Folder of the invented stock for demonstrations, with the same folders inside."""
DRAFTS = "drafts"
"""Folder of what was imported and waits to be looked through; never loaded."""
_WITH_STAFF_NOTES = {"parks", "listings"}


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the garbage collector: nearly all that is loaded stays, so going through it again and again is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_shelf(folder: Path, *, samples: bool = False) -> Shelf:
    """Read every catalog file below a knowledge folder; faults are collected, not raised.

    Args:
        folder: the knowledge folder.
        samples: read the invented stock for demonstrations as well.
    """
    shelf = Shelf()
    if not folder.is_dir():
        shelf.faults.append(Fault(str(folder.name), 0, "找不到知识库目录", "请检查 KNOWLEDGE_DIR 的设置"))
        return shelf
    shelf.parks = _read_kind(shelf, folder, "parks", Park, samples=samples)
    shelf.listings = _read_kind(shelf, folder, "listings", Listing, samples=samples)
    shelf.articles = _read_kind(shelf, folder, "articles", Article, samples=samples)
    shelf.services = _read_kind(shelf, folder, "services", Service)
    shelf.policies = _read_kind(shelf, folder, "policies", Policy)
    shelf.faqs = _read_kind(shelf, folder, "faq", Faq)
    shelf.labels = _read_labels(shelf, folder)
    shelf.synonyms = _read_synonyms(shelf, folder)
    return shelf


def version_of(folder: Path, *, samples: bool = False) -> str:
    """Return a short hash of every knowledge file's path and content; the invented stock counts when it is loaded."""
    digest = hashlib.sha256()
    for path in find_files(folder):
        name = name_of(path, folder)
        if name.startswith(f"{DRAFTS}/") or (name.startswith(f"{SAMPLES}/") and not samples):
            continue
        digest.update(name.encode())
        digest.update(hashlib.sha256(read_bytes(path, name)).digest())
    return digest.hexdigest()[:12]


def _read_kind(shelf: Shelf, folder: Path, name: str, model: type[Kept], *, samples: bool = False) -> list[Entry[Kept]]:
    paths = [*find_files(folder / name), *(find_files(folder / SAMPLES / name) if samples else ())]
    entries = (_read_entry(shelf, path, folder, name, model) for path in paths)
    return [entry for entry in entries if entry]


def _read_entry(shelf: Shelf, path: Path, folder: Path, kind: str, model: type[Kept]) -> Entry[Kept] | None:
    try:
        document = read_document(path, folder)
        if kind in _WITH_STAFF_NOTES:
            document, notes = _split_staff_notes(document)
        else:
            notes = None
        record = parse(document, model)
    except KnowledgeError as wrong:
        shelf.faults.extend(wrong.faults)
        return None
    if record.id != path.stem:
        what = f"id 是「{record.id}」，文件名却是「{path.name}」"
        shelf.faults.append(document.fault(("id",), what, f"请把文件改名为 {record.id}.yaml，或改 id"))
    if notes:
        shelf.staff_notes[kind, record.id] = notes
    return Entry(record, document)


def _split_staff_notes(document: Document) -> tuple[Document, StaffNotes | None]:
    if not isinstance(document.data, Mapping) or "staff" not in document.data:
        return document, None
    public = {key: value for key, value in document.data.items() if key != "staff"}
    inner = replace(document, data=document.data["staff"] or {}, part=("staff",))
    return replace(document, data=public), parse(inner, StaffNotes)


def _read_labels(shelf: Shelf, folder: Path) -> Labels | None:
    try:
        document = read_document(folder / "labels.yaml", folder)
        labels = parse(document, Labels)
    except KnowledgeError as wrong:
        shelf.faults.extend(wrong.faults)
        return None
    shelf.faults.extend(find_label_faults(document, labels))
    return labels


def _read_synonyms(shelf: Shelf, folder: Path) -> Synonyms:
    path = folder / "search_synonyms.yaml"
    if not path.exists():
        return Synonyms()
    try:
        return parse(read_document(path, folder), Synonyms)
    except KnowledgeError as wrong:
        shelf.faults.extend(wrong.faults)
        return Synonyms()
