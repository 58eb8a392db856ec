"""Alembic's entry: migrates over the connection it is handed, in the transaction that is already open."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None, transactional_ddl=True)
context.run_migrations()
