"""Lists that people have saved under a name, and who has them sent."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.domain.views import Rhythm
from ipr_compliance.models.types import Instant, word


class SavedView(SQLModel, table=True):
    """What a list asks for, as the address writes it: its person's own, or shared with all who read a component."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("person_id", "name", name="uq_saved_view_name"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    name: str = Field(max_length=100)
    component_id: int | None = Field(default=None, foreign_key="component.id", index=True)
    asks: str = Field(description="the query part of the list's address")
    changed_at: datetime = Field(sa_type=Instant)
    version: int = 1


class ViewSubscription(SQLModel, table=True):
    """A person who gets a view by mail, and what they were told last."""

    __tablename__ = "view_subscription"
    __table_args__ = (sa.UniqueConstraint("view_id", "person_id", name="uq_view_subscription_reader"),)

    id: int | None = Field(default=None, primary_key=True)
    view_id: int = Field(foreign_key="saved_view.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    rhythm: Rhythm = Field(sa_type=word(Rhythm))
    looked_on: date | None = Field(default=None, description="the last day on which its turn was taken")
    told_digest: str | None = Field(default=None, max_length=64, description="of the list that was told last")
