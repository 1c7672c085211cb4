"""Recommendations as they stand now, and the intervals in which they stood otherwise.

Both are worked out from history by `ipr_compliance.domain.standing` and can be rebuilt from it at any time.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.standing import LastWord
from ipr_compliance.domain.words import Agreement, Status, WhoseMove
from ipr_compliance.models.types import Money, word


def _money() -> Any:
    return Field(default=None, sa_type=Money)


_OPEN: dict[str, Any] = {"sqlite_where": sa.text("is_open"), "postgresql_where": sa.text("is_open")}

_COUNTED: dict[str, Any] = {"sqlite_where": sa.text("NOT voided"), "postgresql_where": sa.text("NOT voided")}


class Recommendation(SQLModel, table=True):
    """One numbered recommendation of one report, as it stands now. Its number is text: "2", "2.1", "25-E-05-040.01"."""

    __table_args__ = (
        sa.Index("uq_recommendation_report_number", "report_id", "number", unique=True, **_COUNTED),
        sa.Index("ix_recommendation_report_order", "report_id", "number_order"),
        sa.Index("ix_recommendation_due", "due_order", "id"),
        sa.Index("ix_recommendation_open_due", "due_order", "id", **_OPEN),
        sa.Index("ix_recommendation_open_component_due", "component_id", "due_order", "id", **_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    number: str = Field(max_length=60)
    text: str
    component_id: int = Field(foreign_key="component.id")
    responsible_official: str | None = Field(default=None, max_length=200)
    responsible_email: str | None = Field(default=None, max_length=254)
    agreement: Agreement = Field(default=Agreement.NONE, sa_type=word(Agreement))
    status: Status = Field(default=Status.RESPONSE_DUE, sa_type=word(Status))
    last_word: LastWord = Field(default=LastWord.OIG, sa_type=word(LastWord))
    whose_move: WhoseMove = Field(default=WhoseMove.COMPONENT, sa_type=word(WhoseMove))
    due_on: date | None = None
    original_due_on: date | None = None
    extensions: int = 0
    priority: bool = False
    questioned_cost: Decimal | None = _money()
    unsupported_cost: Decimal | None = _money()
    funds_put_to_better_use: Decimal | None = _money()
    costs_agreed: Decimal | None = _money()
    better_use_agreed: Decimal | None = _money()
    plan: str | None = Field(default=None, description="the action that the component has agreed to take")
    implemented_on: date | None = Field(default=None, description="stated by the component when it asks for closure")
    next_update_on: date | None = Field(default=None, description="named by the OIG's last letter")
    extension_pending: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    successor: int | None = Field(default=None, description="the recommendation that supersedes this one")
    repeats: int | None = Field(default=None, description="the closed recommendation whose finding this one repeats")
    decided_on: date | None = Field(default=None, description="day of the management decision")
    closed_on: date | None = None
    last_update_on: date | None = Field(default=None, description="effective date of the newest status update")
    voided: bool = Field(default=False, description="entered in error: in history, and in no count and no list")
    number_order: str = Field(max_length=200, description="follows from number; sorts 2 before 10")
    due_order: date = Field(default=FOREVER, description="follows from due_on; those without a date sort last")
    is_open: bool = Field(default=True, description="follows from status; for the indexes of open records")
    version: int = 1


class Standing(SQLModel, table=True):
    """How one recommendation stood from a day up to, but not including, another; answers "as of"."""

    __table_args__ = (
        sa.PrimaryKeyConstraint("recommendation_id", "from_on", name="pk_standing"),
        sa.Index("ix_standing_component", "component_id", "until_on", "from_on"),
    )

    recommendation_id: int = Field(foreign_key="recommendation.id")
    from_on: date
    until_on: date = FOREVER
    component_id: int = Field(foreign_key="component.id")
    agreement: Agreement = Field(sa_type=word(Agreement))
    status: Status = Field(sa_type=word(Status))
    is_open: bool
    whose_move: WhoseMove = Field(sa_type=word(WhoseMove))
    due_on: date | None = None
    original_due_on: date | None = None
    extensions: int = 0
    priority: bool = False
    questioned_cost: Decimal | None = _money()
    unsupported_cost: Decimal | None = _money()
    funds_put_to_better_use: Decimal | None = _money()
    next_update_on: date | None = None
    decided_on: date | None = None
    closed_on: date | None = None
