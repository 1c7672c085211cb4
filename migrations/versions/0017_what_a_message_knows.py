"""The last entry of the history that a message takes into account"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("known_seq", sa.Integer(), nullable=True))
    # What waits is taken to know no more than the first of it that was planned; one too many is only built anew.
    op.execute(
        "UPDATE message SET known_seq = (SELECT coalesce(max(seq), 0) FROM history WHERE recorded_at <="
        " (SELECT min(planned_at) FROM message WHERE state = 'planned')) WHERE state = 'planned'"
    )
