"""What each figure of the deadline summary is called, what it means, and which list makes it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from ipr_compliance.domain.dates import FIRST_YEAR
from ipr_compliance.domain.summary import Summary
from ipr_compliance.domain.words import Agreement, WhoseMove

OPEN = {"open": "1"}


@dataclass(frozen=True)
class Measure:
    """One figure: its name in the summary, its words, and the fields of the list that it counts."""

    name: str
    label: str
    definition: str
    asks: Mapping[str, str] = field(default_factory=dict)


OPEN_ONES = Measure("open", "Open", "The OIG has not closed the recommendation. Only the OIG closes one.", OPEN)
OVERDUE = Measure(
    "overdue",
    "Overdue",
    "Open, and the due date lies before the as-of date. Due on that day is not overdue; without a date nothing is.",
    {"overdue": "1"},
)
BECAME_OVERDUE = Measure(
    "became_overdue",
    "Became overdue",
    "Overdue now, and its due date had not passed when the day that is compared with ended.",
    {"overdue": "1"},
)
DUE = tuple(
    Measure(
        f"due_{days}",
        f"Due in {days} days",
        f"Open and due within {days} days of the as-of date, that day included; the nearer ones are counted again.",
        {"due_in": str(days)},
    )
    for days in (30, 60, 90)
)
NO_DATE = Measure("no_date", "No date", "Open without a due date; never overdue.", {"no_date": "1"})
WAITING = Measure(
    "waiting_for_oig", "Waiting for the OIG", "Open, and the next word is the OIG's.", {"whose_move": WhoseMove.OIG}
)
BEYOND_WINDOW = Measure(
    "beyond_window",
    "Beyond the 18-month window",
    "Open, and due after the last day by which all actions of its report are to be complete: 18 months after the "
    "issue unless the report names another day.",
    {"beyond_window": "1"},
)
PRIORITY = Measure("priority", "Priority", "Open, and marked as a priority.", OPEN | {"priority": "1"})
PRIORITY_OVERDUE = Measure(
    "priority_overdue", "Priority, overdue", "Overdue, and marked as a priority.", {"overdue": "1", "priority": "1"}
)
UNRESOLVED = Measure(
    "unresolved",
    "No resolution after 6 months",
    "Open without a management decision although its report was issued more than 6 months before (OMB Circular A-50).",
    {"unresolved": "1"},
)
NO_FINAL_ACTION = Measure(
    "no_final_action",
    "No final action after 1 year",
    "Open although the management decision was made more than a year before (5 U.S.C. 405).",
    {"no_final_action": "1"},
)
EXTENDED = Measure(
    "extended", "With extensions", "Open, and more time was granted at least once.", OPEN | {"extended": "1"}
)
SLIPPED = Measure("slipped", "Slipped", "Open, and due later than was first agreed.", OPEN | {"slipped": "1"})
CLOSED = Measure("closed", "Closed", "Closed by the OIG in the period, for whatever reason.")
CLOSED_ON_TIME = Measure(
    "closed_on_time",
    "Closed on time",
    "Closed in the period on or before the due date that then held.",
    {"on_time": "1"},
)
CLOSED_LATE = Measure(
    "closed_late", "Closed late", "Closed in the period after the due date that then held.", {"late": "1"}
)
AGREEMENT = tuple(
    Measure(word.value, words, f"Open, and the component answered: {words.lower()}.", OPEN | {"agreement": word.value})
    for word, words in (
        (Agreement.CONCUR, "Concurred"),
        (Agreement.PARTIALLY_CONCUR, "Partially concurred"),
        (Agreement.NON_CONCUR, "Did not concur"),
        (Agreement.NONE, "No answer yet"),
    )
)

FIRST_FIGURES = (OPEN_ONES, OVERDUE, DUE[0], WAITING)
"""What a reader with half a minute looks at."""

OF_THE_PERIOD = (CLOSED, CLOSED_ON_TIME, CLOSED_LATE, BECAME_OVERDUE)

MEASURES = (
    OPEN_ONES, OVERDUE, *DUE, NO_DATE, WAITING, BEYOND_WINDOW, PRIORITY, PRIORITY_OVERDUE, UNRESOLVED, NO_FINAL_ACTION,
    EXTENDED, SLIPPED, *OF_THE_PERIOD,
)  # fmt: skip
"""Every figure that counts recommendations, but for those by status, age, whose move and agreement."""


def asks(measure: Measure, summary: Summary) -> Mapping[str, str]:
    """The list behind a figure, in the words of the address line; the period's ones depend on the days compared."""
    asked = dict(measure.asks)
    if measure not in OF_THE_PERIOD or summary.since is None:
        return asked
    if measure is BECAME_OVERDUE:
        before = summary.since - timedelta(days=1)
        # No date lies before the first year that can be asked for.
        return asked | ({"due_after": before.isoformat()} if before.year >= FIRST_YEAR else {})
    first = summary.since + timedelta(days=1)
    return asked | {"closed_from": first.isoformat(), "closed_until": summary.as_of.isoformat()}
