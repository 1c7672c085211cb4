"""Other names by which documents call components"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "component_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("compared", sa.String(length=600), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_component_alias_component_id"),
        sa.PrimaryKeyConstraint("id", name="pk_component_alias"),
        sa.UniqueConstraint("compared", name="uq_component_alias_compared"),
    )
    op.create_index("ix_component_alias_component_id", "component_alias", ["component_id"])
