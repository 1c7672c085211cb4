"""Sessions of people who have logged in, one row each."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.domain.sessions import Proof
from ipr_compliance.models.types import Instant, word


class LoginSession(SQLModel, table=True):
    """One browser's session; without the row its cookie is worth nothing. Only the token's digest is kept."""

    __tablename__ = "login_session"
    __table_args__ = (sa.UniqueConstraint("digest", name="uq_login_session_digest"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    digest: str = Field(max_length=64)
    begun_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant, description="of the last request, to within some minutes")
    address: str = Field(max_length=64)
    browser: str = Field(max_length=60)
    proof: Proof = Field(sa_type=word(Proof))
    second: Proof | None = Field(default=None, sa_type=word(Proof))
    waits: bool = Field(description="for the second factor; until then it opens nothing")
    challenge: str | None = Field(default=None, max_length=100, description="what a security key has to sign, once")
