"""Webhooks: addresses of other systems that are told of changes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant


class Webhook(SQLModel, table=True):
    """An address that is told of changes to what its owner may read. A removed one stays: its deliveries name it."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, description="whose rights bound what is told")
    address: str = Field(max_length=254)
    component_id: int | None = Field(
        default=None, foreign_key="component.id", description="only this and those below it; null: all that is theirs"
    )
    sealed_secret: str = Field(max_length=400, description="encrypted with a key that is not in the database")
    active: bool = True
    failures: int = Field(default=0, description="deliveries that failed in a row")
    gone: bool = Field(default=False, description="whether the receiver said so")
    created_at: datetime = Field(sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    told_seq: int = Field(description="the last entry of the history that has been planned for, or passed over")
