"""A password that somebody else has given, and which account of the agency a person's is"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("password_given", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("person", sa.Column("agency_account", sa.String(length=600), nullable=True))
    op.create_index("ix_person_agency_account", "person", ["agency_account"], unique=True)
