"""Reports that are made and mailed again and again"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("every", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_report_schedule_component_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report_schedule"),
    )
    op.create_table(
        "schedule_reader",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["report_schedule.id"], name="fk_schedule_reader_schedule_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_schedule_reader_person_id"),
        sa.PrimaryKeyConstraint("schedule_id", "person_id", name="pk_schedule_reader"),
    )
