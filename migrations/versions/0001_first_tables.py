"""The first tables"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("mailbox", sa.String(length=254), nullable=True),
        sa.Column("head_email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["component.id"], name="fk_component_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_component"),
        sa.UniqueConstraint("code", name="uq_component_code"),
    )
    op.create_index("ix_component_parent_id", "component", ["parent_id"])

    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "for_day", name="uq_job_run_day"),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_failure"),
    )
    op.create_index("ix_login_failure_address", "login_failure", ["address", "failed_at"])
    op.create_index("ix_login_failure_email", "login_failure", ["email", "failed_at"])

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("rfc_message_id", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("server_words", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
    )
    op.create_index("ix_message_recipient", "message", ["recipient", "id"])
    op.create_index("ix_message_state", "message", ["state", "not_before"])

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("issuing_office", sa.String(length=200), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(length=1000), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("number", name="uq_report_number"),
    )
    op.create_index("ix_report_issued_on", "report", ["issued_on"])

    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_api_token_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attachment_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_message_id", "attachment", ["message_id"])

    op.create_table(
        "history",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=400), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("write_key", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_history_person_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_history"),
        sa.UniqueConstraint("write_key", name="uq_history_write_key"),
    )
    op.create_index("ix_history_subject", "history", ["subject", "subject_id", "seq"])

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("responsible_official", sa.String(length=200), nullable=True),
        sa.Column("responsible_email", sa.String(length=254), nullable=True),
        sa.Column("agreement", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("last_word", sa.String(length=24), nullable=False),
        sa.Column("whose_move", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("questioned_cost", sa.BigInteger(), nullable=True),
        sa.Column("unsupported_cost", sa.BigInteger(), nullable=True),
        sa.Column("funds_put_to_better_use", sa.BigInteger(), nullable=True),
        sa.Column("costs_agreed", sa.BigInteger(), nullable=True),
        sa.Column("better_use_agreed", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("last_update_on", sa.Date(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("number_order", sa.String(length=200), nullable=False),
        sa.Column("due_order", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_recommendation_component_id"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_recommendation_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation"),
    )
    op.create_index("ix_recommendation_due", "recommendation", ["due_order", "id"])
    op.create_index(
        "ix_recommendation_open_component_due",
        "recommendation",
        ["component_id", "due_order", "id"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "ix_recommendation_open_due",
        "recommendation",
        ["due_order", "id"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "uq_recommendation_report_number",
        "recommendation",
        ["report_id", "number"],
        unique=True,
        sqlite_where=sa.text("NOT voided"),
        postgresql_where=sa.text("NOT voided"),
    )
    op.create_index("ix_recommendation_report_order", "recommendation", ["report_id", "number_order"])

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_role_grant_component_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_grant_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.UniqueConstraint("person_id", "role", "component_id", name="uq_role_grant"),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"])

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_reminder_message_id"),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name="fk_reminder_recommendation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("recipient", "recommendation_id", "event", "due_on", "step", name="uq_reminder_step"),
    )
    op.create_index("ix_reminder_message_id", "reminder", ["message_id"])
    op.create_index("ix_reminder_recommendation_id", "reminder", ["recommendation_id"])

    op.create_table(
        "standing",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("whose_move", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("questioned_cost", sa.BigInteger(), nullable=True),
        sa.Column("unsupported_cost", sa.BigInteger(), nullable=True),
        sa.Column("funds_put_to_better_use", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_standing_component_id"),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name="fk_standing_recommendation_id"),
        sa.PrimaryKeyConstraint("recommendation_id", "from_on", name="pk_standing"),
    )
    op.create_index("ix_standing_until", "standing", ["until_on", "from_on"])
