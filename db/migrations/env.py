"""Runs migrations over the connection the program hands in; there is no configuration file to lose."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    compare_type=True,
    include_object=context.config.attributes.get("include_object"),
    transaction_per_migration=False,
)
context.run_migrations()
