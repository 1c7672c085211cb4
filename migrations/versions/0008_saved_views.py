"""Saved views, their subscriptions, and an index of the status updates"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_saved_view_person_id"),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_saved_view_component_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("person_id", "name", name="uq_saved_view_name"),
    )
    op.create_index("ix_saved_view_component_id", "saved_view", ["component_id"])
    op.create_table(
        "view_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=24), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("told_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name="fk_view_subscription_view_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_view_subscription_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_view_subscription"),
        sa.UniqueConstraint("view_id", "person_id", name="uq_view_subscription_reader"),
    )
    op.create_index("ix_view_subscription_person_id", "view_subscription", ["person_id"])
    # The newest update of a record as of a day, and whether it repeats one, without reading the rest of its history.
    updates = sa.text("subject = 'recommendation' AND kind IN ('update', 'reported')")
    op.create_index(
        "ix_history_updates", "history", ["subject_id", "effective_on", "seq"],
        sqlite_where=updates, postgresql_where=updates,
    )  # fmt: skip
