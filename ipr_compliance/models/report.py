"""The OIG's reports."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Report(SQLModel, table=True):
    """One report of the OIG; without title or issue date it is incomplete, and listed as such."""

    __table_args__ = (sa.UniqueConstraint("number", name="uq_report_number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    title: str | None = Field(default=None, max_length=500)
    issuing_office: str | None = Field(default=None, max_length=200)
    issued_on: date | None = Field(default=None, index=True)
    link: str | None = Field(default=None, max_length=1000)
    complete_by: date | None = Field(default=None, description="last day of the 18-month window, unless another is set")
    public: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
