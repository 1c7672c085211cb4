"""Private addresses of calendar feeds"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_calendar_feed_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("digest", name="uq_calendar_feed_digest"),
    )
    valid = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_calendar_feed_person_id", "calendar_feed", ["person_id"], unique=True,
        sqlite_where=valid, postgresql_where=valid,
    )  # fmt: skip
