"""Imports as long work, and those of the command line"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_batch") as table:
        table.add_column(sa.Column("work_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_import_batch_work_id_work", "work", ["work_id"], ["id"])
        # The operator at the command line is nobody's person, and the bytes of their file stay with them.
        table.alter_column("received_by", existing_type=sa.Integer(), nullable=True)
        table.drop_constraint("fk_import_batch_sha256_content", type_="foreignkey")
