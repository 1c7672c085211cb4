"""What programs hand in about views, reports, rules and their own account, as strictly as what is about records."""

from typing import Annotated

from pydantic import ConfigDict, EmailStr, Field

from ipr_compliance.domain import words
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.reminder_rules import After, To
from ipr_compliance.domain.reminder_words import ABOVE, FURTHEST, LATEST, MOST_STEPS
from ipr_compliance.domain.schedules import Every
from ipr_compliance.domain.views import LONGEST_NAME, Rhythm
from ipr_compliance.services.holdings import HandoverInput
from ipr_compliance.services.inputs import Day, Input, Line, Version


class VersionInput(Input):
    """The version of what is to be changed, as it was read."""

    version: Version


class ViewNamed(Input):
    """What a saved view is called, and the component in which it is shared, if in any."""

    name: Line = Field(min_length=1, max_length=LONGEST_NAME)
    component: Line | None = Field(default=None, max_length=40)


class ViewNameInput(ViewNamed, VersionInput):
    """The same for a view that there is."""


class SubscriptionInput(Input):
    """How often a view is sent at most; without a rhythm it is not."""

    rhythm: Rhythm | None = None


class ReportAsked(Input):
    """Which report, and about what."""

    kind: Kind = Kind.PROGRESS
    component: Line | None = Field(default=None, max_length=40)
    report: Line | None = Field(default=None, max_length=200)
    view: Line | None = Field(default=None, max_length=LONGEST_NAME)


class ScheduleInput(ReportAsked):
    """A report that is made after each period, and the addresses of people with accounts who get it."""

    every: Every
    readers: list[EmailStr] = Field(min_length=1, max_length=100)


class IssueInput(ReportAsked):
    """A report that is to be issued, of which days and in which form, and the one that it corrects, if any."""

    model_config = ConfigDict(populate_by_name=False)

    first_on: Day | None = Field(default=None, alias="from")
    as_of: Day | None = None
    format: Format = Format.PDF
    replaces: Line | None = Field(default=None, max_length=40)

    def asked(self) -> dict[str, str]:
        """In the words of the address line."""
        told = self.model_dump(mode="json", exclude={"format", "replaces"}, exclude_none=True, by_alias=True)
        return {name: str(value) for name, value in told.items()}


class AccountInput(Input):
    """How often one is reminded."""

    rhythm: words.Rhythm


class RuleInput(Input):
    """The rule of an event as a whole: days before its date, after it, who is told, and who above from how late on."""

    before: list[Annotated[int, Field(ge=1, le=FURTHEST)]] = Field(default=[], max_length=MOST_STEPS)
    on_the_day: bool = True
    after: After
    to: list[To] = Field(min_length=1, max_length=len(To))
    supervisor: Annotated[int, Field(ge=1, le=LATEST)] | None = None
    leadership: Annotated[int, Field(ge=1, le=LATEST)] | None = None
    department: Annotated[int, Field(ge=1, le=LATEST)] | None = None

    def as_text(self) -> dict[str, str]:
        """As a form has it."""
        return {
            "before": ",".join(map(str, self.before)),
            "on_the_day": "1" if self.on_the_day else "",
            "after": self.after.value,
            "to": ",".join(self.to),
            **{to.value: str(getattr(self, to.value) or "") for to in ABOVE},
        }


class HandingOverInput(HandoverInput):
    """Whose open recommendations are handed over, and to whom."""

    email: EmailStr
