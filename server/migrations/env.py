"""Alembic's door: runs on the connection that `server.db.upgrade` hands over, or makes one from ARKIT_DATABASE_URL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from server.config import read_config
from server.db import Base


def migrate(connection: Connection) -> None:
    """Run the revisions asked for."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    migrate(handed)
else:
    with create_engine(read_config().database_url).begin() as made:
        migrate(made)
