"""The one thing that is expected next on a recommendation, from whom and by when."""

from dataclasses import dataclass
from datetime import date, timedelta

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.words import Status, WhoseMove


@dataclass(frozen=True)
class Expected:
    """What is expected, from whom, and the date it is measured by where there is one."""

    who: str
    what: str
    by: date | None = None
    also: str = ""

    @property
    def sentence(self) -> str:
        """In words, for example "CBP-OFO: send an update by December 1, 2026"."""
        return f"{self.who}: {self.what}{self.also}{f' by {written_out(self.by)}' if self.by else ''}"


_BY_STATUS = {
    Status.RESPONSE_DUE: ("answer the recommendation", ""),
    Status.OPEN_UNRESOLVED: ("answer the OIG", ", which has not accepted the plan"),
}
_REPORT = "send an update"
_OF_THE_OIG = {
    Status.OPEN_UNRESOLVED: "say whether it accepts the response",
    Status.CLOSURE_REQUESTED: "decide on the request to close",
}


def no_response(status: Status, issued_on: date | None, today: date, lengths: Lengths) -> bool:
    """Whether the response never came: its window has lapsed, and the recommendation counts as unresolved."""
    if status is not Status.RESPONSE_DUE or issued_on is None:
        return False
    return today > issued_on + timedelta(days=lengths.response_days)


def expected_next(
    status: Status, whose_move: WhoseMove, component: str, due_on: date | None, today: date,
    update_by: date | None = None,
) -> Expected | None:  # fmt: skip
    """What is expected next, or None where nothing is. A date that has passed is no longer one to keep.

    `update_by` is the day by which the next status update is owed, where that is known.
    """
    if whose_move is WhoseMove.NOBODY:
        return None
    if whose_move is WhoseMove.LIAISON:
        return Expected("Liaison", "decide on the extension asked for")
    if whose_move is WhoseMove.OIG:
        return Expected("OIG", _OF_THE_OIG.get(status, "decide"))
    return _of_the_component(status, component, due_on, today, update_by)


def _of_the_component(
    status: Status, component: str, due_on: date | None, today: date, update_by: date | None
) -> Expected:  # fmt: skip
    if status in _BY_STATUS:
        what, also = _BY_STATUS[status]
        return Expected(component, what, also=also)
    if due_on is None or due_on < today:
        return Expected(component, _REPORT, also=" and say when this will be done")
    if update_by is not None and update_by < today:
        return Expected(component, _REPORT, also=f", owed since {written_out(update_by)}")
    return Expected(component, _REPORT, due_on if update_by is None else min(due_on, update_by))
