"""Runs migrations on the connection that the program opened: one transaction, also on SQLite."""

from alembic import context

from ipr_compliance.models import metadata

# Kept by triggers, in a form of its own on each engine; the models do not know them.
OWN_TABLES = ("recommendation_search",)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of comparisons what the models do not describe."""
    return not (kind == "table" and name is not None and name.startswith(OWN_TABLES))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=include_name,
    # SQLite can do it; Alembic does not expect that. With it, a failed migration leaves the old state.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
