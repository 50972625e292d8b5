"""On which connection do the migrations run?"""

from __future__ import annotations

from alembic import context

from bot.stores.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
