"""What must hold for every database we support?"""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.errors import StoreUnavailable
from bot.stores.sql import migrate
from bot.stores.sql.database import open_database, reading, writing
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.tables import metadata


def test_migrated_tables_are_the_tables_of_the_code(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(engine):
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO counters VALUES ('L', 7)"))
    upgrade(engine)

    with reading(engine) as connection:
        assert connection.execute(text("SELECT value FROM counters")).scalar() == 7


def test_several_processes_may_migrate_at_once(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/new.db")
    engines = [open_database(f"sqlite:///{tmp_path}/new.db") for _ in range(4)]
    for one in engines:
        one.connect().close()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(upgrade, engines))

    assert outcomes == [None] * 4
    with reading(engine) as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        assert versions == [_newest_revision()]
    for one in [engine, *engines]:
        one.dispose()


def test_stalled_postgres_is_unavailable_and_then_back(postgres_url):
    engine = open_database(postgres_url)
    with reading(engine) as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    os.kill(backend, signal.SIGSTOP)
    start = time.monotonic()
    try:
        with pytest.raises(StoreUnavailable), reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        assert time.monotonic() - start < 2
    finally:
        os.kill(backend, signal.SIGCONT)

    with reading(engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_slow_statement_of_postgres_is_cut(postgres_url):
    engine, start = open_database(postgres_url), time.monotonic()
    with pytest.raises(StoreUnavailable), reading(engine) as connection:
        connection.execute(text("SELECT pg_sleep(5)"))

    assert time.monotonic() - start < 2
    engine.dispose()


def test_absent_postgres_is_unavailable(tmp_path):
    engine = open_database(f"postgresql+psycopg://nobody@/none?host={tmp_path}")

    with pytest.raises(StoreUnavailable), reading(engine):
        pytest.fail("there is no server")


def _newest_revision():
    return ScriptDirectory(str(Path(migrate.__file__).parent / "migrations")).get_current_head()
