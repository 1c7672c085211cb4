"""Sessions as rows, second factors, and the recovery of passwords"""

import sqlalchemy as sa
from alembic import op

from ipr_compliance.models.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("proof", sa.String(length=24), nullable=False),
        sa.Column("second", sa.String(length=24), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("challenge", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_login_session_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.UniqueConstraint("digest", name="uq_login_session_digest"),
    )
    op.create_index("ix_login_session_person_id", "login_session", ["person_id"])
    op.drop_column("person", "session_key")
    op.create_table(
        "password_recovery",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_password_recovery_person_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_password_recovery_message_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_password_recovery"),
        sa.UniqueConstraint("message_id", name="uq_password_recovery_message_id"),
        sa.UniqueConstraint("digest", name="uq_password_recovery_digest"),
    )
    op.create_table(
        "authenticator_app",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=400), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_authenticator_app_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_authenticator_app"),
    )
    op.create_table(
        "security_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_security_key_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_security_key"),
        sa.UniqueConstraint("credential", name="uq_security_key_credential"),
    )
    op.create_index("ix_security_key_person_id", "security_key", ["person_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recovery_code_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
        sa.UniqueConstraint("person_id", "digest", name="uq_recovery_code_digest"),
    )
    op.add_column(
        "login_failure", sa.Column("attempt", sa.String(length=24), nullable=False, server_default="password")
    )
