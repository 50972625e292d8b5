"""Does an installation keep what it has when it is brought to this release?"""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from cryptography.fernet import Fernet
from sqlalchemy import inspect, text

from bot.stores.sql import migrate
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.migrate import upgrade
from bot.stores.sql.pipeline import SqlPipeline

OLD_LEAD = """INSERT INTO leads
(number, key_digest, queue, scene, stage, version, plain, has_words, created_at, updated_at) VALUES
('L261101-001', 'k', 'sales', '', 'new', 1, '{"fields": {}, "missing": []}', 0,
'2026-11-01 02:00:00', '2026-11-01 02:00:00')"""


@pytest.fixture
def engine(tmp_path):
    made = open_database(f"sqlite:///{tmp_path}/parkbot.db")
    yield made
    made.dispose()


@pytest.fixture
def go(engine):
    """Returns a function that goes to a revision, up or down."""

    def to(direction, revision):
        config = Config()
        config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            getattr(command, direction)(config, revision)

    return to


def test_lead_of_the_first_release_is_read_and_promises_nothing(engine, go):
    cipher = Cipher.from_keys(Fernet.generate_key().decode(), b"secret")
    go("upgrade", "0001")
    with engine.begin() as connection:
        connection.execute(text(OLD_LEAD))

    upgrade(engine)

    progress = SqlLeadBook(engine, cipher).get("L261101-001").progress
    assert (progress.owner_id, progress.due_at, progress.step, progress.changes) == ("", None, "", 0)
    assert SqlPipeline(engine, cipher).find_promises(9, "supervisor") == ()


def test_progress_of_leads_can_be_taken_back(engine, go):
    go("upgrade", "0001")
    before = _columns(engine)
    go("upgrade", "0002")

    go("downgrade", "0001")

    assert _columns(engine) == before


def _columns(engine):
    looked = inspect(engine)
    return {table: {column["name"] for column in looked.get_columns(table)} for table in ("leads", "tickets")}
