"""The outbox, which is the ledger of deliveries too, and what each message told its reader."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant, word


class MessageState(StrEnum):
    """What became of a message."""

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Message(SQLModel, table=True):
    """One e-mail to one address. Its key is unique, so planning twice plans once."""

    __table_args__ = (
        sa.UniqueConstraint("key", name="uq_message_key"),
        sa.Index("ix_message_state", "state", "not_before"),
        sa.Index("ix_message_recipient", "recipient", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=400)
    kind: str = Field(max_length=24)
    recipient: str = Field(max_length=254)
    planned_for: date
    planned_at: datetime = Field(sa_type=Instant)
    not_before: datetime = Field(sa_type=Instant)
    rfc_message_id: str = Field(max_length=200, description="stays the same when the message is tried again")
    subject: str = Field(max_length=300)
    text: str
    html: str
    state: MessageState = Field(default=MessageState.PLANNED, sa_type=word(MessageState))
    reason: str | None = None
    attempts: int = 0
    earlier_attempts: int = Field(default=0, description="those before somebody asked to try again")
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    server_words: str | None = None
    known_seq: int | None = Field(default=None, description="the last entry of the history that it takes into account")


class Attachment(SQLModel, table=True):
    """A file that goes with a message."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    content: bytes


class Reminder(SQLModel, table=True):
    """One step of one recommendation's reminders to one address, and the message that carried it."""

    __table_args__ = (
        sa.UniqueConstraint("recipient", "recommendation_id", "event", "due_on", "step", name="uq_reminder_step"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    event: str = Field(max_length=24)
    due_on: date
    step: int = Field(description="days before the due date; negative after it")
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)


class RefusedAddress(SQLModel, table=True):
    """An address that a mail server has refused for good; no row means that mail to it may arrive."""

    __tablename__ = "refused_address"

    address: str = Field(primary_key=True, max_length=254, description="in small letters, as addresses are compared")
    since: datetime = Field(sa_type=Instant)
    words: str = Field(description="what the server said")
