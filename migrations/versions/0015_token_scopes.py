"""What a token is for, until when it works, and the day it was last used"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The tokens that are there could write, and go on to.
    op.add_column("api_token", sa.Column("scope", sa.String(length=24), nullable=False, server_default="write"))
    op.add_column("api_token", sa.Column("expires_on", sa.Date(), nullable=True))
    op.add_column("api_token", sa.Column("last_used_on", sa.Date(), nullable=True))
