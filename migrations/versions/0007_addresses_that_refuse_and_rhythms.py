"""Addresses that refuse mail, a new series of attempts, and how often each person is reminded"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("rhythm", sa.String(length=24), nullable=False, server_default="daily"))
    op.add_column("message", sa.Column("earlier_attempts", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "refused_address",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_refused_address"),
    )
