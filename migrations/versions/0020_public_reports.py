"""Whether a report of the OIG is public, and what a schedule is limited to"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("report_schedule", sa.Column("conditions", sa.Text(), nullable=False, server_default=""))
