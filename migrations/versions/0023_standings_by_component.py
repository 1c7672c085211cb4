"""Standings are found by component, since those of one are counted anew when something is recorded of it"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_standing_until", "standing")
    op.create_index("ix_standing_component", "standing", ["component_id", "until_on", "from_on"])
