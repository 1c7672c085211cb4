"""A progress report about one OIG report or a saved view: all that it tells is about the same recommendations."""

import csv
import io
import json
import random
from datetime import timedelta

import pytest

from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import people, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import extensions, views
from ipr_compliance.services.inputs import ExtensionInput
from ipr_compliance.services.orders import Reading, read_order
from ipr_compliance.services.progress import KINDS, make, tell
from tests.factories import TODAY, a_desk, a_person, a_report, an_asker, an_office, an_update
from tests.lives import Life

FIRST = TODAY - timedelta(days=250)


def two_of_each_status(session):
    """Two of every status in three reports of two components, with updates and one request for more time each."""
    chance, office = random.Random(11), an_office(session)  # noqa: S311  # chance that can be repeated, no secret
    for number in range(3):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=300))
    for place, status in enumerate([*Status, *Status]):
        life = Life(
            session, office, report=f"R-{place % 3}", component=("CBP-OT", "PLCY")[place % 2], questioned_cost="10.25",
            due_on=TODAY + timedelta(days=chance.randint(-200, 200)),
        ).brought_to(status)  # fmt: skip
        if status.is_open:
            an_update(session, office, life.id)
        if status is Status.OPEN_RESOLVED:
            given = {"proposed_due_on": TODAY + timedelta(days=400), "reason": "Staff.", "version": life.record.version}
            extensions.ask(a_desk(session, office), life.id, ExtensionInput.read(given))
    return office


pytestmark = pytest.mark.beginning(recorded=two_of_each_status)


@pytest.fixture
def office(begun):
    return begun


def order(session, office, by=None, **asked):
    asked = {"from": str(FIRST), "as_of": str(TODAY)} | asked
    return read_order(session.connection(), asked, by or office.keeper, office.tree, TODAY)


def wanted_rows(session, office, **conditions):
    rows = recommendations.every(session.connection(), office.keeper, office.tree, Filter(**conditions), TODAY)
    return {(row.report_number, row.number): row for row in rows}


def made(session, office, asked, form):
    target = io.BytesIO()
    make(session.connection(), office.keeper, office.tree, asked, form, target)
    return target.getvalue()


LIMITS = ({"report": "R-1"}, {"status": "open-resolved"}, {"overdue": True}, {"report": "R-2", "component": "PLCY"})


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_summary_changes_overdue_items_money_and_rows_are_about_the_same(session, office, limits):
    asks = Filter(**limits).address("").removeprefix("?")
    asked, rows = order(session, office, where=asks), wanted_rows(session, office, **limits)
    figures = KINDS[asked.kind].figures(Reading(session.connection(), office.keeper, office.tree, asked))
    late = {row.id for row in rows.values() if row.status.is_open and row.due_on and row.due_on < TODAY}
    assert figures["open"] == sum(row.status.is_open for row in rows.values())
    assert figures["overdue"] == len(late)
    assert sum(figures["by_status"].values()) == len(rows)
    told = tell(session.connection(), office.keeper, office.tree, asked)
    cases = {one.heading: one for one in told.sections}
    assert {case.record for case in cases["Overdue recommendations"].cases} == late
    known = {row.id for row in rows.values()}
    assert {case.record for case in cases["What changed in the period"].cases} <= known
    assert len(cases["What changed in the period"].cases) > 0
    waiting = sum(row.status is Status.OPEN_RESOLVED for row in rows.values())
    closures = sum(row.status is Status.CLOSURE_REQUESTED for row in rows.values())
    said = " ".join(cases["Decisions asked for"].paragraphs)
    if waiting or closures:
        assert said.startswith(f"{waiting} request")
    money = cases["Money"].table.rows[0].cells
    assert money[1] == f"${10.25 * figures['open']:,.2f}"
    assert json.loads(made(session, office, asked, Format.JSON))["summary"] == figures
    table = csv.DictReader(io.StringIO(made(session, office, asked, Format.CSV).decode()))
    assert {(row["report_number"], row["number"]) for row in table} == rows.keys()


def test_reports_add_up_to_the_whole(session, office):
    def figures(**limits):
        asked = order(session, office, **limits)
        return KINDS[asked.kind].figures(Reading(session.connection(), office.keeper, office.tree, asked))

    whole, parts = figures(), [figures(report=f"R-{number}") for number in range(3)]
    for name, value in whole.items():
        if isinstance(value, int) and not name.startswith(("worst", "as_of")):
            assert sum(part[name] for part in parts) == value, name


def test_the_report_names_its_filter_in_every_form(session, office):
    asked = order(session, office, report="R-1")
    told = tell(session.connection(), office.keeper, office.tree, asked)
    assert told.subtitle.startswith("All components; Report: R-1, ")
    assert "Report: R-1" in told.footer
    assert "Report: R-1" in dict(told.sections[-1].terms)["Filter"]
    assert asked.file_name(Format.PDF) == f"progress-all-R-1-{TODAY}.pdf"
    assert asked.asks()["where"] == "report=R-1"
    assert order(session, office, where="report=R-1") == asked
    assert b"%PDF" in made(session, office, asked, Format.PDF)[:10]


def test_a_number_leads_to_its_list_or_to_none_where_the_limits_clash(session, office):
    told = tell(session.connection(), office.keeper, office.tree, order(session, office, where="whose_move=component"))
    asks = {figure.label: figure.asks for figure in told.figures}
    assert asks["Overdue"] == {"whose_move": "component", "overdue": "1"}
    assert asks["Waiting for the OIG"] is None


def test_a_view_is_ones_own_or_shared_and_its_day_does_not_count(session, office):
    email = a_person(session, office, Role.LIAISON)
    someone, _tree = people.by_email(session.connection(), email)
    desk = a_desk(session, office, someone)
    views.save(desk, "Late at CBP", Filter(overdue=True, component="CBP", as_of=FIRST, sort="report"), "")
    asked = order(session, office, someone, view="late at cbp")
    assert (asked.scope.code, asked.scope.asks, asked.scope.said) == ("CBP", (("overdue", "1"),), "Overdue")
    with pytest.raises(Invalid) as refused:
        order(session, office, view="Late at CBP")
    assert refused.value.field == "view"
    views.save(desk, "Late everywhere", Filter(overdue=True), "DHS")
    assert order(session, office, view="Late everywhere").scope.asks == (("overdue", "1"),)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"report": "R-9"}, "report"), ({"view": "none"}, "view"), ({"where": "status=lost"}, "status"),
        ({"report": "R-1", "view": "x"}, "view"), ({"report": "R-1", "kind": "sar"}, "kind"),
        ({"where": "component=PLCY", "component": "CBP"}, "component"), ({"where": "component=XX&open=1"}, "component"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_with_its_field(session, office, asked, field):
    with pytest.raises(Invalid) as refused:
        order(session, office, **asked)
    assert refused.value.field == field


def test_nobody_gets_more_than_they_may_see(session, office):
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    asked = order(session, office, viewer, report="R-1")
    figures = KINDS[asked.kind].figures(Reading(session.connection(), viewer, office.tree, asked))
    rows = wanted_rows(session, office, report="R-1", component="PLCY")
    assert sum(figures["by_status"].values()) == len(rows) > 0
    with pytest.raises(Invalid):
        order(session, office, an_asker(office, Role.VIEWER, "CBP-OFO"), report="R-1")
