"""Run by Alembic: the steps go over the connection, and within the transaction, that `migrating.py` hands in."""

from __future__ import annotations

from alembic import context

from desktop_app.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
