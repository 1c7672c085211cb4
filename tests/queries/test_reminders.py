from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.reminder_rules import DEFAULTS
from ipr_compliance.domain.watching import Cutoffs, cutoffs
from ipr_compliance.models import Milestone, Recommendation, Report
from ipr_compliance.queries.reminders import parts
from tests.factories import TODAY, a_recommendation, a_report, an_office

UNTIL = cutoffs(TODAY, DEFAULTS, Lengths())


@pytest.fixture
def number(session):
    """A recommendation whose dates all lie far ahead."""
    office = an_office(session)
    a_report(session, office, issued_on=TODAY)
    number = a_recommendation(session, office)
    facts = {"status": "open-resolved", "last_update_on": TODAY, "decided_on": TODAY}
    session.connection().execute(sa.update(Recommendation).values(facts))
    return office, number


def read(session, office):
    return [row.id for rows in parts(session.connection(), office.keeper, UNTIL) for row in rows]


def test_what_has_nothing_near_is_not_read(session, number):
    assert read(session, number[0]) == []


@pytest.mark.parametrize(
    ("cutoff", "facts"),
    [
        ("due_on", {"due_on": "day"}), ("complete_by", {"report.complete_by": "day"}),
        ("issued_on_unanswered", {"status": "response-due", "report.issued_on": "day"}),
        ("issued_on_undecided", {"report.issued_on": "day", "decided_on": None}),
        ("decided_on", {"decided_on": "day"}), ("implemented_on", {"implemented_on": "day"}),
        ("next_update_on", {"next_update_on": "day"}), ("last_update_on", {"last_update_on": "day"}),
        ("last_update_on", {"last_update_on": None, "report.issued_on": "day"}), ("milestone_on", {"milestone": "day"}),
    ],
)  # fmt: skip
def test_what_has_one_thing_near_is_read_from_that_day_on(session, number, cutoff, facts):
    """The day before, it is not: the last day with which it is read is the cutoff itself."""
    office, recommendation_id = number
    last = Cutoffs(*UNTIL)._asdict()[cutoff]
    for days, found in ((1, []), (0, [recommendation_id])):
        on = last + timedelta(days=days)
        dated = {name: on if value == "day" else value for name, value in facts.items()}
        _set(session, recommendation_id, dated)
        assert read(session, office) == found


def _set(session, recommendation_id, facts):
    connection = session.connection()
    report = {name.partition(".")[2]: value for name, value in facts.items() if name.startswith("report.")}
    own = {name: value for name, value in facts.items() if "." not in name and name != "milestone"}
    if report:
        connection.execute(sa.update(Report).values(report))
    if own:
        connection.execute(sa.update(Recommendation).values(own))
    if "milestone" in facts:
        connection.execute(sa.delete(Milestone))
        step = {"recommendation_id": recommendation_id, "n": 1, "title": "Write it", "original_due_on": TODAY}
        connection.execute(sa.insert(Milestone), [step | {"due_on": facts["milestone"]}])
