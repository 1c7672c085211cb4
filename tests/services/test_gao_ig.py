import csv
import io
import json
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.refusal import Invalid, NotAllowed, NotFound
from ipr_compliance.domain.reporting_periods import asked_for
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import history, progress
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services import reports
from ipr_compliance.services.inputs import EditInput, ReportChangeInput
from ipr_compliance.services.orders import Order, Reading
from ipr_compliance.services.progress import make, tell
from ipr_compliance.services.rows_behind import ROWS, rows_behind
from tests.factories import TODAY, a_desk, a_recommendation, a_report, an_asker, an_office, an_update
from tests.lives import Life

YEAR_AGO = add_months(TODAY, -12)


def ordered(office, last=None, code="", asker=None):
    scope = progress.scope(asker or office.keeper, office.tree, code)
    return Order(scope, asked_for(Kind.GAO_IG, None, last, TODAY), TODAY, Kind.GAO_IG)


def made(session, office, form, **asked):
    target = io.BytesIO()
    asker = asked.get("asker") or office.keeper
    make(session.connection(), asker, office.tree, ordered(office, **asked), form, target)
    return target.getvalue()


def answer(session, office, **asked):
    return json.loads(made(session, office, Format.JSON, **asked))


@pytest.fixture
def office(session):
    """A report of exactly a year ago with one response missing, and one that is a day too young."""
    office = an_office(session)
    a_report(session, office, "OLD", issued_on=YEAR_AGO, link="https://oig.example/old")
    a_report(session, office, "YOUNG", issued_on=YEAR_AGO + timedelta(days=1))
    a_recommendation(session, office, "OLD", component="PLCY")
    a_recommendation(session, office, "YOUNG")
    return office


def test_what_was_published_a_year_ago_is_listed_and_what_is_younger_is_a_difference(session, office):
    told = answer(session, office)
    (item,) = told["items"]
    assert (item["report_number"], item["link"], item["difference"]) == ("OLD", "https://oig.example/old", None)
    assert item["implementation"] == "No response: counts as unresolved."
    (other,) = told["differences"]
    assert other["report_number"] == "YOUNG"
    assert "less than a year" in other["why"]
    assert told["semiannual_report"] == {"from": "2026-04-01", "to": "2026-09-30"}


def test_the_reason_and_the_timeline_come_from_the_last_update_by_that_day(session, office):
    late = a_recommendation(session, office, "OLD", due_on="2026-11-20")
    an_update(session, office, late, note="Waits for the system.", next_step="Test it", next_step_on="2026-12-20")
    item = answer(session, office)["items"][1]
    assert item["reason"] == "November 24, 2026: Waits for the system."
    assert item["timeline"] == "November 20, 2026 (4 days overdue). Next: Test it by December 20, 2026"
    before = answer(session, office, last=TODAY - timedelta(days=1))
    assert before["items"] == []


def test_what_was_closed_since_the_semiannual_report_is_explained(session, office):
    life = Life(session, office, report="OLD")
    life.respond(received_on=YEAR_AGO)
    life.decide(Status.CLOSED_SUPERSEDED, decided_on=date(2026, 10, 5))
    why = {row["number"]: row["why"] for row in answer(session, office)["differences"]}
    assert why[life.record.number] == "The OIG closed it on October 5, 2026."


def test_a_move_to_another_component_explains_a_difference_of_a_component_s_list(session, office):
    (row,) = answer(session, office)["items"]
    keeping.edit(a_desk(session, office), row["id"], EditInput.read({"component": "CBP-OT", "version": 1}))
    (other,) = answer(session, office, code="PLCY")["differences"]
    assert other["why"] == "It belongs to another component now."


def test_every_form_lists_the_same(session, office):
    table = list(csv.DictReader(io.StringIO(made(session, office, Format.CSV).decode(), newline="")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX)))
    names, *rows = book.get_sheet_by_name("Recommendations").to_python()
    assert [row["report_number"] for row in table] == [row[names.index("report_number")] for row in rows] == ["OLD"]
    assert table[0]["implementation"] == rows[0][names.index("implementation")]
    assert len(book.get_sheet_by_name("Differences").to_python()) == 2
    html = made(session, office, Format.HTML).decode()
    assert "1 recommendation published on or before November 24, 2025" in html
    assert "OLD, recommendation 1 (PLCY)" in html
    assert made(session, office, Format.PDF).startswith(b"%PDF")


