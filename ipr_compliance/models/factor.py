"""Second factors: authenticator apps, security keys, and the codes for a day without either."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant


class AuthenticatorApp(SQLModel, table=True):
    """The secret that a person's app shares; it counts once a code has confirmed it, and each code counts once."""

    __tablename__ = "authenticator_app"

    person_id: int | None = Field(default=None, primary_key=True, foreign_key="person.id")
    sealed_secret: str = Field(max_length=400, description="encrypted with a key that is not in the database")
    added_at: datetime = Field(sa_type=Instant)
    confirmed: bool
    last_step: int = Field(description="the time step of the last code taken; none up to it is taken again")


class SecurityKey(SQLModel, table=True):
    """A WebAuthn credential of a person."""

    __tablename__ = "security_key"
    __table_args__ = (sa.UniqueConstraint("credential", name="uq_security_key_credential"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=60)
    credential: str = Field(max_length=1400, description="its id, base64url")
    public_key: bytes
    uses: int = Field(sa_type=sa.BigInteger, description="as the key counts them; one that falls back has been copied")
    added_at: datetime = Field(sa_type=Instant)


class RecoveryCode(SQLModel, table=True):
    """A code that takes the place of a second factor once; only its digest is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("person_id", "digest", name="uq_recovery_code_digest"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    digest: str = Field(max_length=64)
