"""What the office sets for itself on its administration page."""

from sqlmodel import Field, SQLModel


class OfficeSetting(SQLModel, table=True):
    """A number or a list of the office's own; absent means the default."""

    __tablename__ = "office_setting"

    name: str = Field(primary_key=True, max_length=40)
    value: str
