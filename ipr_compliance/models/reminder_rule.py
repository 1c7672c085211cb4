"""The office's own rules for reminders, where they differ from the defaults."""

from sqlmodel import Field, SQLModel


class ReminderRule(SQLModel, table=True):
    """The rule of one event, each part as it is typed; an event without a row stands at its default."""

    __tablename__ = "reminder_rule"

    event: str = Field(primary_key=True, max_length=24)
    before: str = Field(description="days before the date, in digits, with commas between")
    on_the_day: str = Field(max_length=1, description="1 for yes, empty for no")
    after: str = Field(max_length=24)
    to: str = Field(description="the recipients, with commas between")
    supervisor: str = Field(max_length=4, description="days late from which they are told too; empty for never")
    leadership: str = Field(max_length=4)
    department: str = Field(max_length=4)
