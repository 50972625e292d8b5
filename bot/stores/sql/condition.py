"""Is the database of this release, and which notices were given up?"""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select

from bot.stores.sql.database import reading
from bot.stores.sql.migrate import SCRIPTS
from bot.stores.sql.tables import outbox


class SqlCondition:
    """What an operator asks of the database itself; nothing is changed.

    All methods raise StoreUnavailable when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_up_to_date(self) -> bool:
        """Say whether every migration of this release has run, and no later one."""
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        wanted = set(ScriptDirectory.from_config(config).get_heads())
        with reading(self._engine) as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == wanted

    def count_given_up(self) -> dict[str, int]:
        """Return how many notices are not tried any more, by channel."""
        query = select(outbox.c.channel, func.count()).where(outbox.c.status == "given_up")
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(outbox.c.channel))}
