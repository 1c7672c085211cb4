"""The office's own rules for reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_rule",
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("on_the_day", sa.String(length=1), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(length=4), nullable=False),
        sa.Column("leadership", sa.String(length=4), nullable=False),
        sa.Column("department", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_reminder_rule"),
    )
