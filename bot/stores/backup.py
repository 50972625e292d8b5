"""How is everything that cannot be made again copied while the service runs?"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from bot.errors import StoreUnavailable

_FOLDERS: Final = ("spool", "proofs")
"""Beside the database; sessions end by themselves and are not copied."""
_ONLY_MINE: Final = 0o077


def back_up(data_dir: Path, database_url: str, target: Path) -> int | None:
    """Copy the database and the files beside it, readable by their owner only.

    Args:
        data_dir: the data directory.
        database_url: where the database is; only SQLite is copied.
        target: a folder that does not exist yet.

    Returns:
        The number of leads in the copy, which has been read again; None when the database is not SQLite.

    Raises:
        StoreUnavailable: something could not be copied; what was begun is removed.
    """
    try:
        with _only_mine():
            target.mkdir(mode=0o700, parents=True)
            return _copy(data_dir, database_url, target)
    except FileExistsError as fault:
        raise StoreUnavailable(f"{target} 已经有了") from fault
    except (OSError, shutil.Error, sqlite3.Error) as fault:
        shutil.rmtree(target, ignore_errors=True)
        raise StoreUnavailable(f"备份没有完成：{type(fault).__name__}: {fault}") from fault


def _copy(data_dir: Path, database_url: str, target: Path) -> int | None:
    # The database goes first: a proof that comes meanwhile is in the copy without its ticket, not the other way round.
    address = make_url(database_url)
    leads = None
    if address.get_backend_name() == "sqlite" and address.database:
        leads = _copy_database(Path(address.database), target / "parkbot.db")
    for name in _FOLDERS:
        if (data_dir / name).is_dir():
            shutil.copytree(data_dir / name, target / name)
    return leads


def _copy_database(source: Path, target: Path) -> int:
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        state = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if state != "ok":
            raise sqlite3.DatabaseError(state)
        return int(copy.execute("SELECT count(*) FROM leads").fetchone()[0])


@contextmanager
def _only_mine() -> Iterator[None]:
    before = os.umask(_ONLY_MINE)
    try:
        yield
    finally:
        os.umask(before)
