"""Does the database have the tables this release needs?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from bot.stores.sql.database import sql_errors

SCRIPTS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 20_261_123
"""Any number; it names the lock that lets one process migrate at a time."""


def upgrade(engine: Engine) -> None:
    """Bring the tables to this release; several processes may try at once.

    Raises:
        StoreUnavailable: the database is away; nothing was changed.
    """
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with sql_errors(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Migrations may take longer than an answer to a visitor.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
