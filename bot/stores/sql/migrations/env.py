"""On which connection do the migrations run?"""

from __future__ import annotations

from alembic import context

from bot.stores.sql.demand_tables import open_questions

context.configure(connection=context.config.attributes["connection"], target_metadata=open_questions.metadata)
context.run_migrations()
