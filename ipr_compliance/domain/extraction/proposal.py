"""What was read from a document: facts to be checked by a person, each with its page and the words it came from."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from ipr_compliance.domain.words import Agreement, Status

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[Value_co]):
    """One fact, with the page (the first is 1) and the words of the document that it was read from."""

    value: Value_co
    page: int
    words: str


@dataclass(frozen=True, slots=True)
class ReportFound:
    """Which report the document is; what it does not say plainly is None."""

    number: Read[str] | None = None
    title: Read[str] | None = None
    issued_on: Read[date] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One recommendation. Only its text is always there; money is in US dollars.

    The addressee is the sentence that names whom it is for; the component is the code that the caller's names give it.
    """

    text: Read[str]
    number: Read[str] | None = None
    addressee: Read[str] | None = None
    component: Read[str] | None = None
    agreement: Read[Agreement] | None = None
    due_on: Read[date] | None = None
    status: Read[Status] | None = None
    closed_on: Read[date] | None = None
    questioned_cost: Read[Decimal] | None = None
    unsupported_cost: Read[Decimal] | None = None
    funds_put_to_better_use: Read[Decimal] | None = None

    @property
    def page(self) -> int:
        """The page on which its text begins."""
        return self.text.page


@dataclass(frozen=True, slots=True)
class Closing:
    """What a letter says about recommendations made before: how many were open, and how many of them still are.

    Those that it lists as still open are in `Extracted.earlier`; all others it closes.
    """

    was_open: Read[int] | None
    still_open: Read[int]


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that was read from one document.

    `earlier` are recommendations of older reports that a letter lists as open; they are not its own.
    """

    report: ReportFound = field(default_factory=ReportFound)
    recommendations: tuple[Found, ...] = ()
    earlier: tuple[Found, ...] = ()
    closes: Closing | None = None
