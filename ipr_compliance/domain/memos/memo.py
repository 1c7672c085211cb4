"""What was read from a memo: proposals for a person to check, each with its page and the words it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from ipr_compliance.domain.extraction import Read
from ipr_compliance.domain.words import Agreement, Status

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Said(Generic[Value_co]):
    """What a memo says of some recommendations.

    Ranges are those whose members are not known, by their first and last number; `everything` is true where it says it
    of all of the report's, whose numbers are not known.
    """

    what: Read[Value_co]
    numbers: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo of the OIG about one report; what it does not say is None or empty. Time allowed is in days.

    A memo says several things of a recommendation in turn; the last one counts.
    """

    report_number: Read[str] | None = None
    report_title: Read[str] | None = None
    dated_on: Read[date] | None = None
    response_on: Read[date] | None = None
    recommendations: Read[int] | None = None
    said_statuses: Sequence[Said[Status]] = ()
    said_agreements: Sequence[Said[Agreement]] = ()
    next_update_on: Read[date] | None = None
    response_days: Read[int] | None = None
    closing_letter_days: Read[int] | None = None

    @property
    def statuses(self) -> Mapping[str, Read[Status]]:
        """The status of each recommendation whose number is known."""
        return {number: said.what for said in self.said_statuses for number in said.numbers}

    @property
    def agreements(self) -> Mapping[str, Read[Agreement]]:
        """The component's answer to each recommendation whose number is known."""
        return {number: said.what for said in self.said_agreements for number in said.numbers}
