"""Alembic's entry: one chain of scripts for SQLite and PostgreSQL."""

from alembic import context
from sqlmodel import SQLModel

import store.tables  # noqa: F401  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    # the scheduler keeps its jobs in a table of its own making
    include_name=lambda name, kind, _parents: kind != "table" or name != "apscheduler_jobs",
)
with context.begin_transaction():
    context.run_migrations()
