"""What programs hand in about views, reports, rules and their own account, as strictly as what is about records."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from pydantic import ConfigDict, Field

from ipr_compliance.domain import words
from ipr_compliance.domain.office import DAYS, GRANTED, LONGEST_REASON, MONTHS, MOST_REASONS
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reminder_rules import After, Event, To
from ipr_compliance.domain.reminder_words import ABOVE, FURTHEST, LATEST, MOST_STEPS
from ipr_compliance.domain.rhythms import MOST_DAYS
from ipr_compliance.domain.schedules import Every
from ipr_compliance.domain.table_options import LONGEST_LINES, Options
from ipr_compliance.domain.tables import RECORD_COLUMNS
from ipr_compliance.domain.views import LONGEST_NAME, Rhythm
from ipr_compliance.services.holdings import HandoverInput
from ipr_compliance.services.inputs import Day, Input, Line, MailAddress, Version

LAST_LINE, MOST_SAID = 9_999_999, 1_000


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
    readers: list[MailAddress] = Field(min_length=1, max_length=100)


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

    email: MailAddress


class AddressInput(Input):
    """An address to which mail is sent again."""

    address: Line = Field(min_length=1, max_length=254)


class LimitsInput(Input):
    """What a person's own rhythm may be; what is not named stays."""

    weekly: bool | None = None
    at_once: list[Event] | None = Field(default=None, max_length=len(Event))
    within: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None

    def as_text(self) -> dict[str, str]:
        """As a form has it."""
        told = {
            "reminders_weekly": None if self.weekly is None else "1" if self.weekly else "",
            "reminders_at_once": None if self.at_once is None else ",".join(self.at_once),
            "reminders_within": None if self.within is None else str(self.within),
        }
        return {name: text for name, text in told.items() if text is not None}


Days = Annotated[int, Field(ge=DAYS[0], le=DAYS[-1])]
Months = Annotated[int, Field(ge=MONTHS[0], le=MONTHS[-1])]


class OfficeInput(Input):
    """The office's own rules; what is not named stays."""

    response_days: Days | None = None
    resolution_months: Months | None = None
    final_action_months: Months | None = None
    closeout_days: Days | None = None
    update_days: Days | None = None
    window_months: Months | None = None
    extension_limit: Annotated[int, Field(ge=GRANTED[0], le=GRANTED[-1])] | None = None
    extension_reasons: list[Annotated[Line, Field(min_length=1, max_length=LONGEST_REASON)]] | None = Field(
        default=None, min_length=1, max_length=MOST_REASONS
    )

    def as_text(self) -> dict[str, str]:
        """As a form has it."""
        told = self.model_dump(exclude_none=True)
        return {name: "\n".join(said) if isinstance(said, list) else str(said) for name, said in told.items()}


class CellInput(Input):
    """A cell, by its line (0: all of them) and our name of its column."""

    line: int = Field(ge=0, le=LAST_LINE)
    column: Line = Field(min_length=1, max_length=40)


Said = list[Annotated[Line, Field(min_length=1, max_length=700)]]


class TableCheckInput(Input):
    """What is said of a table: columns, missing values and words as the command's options say them; lines, cells."""

    map: Said = Field(default=[], max_length=MOST_SAID, description="THEIRS=ours")
    set: Said = Field(default=[], max_length=MOST_SAID, description="ours=VALUE")
    value: Said = Field(default=[], max_length=MOST_SAID, description="ours:THEIRS=OURS")
    left_out: list[Annotated[int, Field(ge=1, le=LAST_LINE)]] = Field(
        default=[], max_length=LONGEST_LINES, description="lines that are not read"
    )
    kept: list[CellInput] = Field(
        default=[], max_length=MOST_SAID, description="cells in whose place what is recorded stays"
    )

    def options(self, ours: Iterable[str]) -> Options:
        """The same as it is kept. Refuses with Invalid a column that is not ours."""
        for cell in self.kept:
            if cell.column not in RECORD_COLUMNS:
                raise Invalid(f"“{cell.column}” is not a column of ours.", field="kept")
        kept = frozenset((cell.line, cell.column) for cell in self.kept)
        said = Options.read(self.map, self.set, self.value, ours)
        return replace(said, left_out=frozenset(self.left_out), kept=kept)
