"""Where do leads and tickets wait on disk while SQL is away?"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import StoreUnavailable
from bot.model import WITHDRAWAL, Json, LeadRequest, Ticket
from bot.ports import LeadBook
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.stored_requests import request_from_json, request_to_json, ticket_from_json, ticket_to_json

_READY: Final = ".lead"
_BROKEN: Final = ".bad"
_PERMISSIONS: Final = 0o600


@dataclass(frozen=True, slots=True)
class _Record:
    request: LeadRequest | Ticket
    channels: tuple[str, ...]
    now: datetime


class Spool:
    """A folder with one sealed file a record; replaying one twice is harmless because records have keys."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder = folder
        self._cipher = cipher

    def keep(self, request: LeadRequest | Ticket, channels: Sequence[str], now: datetime) -> None:
        """Write it durably before returning.

        Raises:
            StoreUnavailable: not even the disk takes it.
        """
        sealed = self._cipher.seal({**_to_json(request), "channels": list(channels), "now": now.isoformat()})
        name = f"{int(now.timestamp() * 1_000_000):020d}-{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_durably(self._folder / name, sealed.encode())
        except OSError as fault:
            raise StoreUnavailable(f"the spool folder takes no files: {fault.strerror}") from fault

    def replay(self, book: LeadBook) -> int:
        """Put everything kept into the lead book, oldest first, and return how many; what fails stays.

        A file that cannot be read is set aside under a name that ends in .bad, for the operator.

        Raises:
            StoreUnavailable: the book or the disk is away; the rest stays for the next time.
        """
        replayed = 0
        try:
            for path in self._files():
                replayed += self._replay_file(path, book)
        except OSError as fault:
            raise StoreUnavailable(f"the spool folder cannot be read: {fault.strerror}") from fault
        return replayed

    def count(self) -> int:
        """Return how many records wait."""
        try:
            return len(list(self._files()))
        except OSError as fault:
            raise StoreUnavailable(f"the spool folder cannot be read: {fault.strerror}") from fault

    def forget(self, visitor: str) -> int:
        """Remove a visitor's records and return how many there were."""
        removed = 0
        try:
            for path in self._files():
                record = self._read(path)
                if record and record.request.visitor == visitor:
                    path.unlink(missing_ok=True)
                    removed += 1
        except OSError as fault:
            raise StoreUnavailable(f"the spool folder cannot be changed: {fault.strerror}") from fault
        return removed

    def reseal(self) -> tuple[int, int]:
        """Seal everything kept with the newest key; return how many files that changed and how many no key opens.

        Raises:
            StoreUnavailable: the disk is away; what was not changed can be changed again.
        """
        changed = unreadable = 0
        try:
            for path in self._files():
                sealed = path.read_text(encoding="ascii")
                if self._cipher.is_newest(sealed):
                    continue
                again = self._cipher.reseal(sealed)
                if again is None:
                    unreadable += 1
                    continue
                _write_durably(path.with_name(f"{path.stem}-{secrets.token_hex(4)}"), again.encode())
                path.unlink(missing_ok=True)
                changed += 1
        except OSError as fault:
            raise StoreUnavailable(f"the spool folder cannot be changed: {fault.strerror}") from fault
        return changed, unreadable

    def _files(self) -> Iterator[Path]:
        yield from sorted(self._folder.glob(f"*{_READY}"))

    def _replay_file(self, path: Path, book: LeadBook) -> bool:
        record = self._read(path)
        if record is None:
            # Another process may have replayed it between listing and reading.
            with suppress(FileNotFoundError):
                path.rename(path.with_suffix(_BROKEN))
            return False
        _bring_in(record, book)
        path.unlink(missing_ok=True)
        return True

    def _read(self, path: Path) -> _Record | None:
        try:
            return _from_json(self._cipher.open(path.read_text(encoding="ascii")))
        except (FileNotFoundError, StoreUnavailable, ValueError, KeyError, TypeError):
            return None


def _bring_in(record: _Record, book: LeadBook) -> None:
    if isinstance(record.request, LeadRequest):
        lead = book.register(record.request, record.channels, record.now)
        if lead.updated_at < record.now:
            # A correction of a lead that was kept on disk before; an older copy of it changes nothing.
            with suppress(KeyError):
                book.amend(lead.number, record.request, record.channels, record.now)
    elif record.request.kind == WITHDRAWAL:
        book.withdraw_consent(record.request, record.channels, record.now)
    else:
        book.open_ticket(record.request, record.channels, record.now)


def _to_json(request: LeadRequest | Ticket) -> dict[str, Json]:
    if isinstance(request, LeadRequest):
        return {"type": "lead", "body": request_to_json(request)}
    return {"type": "ticket", "body": ticket_to_json(request), "kind": request.kind, "scene": request.scene}


def _from_json(values: Json) -> _Record:
    body, is_lead = values["body"], values["type"] == "lead"
    request = request_from_json(body) if is_lead else ticket_from_json(body, values["kind"], values["scene"])
    return _Record(request, tuple(values["channels"]), datetime.fromisoformat(values["now"]))


def _write_durably(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".part")
    line = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PERMISSIONS)
    with os.fdopen(line, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path.with_suffix(_READY))
    # The new name itself is durable only once its folder is.
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
