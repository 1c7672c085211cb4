"""Somebody's asking for a new password by mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant


class PasswordRecovery(SQLModel, table=True):
    """What a person asked for last, and the link that went out; of its secret only the digest is kept."""

    __tablename__ = "password_recovery"
    __table_args__ = (
        sa.UniqueConstraint("message_id", name="uq_password_recovery_message_id"),
        sa.UniqueConstraint("digest", name="uq_password_recovery_digest"),
    )

    person_id: int | None = Field(default=None, primary_key=True, foreign_key="person.id")
    message_id: int = Field(foreign_key="message.id")
    digest: str | None = Field(default=None, max_length=64)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
