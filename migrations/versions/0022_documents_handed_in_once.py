"""Documents that are sent again are kept once"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_proposal", sa.Column("write_key", sa.String(length=64), nullable=True))
    op.create_index("ix_document_proposal_write_key", "document_proposal", ["received_by", "write_key"], unique=True)
