"""People, what they may do, the tokens of their programs, and failed logins."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from ipr_compliance.domain.logins import Attempt
from ipr_compliance.domain.words import Rhythm, Role, TokenScope
from ipr_compliance.models.types import Instant, word


class Person(SQLModel, table=True):
    """Somebody who may log in."""

    __table_args__ = (
        UniqueConstraint("email", name="uq_person_email"),
        sa.Index("ix_person_agency_account", "agency_account", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    password_hash: str = Field(max_length=200)
    password_given: bool = Field(
        default=False, sa_column_kwargs={"server_default": sa.false()},
        description="by an administrator, who knows it: it opens nothing but the choice of another",
    )  # fmt: skip
    agency_account: str | None = Field(
        default=None, max_length=600, description="issuer and subject of the first sign-on; no other is theirs"
    )
    active: bool = True
    rhythm: Rhythm = Field(default=Rhythm.DAILY, sa_type=word(Rhythm), description="how often they are reminded")


class RoleGrant(SQLModel, table=True):
    """A role that a person holds for a component, or for the whole department where none is named."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "component_id", name="uq_role_grant"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=word(Role))
    component_id: int | None = Field(default=None, foreign_key="component.id")


class ApiToken(SQLModel, table=True):
    """A secret with which a program acts as its owner; only its digest is kept."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("digest", name="uq_api_token_digest"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64)
    scope: TokenScope = Field(
        default=TokenScope.WRITE, sa_type=word(TokenScope), sa_column_kwargs={"server_default": TokenScope.WRITE.value}
    )
    created_at: datetime = Field(sa_type=Instant)
    expires_on: date | None = Field(default=None, description="the last day on which it works")
    last_used_on: date | None = Field(default=None, description="a day, so that a call seldom writes")
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class LoginFailure(SQLModel, table=True):
    """A wrong password for an account (which may not exist), from an address, or another attempt of that kind."""

    __tablename__ = "login_failure"
    __table_args__ = (
        sa.Index("ix_login_failure_email", "email", "failed_at"),
        sa.Index("ix_login_failure_address", "address", "failed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    address: str = Field(max_length=64)
    attempt: Attempt = Field(sa_type=word(Attempt))
    failed_at: datetime = Field(sa_type=Instant)
