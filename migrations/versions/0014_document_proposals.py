"""Documents that are handed in, and the officials that documents name"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("found", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["content.sha256"], name="fk_document_proposal_sha256_content"),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name="fk_document_proposal_received_by_person"),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name="fk_document_proposal_work_id_work"),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_document_proposal_batch_id_import_batch"),
        sa.PrimaryKeyConstraint("id", name="pk_document_proposal"),
    )
    op.create_index("ix_document_proposal_received_by", "document_proposal", ["received_by", "id"])
    op.add_column("component_alias", sa.Column("official", sa.String(length=200), nullable=True))
    op.add_column("component_alias", sa.Column("official_email", sa.String(length=254), nullable=True))
