"""How is the database opened, and how does one transaction run without ever hanging?"""

from __future__ import annotations

import os
import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, QueuePool, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, InvalidRequestError, NoSuchModuleError, SQLAlchemyError

from bot.errors import SettingsError, StoreUnavailable

_BUSY_SECONDS: Final = 1.0
_ANSWER_SECONDS: Final = 1.5
"""How long a whole PostgreSQL transaction may take, a stopped server included."""
_SQLITE_SETTINGS: Final = (
    f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_POSTGRES_SETTINGS: Final = "-c statement_timeout=1000 -c lock_timeout=800 -c idle_in_transaction_session_timeout=5000"


def open_database(url: str) -> Engine:
    """Return the engine for sqlite:///path, sqlite:// (in memory) or postgresql+psycopg://…; nothing is sent yet.

    Raises:
        SettingsError: the address cannot be read or names another kind of database.
    """
    try:
        address = make_url(url)
        opener = _OPENERS[address.drivername]
        return opener(address)
    except (ArgumentError, NoSuchModuleError, InvalidRequestError, ImportError, KeyError, ValueError, OSError) as fault:
        # The address may hold a password, so it is not repeated.
        known = "sqlite:////绝对路径/parkbot.db 或 postgresql+psycopg://用户:密码@主机:端口/库名"
        raise SettingsError([f"PARKBOT_DATABASE_URL 用不了：要写成 {known}，并且目录可写、驱动已安装"]) from fault


class Conflict(StoreUnavailable):
    """Raised when another transaction has just stored the same unique value; asking again finds it."""


@contextmanager
def sql_errors() -> Iterator[None]:
    """Turn whatever the SQL library raises into StoreUnavailable; the text holds no values of the statement."""
    try:
        yield
    except SQLAlchemyError as fault:
        cause = getattr(fault, "orig", None) or fault
        first_line = str(cause).partition("\n")[0]
        kind = Conflict if isinstance(fault, IntegrityError) else StoreUnavailable
        raise kind(f"sql: {type(cause).__name__}: {first_line}") from fault


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, which waits for no writer."""
    with writing(engine.execution_options(only_reads=True)) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may write; it is durable when the block has ended.

    Raises:
        StoreUnavailable: it could not be committed in time, and nothing of it stands.
    """
    with sql_errors(), engine.connect() as connection, _deadline(connection), connection.begin():
        yield connection


def insert_into(connection: Connection, table: Table) -> postgresql.Insert:
    """Return an INSERT that may say ON CONFLICT, which both dialects spell and SQLAlchemy types apart."""
    return cast("postgresql.Insert", _INSERTS[connection.dialect.name](table))


def storable(text: str, limit: int | None = None) -> str:
    """Return text that every database takes: no NUL, no lone surrogates, not longer than the column."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:limit]


def _open_sqlite(address: URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(address.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One connection, used in turn, holds a database in memory together; files get as many as threads need.
    sizes = {"pool_size": 1, "max_overflow": 0} if in_memory else {"pool_size": 8, "max_overflow": 56}
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"isolation_level": None, "timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        **sizes,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if not in_memory:
        _forget_connections_after_fork(engine)
    return engine


def _open_postgres(address: URL) -> Engine:
    engine = create_engine(
        address,
        pool_size=8,
        max_overflow=24,
        pool_timeout=_BUSY_SECONDS,
        pool_recycle=1800,
        # psycopg waits two seconds at the least.
        connect_args={"connect_timeout": 2, "options": _POSTGRES_SETTINGS},
        hide_parameters=True,
    )
    _forget_connections_after_fork(engine)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for setting in _SQLITE_SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once when another one wrote meanwhile.
    reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _forget_connections_after_fork(engine: Engine) -> None:
    reference = weakref.ref(engine)

    def forget() -> None:
        kept = reference()
        if kept is not None:
            kept.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


@contextmanager
def _deadline(connection: Connection) -> Iterator[None]:
    """Cut the line to a PostgreSQL server that stopped answering; its own time-outs run inside it and stop with it."""
    driver = connection.connection.driver_connection if connection.dialect.name == "postgresql" else None
    if driver is None:
        yield
        return
    line = socket.socket(fileno=os.dup(driver.fileno()))
    timer = threading.Timer(_ANSWER_SECONDS, _cut, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


_INSERTS: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_OPENERS: Final = {
    "sqlite": _open_sqlite,
    "sqlite+pysqlite": _open_sqlite,
    "postgresql+psycopg": _open_postgres,
}
