"""The offices of the department."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Component(SQLModel, table=True):
    """One office; a role on it covers the offices below it."""

    __table_args__ = (UniqueConstraint("code", name="uq_component_code"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    parent_id: int | None = Field(default=None, foreign_key="component.id", index=True)
    mailbox: str | None = Field(default=None, max_length=254)
    head_email: str | None = Field(default=None, max_length=254)


class ComponentAlias(SQLModel, table=True):
    """Another name by which documents call a component, with the official who is meant, if one is.

    The name is kept a second time as it is compared.
    """

    __tablename__ = "component_alias"
    __table_args__ = (UniqueConstraint("compared", name="uq_component_alias_compared"),)

    id: int | None = Field(default=None, primary_key=True)
    alias: str = Field(max_length=200)
    compared: str = Field(max_length=600)
    component_id: int = Field(foreign_key="component.id", index=True)
    official: str | None = Field(default=None, max_length=200)
    official_email: str | None = Field(default=None, max_length=254)
