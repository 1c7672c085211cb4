"""What the calls answer that are about the office: its people, and the reports that it issued."""

from datetime import date, datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.reminder_rules import After, Event, To
from ipr_compliance.domain.schedules import Every
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.views import Rhythm as ViewRhythm
from ipr_compliance.domain.words import Rhythm, Role, Status, TokenScope


class Held(Answer):
    """A role that a person holds."""

    role: Role
    component: str | None = Field(description="a code, with the components below it; null: the whole department")


class Person(Answer):
    """Somebody who may log in, with the roles that are the caller's to give and take."""

    id: int
    email: str
    name: str
    active: bool
    roles: list[Held]


class People(Listing):
    """The people whom the caller administers, by e-mail address."""

    items: list[Person]


class Issued(Answer):
    """A report that was issued: numbered, and kept as it was."""

    number: str
    kind: Kind
    form: Format
    title: str
    component: str | None
    first_on: date
    as_of: date
    issued_by: str
    issued_at: datetime
    sha256: str
    size: int
    name: str
    replaces: str | None = Field(description="the number of the report that it corrects")
    replaced_by: str | None


class IssuedReports(Answer):
    """Some issued reports, newest first."""

    items: list[Issued]
    next: str | None = Field(description="the cursor of the next page")


class View(Answer):
    """A list that is kept under a name."""

    id: int
    name: str
    filters: dict[str, str] = Field(description="what it asks for, as `GET /recommendations` takes it")
    owner: str
    mine: bool = Field(description="only who saved a view changes it")
    component: str | None = Field(description="all who may read it see the view; null: it is its owner's alone")
    rhythm: ViewRhythm | None = Field(description="how often the caller gets it by mail; null: not at all")
    version: int


class Views(Listing):
    """Saved views, by name."""

    items: list[View]


class Schedule(Answer):
    """A report that is made by itself."""

    id: int
    kind: Kind
    component: str | None = Field(description="null: all components")
    about: str = Field(description="the same with its conditions, in words")
    every: Every
    readers: list[str]
    since: date
    made_by: str


class Schedules(Listing):
    """Schedules of reports, the oldest first."""

    items: list[Schedule]


class Alias(Answer):
    """A name that documents give a component, and the official who is meant by it."""

    id: int
    alias: str
    component: str
    official: str | None
    official_email: str | None


class Aliases(Listing):
    """Remembered names, in the order of the alphabet."""

    items: list[Alias]


class Rule(Answer):
    """How is reminded of an event."""

    event: Event
    before: list[int] = Field(description="days before the date")
    on_the_day: bool
    after: After
    to: list[To]
    supervisor: int | None = Field(description="told from so many days late on; null: not")
    leadership: int | None
    department: int | None
    usual: bool = Field(description="whether it is the one that comes with the program")


class Rules(Listing):
    """The rules of all events."""

    items: list[Rule]


class RulePreview(Answer):
    """What a day's plan would send under a rule."""

    day: date
    recipients: list[str]
    dates: int
    now: int = Field(description="messages of that day under the rules that hold")
    sentence: str


class Limits(Answer):
    """What a person's own rhythm of reminders may be."""

    weekly: bool = Field(description="whether people may choose a day of the week")
    at_once: list[Event] = Field(description="told on the day on which it is due, whatever people chose")
    within: int = Field(description="so does what is due in so many days, or fewer")


class OfficeRules(Answer):
    """The lengths of the office's clocks, and its rules for extensions."""

    response_days: int
    resolution_months: int
    final_action_months: int
    closeout_days: int
    update_days: int
    window_months: int
    extension_limit: int = Field(description="after so many granted ones the departmental liaison decides")
    extension_reasons: list[str]


class OfficeRulesShown(OfficeRules):
    """The same, with what they are where nobody has set them."""

    defaults: OfficeRules


class Account(Answer):
    """The person for whom the caller acts."""

    email: str
    name: str
    roles: list[Held]
    rhythm: Rhythm
    calendar_made_at: datetime | None = Field(description="of the address of one's calendar; null: there is none")


class Session(Answer):
    """A login in a browser."""

    id: int
    begun_at: datetime
    seen_at: datetime
    address: str
    browser: str
    proof: Proof
    second: Proof | None = Field(description="the second factor that was shown")


class Sessions(Listing):
    """Open sessions, the one used last first."""

    items: list[Session]


class Token(Answer):
    """A token, without its secret."""

    id: int
    name: str
    scope: TokenScope
    created_at: datetime
    expires_on: date | None
    last_used_on: date | None


class Tokens(Listing):
    """Tokens that are not revoked."""

    items: list[Token]


class Holding(Answer):
    """An open recommendation that names an official as responsible."""

    id: int
    report_number: str
    number: str
    component: str
    status: Status
    due_on: date | None
    responsible_official: str | None
    responsible_email: str | None
    kept: bool = Field(description="whether the caller may hand it over")


class Holdings(Listing):
    """What an official holds, the earliest date first."""

    items: list[Holding]


class HandedOver(Answer):
    """How many were handed over."""

    count: int
