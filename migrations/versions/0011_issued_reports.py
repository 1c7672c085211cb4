"""Reports that were issued, as they were"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(length=400), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_digest", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_issued_report_component_id"),
        sa.ForeignKeyConstraint(["sha256"], ["content.sha256"], name="fk_issued_report_sha256"),
        sa.ForeignKeyConstraint(["replaces_id"], ["issued_report.id"], name="fk_issued_report_replaces_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issued_report"),
        sa.UniqueConstraint("number", name="uq_issued_report_number"),
        sa.UniqueConstraint("replaces_id", name="uq_issued_report_replaces_id"),
    )
    op.create_index("ix_issued_report_component_id", "issued_report", ["component_id"])
