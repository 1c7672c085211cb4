"""Webhooks"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("component_id", sa.Integer(), sa.ForeignKey("component.id")),
        sa.Column("sealed_secret", sa.String(400), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.Column("told_seq", sa.Integer(), nullable=False),
    )
    op.create_index("ix_webhook_person_id", "webhook", ["person_id"])