def declare(session, office, number, public, **when):
    reports.change(a_desk(session, office, **when), number, ReportChangeInput(public=public, note="Sensitive."))


def test_what_is_not_public_is_left_out_counted_and_a_difference(session, office):
    a_report(session, office, "SECRET", issued_on=YEAR_AGO, public=False)
    for _ in range(2):
        hidden = a_recommendation(session, office, "SECRET")
    told = answer(session, office)
    assert [item["report_number"] for item in told["items"]] == ["OLD"]
    assert told["not_public"] == 2
    why = [row["why"] for row in told["differences"] if row["report_number"] == "SECRET"]
    assert why == ["The report is not public."] * 2
    html = made(session, office, Format.HTML).decode()
    assert "2 recommendations of reports that are not public are left out" in html
    assert f"/recommendations/{hidden}" not in html.split("Differences")[0]
    about = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX))).get_sheet_by_name("About")
    assert ["not_public", 2] in about.to_python()
    reading = Reading(session.connection(), office.keeper, office.tree, ordered(office))
    assert rows_behind(reading, "items", "").total == "1 recommendation"


def test_a_list_as_of_a_past_day_follows_what_history_said_then(session, office):
    declare(session, office, "OLD", public=False, today=TODAY + timedelta(days=3))
    declare(session, office, "OLD", public=True, today=TODAY + timedelta(days=5))
    listed = {
        days: len(answer(session, office, last=TODAY + timedelta(days=days))["items"]) for days in (0, 2, 3, 4, 5)
    }
    # The younger report is a year old from the second day on.
    assert listed == {0: 1, 2: 2, 3: 1, 4: 1, 5: 2}


def test_history_tells_both_values_and_who_does_not_keep_the_report_cannot_say(session, office):
    declare(session, office, "OLD", public=False)
    (entry,) = [one for one in history.timeline(session.connection(), "report", 1) if one.kind == "edited"]
    assert (entry.changes, entry.note) == ({"public": {"from": True, "to": False}}, "Sensitive.")
    with pytest.raises(Invalid, match="not public already"):
        declare(session, office, "OLD", public=False)
    for asker, refusal in ((an_asker(office, Role.VIEWER, "PLCY"), NotAllowed),
                           (an_asker(office, Role.LIAISON, "CBP"), NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            reports.change(a_desk(session, office, asker), "OLD", ReportChangeInput(public=True))
    reports.change(
        a_desk(session, office, an_asker(office, Role.LIAISON, "PLCY")), "OLD", ReportChangeInput(public=True)
    )


def test_the_count_of_what_is_left_out_is_of_what_one_sees(session, office):
    declare(session, office, "OLD", public=False)
    assert answer(session, office)["not_public"] == 1
    assert answer(session, office, asker=an_asker(office, Role.VIEWER, "CBP"))["not_public"] == 0


def test_nobody_reads_about_components_that_are_not_theirs(session, office):
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    told = answer(session, office, asker=viewer)
    assert [item["component"] for item in told["items"]] == ["PLCY"]
    assert told["differences"] == []


@pytest.mark.parametrize("table", ["items", "differences"])
def test_each_number_opens_its_rows(session, office, table):
    for _ in range(ROWS):
        a_recommendation(session, office, "OLD" if table == "items" else "YOUNG")
    reading = Reading(session.connection(), office.keeper, office.tree, ordered(office))
    told = tell(session.connection(), office.keeper, office.tree, ordered(office), 3)
    first, second = rows_behind(reading, table, ""), rows_behind(reading, table, "", ROWS)
    assert first.total == second.total == f"{ROWS + 1} recommendations"
    assert (len(first.table.rows), first.next, len(second.table.rows), second.next) == (ROWS, ROWS, 1, None)
    assert {figure.asks["table"]: figure.value for figure in told.figures}[table] == ROWS + 1


@pytest.mark.parametrize("table", ["questioned_costs", "nothing", ""])
def test_a_table_that_this_report_does_not_have_is_not_found(session, office, table):
    with pytest.raises(NotFound):
        rows_behind(Reading(session.connection(), office.keeper, office.tree, ordered(office)), table, "A")


def test_many_items_are_read_in_steps(session, office, statements):
    for _ in range(5):
        a_recommendation(session, office, "OLD")
    statements.clear()
    made(session, office, Format.CSV)
    assert len(statements) <= 6
