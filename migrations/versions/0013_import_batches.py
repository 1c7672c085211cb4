"""Imported tables as batches, and what was said of their columns"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.Column("received_from", sa.String(length=400), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("settled_from", sa.String(length=400), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("first_seq", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.Column("write_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["content.sha256"], name="fk_import_batch_sha256_content"),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name="fk_import_batch_received_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.UniqueConstraint("write_key", name="uq_import_batch_write_key"),
    )
    op.create_index("ix_import_batch_received_by", "import_batch", ["received_by", "id"])
    op.create_table(
        "import_layout",
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("shape", name="pk_import_layout"),
    )
