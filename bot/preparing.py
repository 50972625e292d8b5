"""Is the place ready where an installation keeps its data?"""

from __future__ import annotations

from bot.settings import Settings
from bot.stores.sql.database import open_database
from bot.stores.sql.migrate import upgrade


def prepare(settings: Settings) -> None:
    """Make the data directory and bring the database schema up to date.

    Raises:
        StoreUnavailable: the database is away; nothing was changed.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = open_database(settings.sql_url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
