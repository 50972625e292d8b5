"""Where do uploaded proofs lie so that nobody reads them who may not, and none outlives its ticket?"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, delete, select

from bot.errors import StoreUnavailable
from bot.ports import Clock
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import reading, writing
from bot.stores.sql.tables import proofs

_PERMISSIONS: Final = 0o600
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_STRAY_SECONDS: Final = 3 * 86_400
"""A file without a ticket waits so long: its ticket may be on the spool while SQL is away."""
_SWEEP_SECONDS: Final = 60.0


class ProofFolder:
    """A folder with one sealed file a proof, named by a keyed fingerprint that nobody can guess."""

    def __init__(self, folder: Path, engine: Engine, cipher: Cipher, clock: Clock) -> None:
        self._folder = folder
        self._engine = engine
        self._cipher = cipher
        self._clock = clock
        self._next_sweep = 0.0

    def keep(self, content: bytes, key: str) -> str:
        """Store a file durably and return its name; the same content under the same key is one file.

        Raises:
            StoreUnavailable: the disk does not take it.
        """
        name = self._cipher.digest_proof(f"{key} {self._cipher.digest_proof(content.hex())}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / name, self._cipher.seal_bytes(content))
        except OSError as fault:
            raise StoreUnavailable(f"the folder of proofs takes no files: {fault.strerror}") from fault
        return name

    def read(self, name: str) -> bytes:
        """Return a file.

        Raises:
            KeyError: there is none of that name.
            StoreUnavailable: no key opens it, or the disk is away.
        """
        if not _NAME.fullmatch(name):
            raise KeyError(name)
        try:
            return self._cipher.open_bytes((self._folder / name).read_bytes())
        except FileNotFoundError:
            raise KeyError(name) from None
        except OSError as fault:
            raise StoreUnavailable(f"a proof cannot be read: {fault.strerror}") from fault

    def sweep_now_and_then(self) -> int:
        """Sweep when the last time was a while ago; return how many files went."""
        if self._clock.monotonic() < self._next_sweep:
            return 0
        self._next_sweep = self._clock.monotonic() + _SWEEP_SECONDS
        return self.sweep()

    def sweep(self) -> int:
        """Remove the files whose ticket was forgotten, and those that never got one; return how many.

        Raises:
            StoreUnavailable: the database or the disk is away; the rest stays for the next time.
        """
        with reading(self._engine) as connection:
            rows = connection.execute(select(proofs.c.name, proofs.c.ticket_id)).all()
        forgotten = [row.name for row in rows if row.ticket_id is None]
        known = {row.name for row in rows}
        oldest = self._clock.now().timestamp() - _STRAY_SECONDS
        try:
            removed = sum(_remove(self._folder / name) for name in forgotten)
            strays = [path for path in self._files() if path.name not in known and path.stat().st_mtime < oldest]
            removed += sum(_remove(path) for path in strays)
        except OSError as fault:
            raise StoreUnavailable(f"the folder of proofs cannot be changed: {fault.strerror}") from fault
        if forgotten:
            with writing(self._engine) as connection:
                connection.execute(delete(proofs).where(proofs.c.name.in_(forgotten), proofs.c.ticket_id.is_(None)))
        return removed

    def reseal(self) -> tuple[int, int]:
        """Seal every file with the newest key; return how many that changed and how many no key opens.

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
                changed, unreadable = changed + (again is not None), unreadable + (again is None)
                if again is not None:
                    self._write(path, again.encode())
        except OSError as fault:
            raise StoreUnavailable(f"the folder of proofs cannot be changed: {fault.strerror}") from fault
        return changed, unreadable

    def _files(self) -> Iterator[Path]:
        yield from sorted(path for path in self._folder.glob("*") if path.is_file())

    def _write(self, path: Path, content: bytes) -> None:
        unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
        line = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PERMISSIONS)
        with os.fdopen(line, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        # The new name itself is durable only once its folder is.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
