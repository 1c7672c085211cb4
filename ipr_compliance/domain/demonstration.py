"""The demonstration: the audit of intellectual-property-rights enforcement that this office exists for.

Every text is an illustration written from a news summary, and says so; none is the OIG's wording. Officials are
role titles, addresses end in .example, and all dates are counted from the day of loading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

REPORT = "DEMO-1"
ISSUED_DAYS_AGO = 400
_MARK = "(Illustration, not the OIG's wording.) "

COMPONENTS = (
    ("DHS", "Department of Homeland Security", None, "audit.liaison@dhs.example"),
    ("PLCY", "Office of Strategy, Policy, and Plans", "DHS", "plcy.audits@dhs.example"),
    ("CBP", "U.S. Customs and Border Protection", "DHS", "audits@cbp.example"),
    ("CBP-OT", "Office of Trade", "CBP", "trade.audits@cbp.example"),
    ("CBP-OFO", "Office of Field Operations", "CBP", "field.audits@cbp.example"),
)

PEOPLE = (
    ("plcy.manager@dhs.example", "Program manager, PLCY", "program-manager", "PLCY"),
    ("trade.manager@cbp.example", "Program manager, Office of Trade", "program-manager", "CBP-OT"),
    ("field.manager@cbp.example", "Program manager, Field Operations", "program-manager", "CBP-OFO"),
    ("liaison@cbp.example", "Audit liaison, CBP", "liaison", "CBP"),
    ("audit.liaison@dhs.example", "Departmental audit liaison", "liaison", "DHS"),
    ("leadership@dhs.example", "Leadership", "viewer", "DHS"),
    ("admin@dhs.example", "Administrator", "admin", None),
)


@dataclass(frozen=True)
class Item:
    """One recommendation: when it is due, counted in days from today, and what happened, in days before today."""

    number: str
    component: str
    official: tuple[str, str]
    text: str
    due_in: int | None
    told: Sequence[tuple[int, str, str]]
    agreement: str = "concur"
    original_due_in: int | None = None
    priority: bool = False
    closed_days_ago: int | None = None

    @property
    def status(self) -> str:
        """How it stands today: what was told last."""
        return [status for _days, status, _note in self.told if status][-1]


_PLCY = ("Director, Trade Policy (PLCY)", "plcy.manager@dhs.example")
_TRADE = ("Executive Director, Trade Policy and Programs", "trade.manager@cbp.example")
_FIELD = ("Executive Director, Cargo and Conveyance Security", "field.manager@cbp.example")
_ANSWERED, _ACCEPTED = "open-unresolved", "open-resolved"

ITEMS = (
    Item(
        "1", "PLCY", _PLCY,
        "Coordinate a strategy for intellectual property rights across the Department, and set formal priorities "
        "for its enforcement.",
        -34,
        (
            (330, _ANSWERED, "Agreed. A working group of CBP, ICE and PLCY will draft a strategy."),
            (300, _ACCEPTED, "The OIG accepted the plan."),
            (240, "", "The working group met for the first time and agreed on an outline."),
            (150, "", "First draft circulated; CBP and ICE returned 60 comments."),
            (75, "", "Second draft done. The section on enforcement priorities waits for figures from CBP."),
        ),
        priority=True,
    ),
    Item(
        "2", "PLCY", _PLCY,
        "Monitor and review the joint strategic plan that CBP and ICE follow for intellectual property rights, and "
        "report each year what it achieved.",
        20,
        (
            (330, _ANSWERED, "Agreed. PLCY will review the plan every quarter."),
            (300, _ACCEPTED, "The OIG accepted the plan."),
            (200, "", "Measures for the plan's six goals were agreed with CBP and ICE."),
            (95, "", "First quarterly review held; two goals have no data yet."),
            (12, "", "Second review held. The annual report is drafted and with the Deputy Assistant Secretary."),
        ),
    ),
    Item(
        "3", "CBP-OT", _TRADE,
        "Write standard operating procedures for the Office of Trade's responsibilities in the enforcement of "
        "intellectual property rights.",
        75,
        (
            (335, _ANSWERED, "Agreed. Procedures for recordation, targeting and seizure will be written."),
            (300, _ACCEPTED, "The OIG accepted the plan."),
            (180, "", "Procedures for recordation are signed."),
            (60, "", "Procedures for targeting are with the union for comment; seizure is half written."),
        ),
    ),
    Item(
        "4", "CBP-OT", _TRADE,
        "Assess the risks to the enforcement of intellectual property rights as a whole, and renew the assessment "
        "each year.",
        -112,
        (
            (335, _ANSWERED, "Agreed. The assessment will follow the method used for antidumping."),
            (300, _ACCEPTED, "The OIG accepted the plan."),
            (170, "", "Method agreed; data on express consignments requested."),
            (130, "", "Data on express consignments are incomplete for two ports."),
        ),
        original_due_in=-200,
    ),
    Item(
        "5", "CBP-OFO", _FIELD,
        "Give ports criteria for choosing shipments to examine, so that they need not rely on common sense and "
        "single intelligence reports.",
        150,
        (
            (320, _ANSWERED, "Agreed. Criteria will be tried at three ports first."),
            (290, _ACCEPTED, "The OIG accepted the plan."),
            (160, "", "Criteria drafted with the Centers of Excellence and Expertise."),
            (40, "", "The trial runs at three ports; results are due next month."),
        ),
    ),
    Item(
        "6", "CBP-OFO", _FIELD,
        "Keep data on alternatives to seizure, such as denial of entry and voluntary abandonment.",
        None,
        (
            (320, _ANSWERED, "Not agreed: present systems cannot separate these outcomes at reasonable cost."),
            (285, "", "The OIG replied that it considers the recommendation unresolved."),
        ),
        agreement="non-concur",
    ),
    Item(
        "7", "CBP-OFO", _FIELD,
        "Collect data that show how seizures were identified and whether ports meet targeting priorities such as "
        "repeat violators; the audit found no such data for 99 percent of seizures.",
        8,
        (
            (320, _ANSWERED, "Agreed. A field for the reason of examination will be added to the seizure record."),
            (290, _ACCEPTED, "The OIG accepted the plan."),
            (140, "", "The field is specified and its programming is funded."),
            (35, "", "The field is in test at two ports; training material is ready."),
        ),
    ),
    Item(
        "8", "CBP-OT", _TRADE,
        "Reconcile the numbers and values of seizures reported to Congress with those held in SEACATS.",
        -90,
        (
            (335, _ANSWERED, "Agreed. One query will serve both."),
            (300, _ACCEPTED, "The OIG accepted the plan."),
            (210, "", "The query is written and reproduces the last two years."),
            (120, "closure-requested", "Closure requested; the reconciliation of two fiscal years is attached."),
            (95, "closed-implemented", "The OIG reviewed the reconciliation and closed the recommendation."),
        ),
        closed_days_ago=95,
    ),
)  # fmt: skip

RECORD_COLUMNS = (
    "report_number", "report_title", "issued_on", "number", "text", "component", "agreement", "status", "due_on",
    "original_due_on", "closed_on", "responsible_official", "responsible_email", "priority",
)  # fmt: skip
HISTORY_COLUMNS = ("report_number", "number", "on", "author", "status", "note")


def records(today: date) -> Iterator[list[str]]:
    """The recommendations as rows of an import file, with dates counted from that day."""
    for item in ITEMS:
        yield [
            REPORT, "Enforcement of intellectual property rights (demonstration)", _day(today, -ISSUED_DAYS_AGO),
            item.number, _MARK + item.text, item.component, item.agreement, item.status, _day(today, item.due_in),
            _day(today, item.due_in if item.original_due_in is None else item.original_due_in),
            _day(today, None if item.closed_days_ago is None else -item.closed_days_ago),
            *item.official, "1" if item.priority else "0",
        ]  # fmt: skip


def updates(today: date) -> Iterator[list[str]]:
    """What happened in the past year as rows of a history file."""
    for item in ITEMS:
        for days_ago, status, note in item.told:
            yield [REPORT, item.number, _day(today, -days_ago), item.official[0], status, note]


def _day(today: date, days: int | None) -> str:
    return "" if days is None else (today + timedelta(days=days)).isoformat()
