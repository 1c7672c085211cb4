import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.adapters.tables import opened
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Shape
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, Recommendation, Report, Standing
from ipr_compliance.queries import history
from ipr_compliance.services import decisions, import_updates, imports, standings
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.import_staging import staged
from ipr_compliance.services.inputs import DecisionInput
from tests.factories import NOW, OFFICE, TODAY, Office, a_recommendation, an_asker, an_office

ROW = {"report_number": "OIG-26-01", "number": "1", "text": "We recommend.", "component": "CBP-OT"}
UPDATE = {"report_number": "OIG-26-01", "number": "1", "on": "2026-03-01", "note": "Draft sent."}
ISSUED = {"issued_on": "2026-01-28", "report_title": "About OIG-26-01"}


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


@pytest.fixture
def table(session: Session, office: Office, tmp_path: Path) -> "Importing":
    return Importing(session, office, tmp_path / "table.csv")


class Importing:
    """Imports rows given as facts, as the command does."""

    def __init__(self, session: Session, office: Office, path: Path) -> None:
        self.session, self.office, self.path = session, office, path
        self.by = replace(office.keeper, via="import of table.csv")

    def accept(self, *rows: dict[str, str], today: date = TODAY) -> Outcome:
        shape = Shape.of_records(self.office.tree, today)
        with opened(self._written(rows)) as table, staged(table, shape, Options()) as ready:
            return imports.accept(
                self.session, ready, by=self.by, tree=self.office.tree, today=today, now=NOW, zone=OFFICE
            )

    def preview(self, *rows: dict[str, str]) -> Outcome:
        shape = Shape.of_records(self.office.tree, TODAY)
        with opened(self._written(rows)) as table, staged(table, shape, Options()) as ready:
            return imports.preview(self.session.connection(), ready, by=self.by, tree=self.office.tree, today=TODAY)

    def tell(self, *rows: dict[str, str]) -> Outcome:
        with opened(self._written(rows)) as table, staged(table, Shape.of_updates(TODAY), Options()) as ready:
            return import_updates.accept(
                self.session, ready, by=self.by, tree=self.office.tree, today=TODAY, now=NOW, zone=OFFICE
            )

    def refused(self, *rows: dict[str, str], told: bool = False) -> list[tuple[int, str]]:
        with pytest.raises(imports.RowsRefused) as refusal:
            (self.tell if told else self.accept)(*rows)
        return [(problem.line, problem.column) for problem in refusal.value.outcome.refused]

    def _written(self, rows: tuple[dict[str, str], ...]) -> Path:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
        self.path.write_text(text.getvalue(), encoding="utf-8")
        return self.path

    def record(self, number: str = "1") -> Any:
        return self.session.connection().execute(sa.select(Recommendation).where(Recommendation.number == number)).one()

    def entries(self, number: str = "1") -> list[Any]:
        return list(standings.history_of(self.session.connection(), [self.record(number).id]))

    def intervals(self, number: str = "1") -> list[tuple[Any, ...]]:
        statement = (
            sa.select(Standing.from_on, Standing.status, Standing.due_on, Standing.closed_on)
            .where(Standing.recommendation_id == self.record(number).id)
            .order_by(Standing.from_on)
        )
        return [tuple(row) for row in self.session.connection().execute(statement)]

    def everything(self) -> dict[str, list[Any]]:
        connection = self.session.connection()
        models = (Report, Recommendation, Standing, History)
        return {model.__name__: [tuple(row) for row in connection.execute(sa.select(model))] for model in models}


def test_a_row_becomes_a_record_with_report_history_standing_and_interval(table: Importing) -> None:
    outcome = table.accept(ROW | ISSUED | {"due_on": "2027-01-31", "priority": "yes", "questioned_cost": "$1,234.50"})
    assert (outcome.new, outcome.reports_new) == (1, 1)
    record = table.record()
    assert (str(record.questioned_cost), record.priority, record.due_on) == ("1234.50", True, date(2027, 1, 31))
    assert (record.original_due_on, record.status, record.version) == (date(2027, 1, 31), "response-due", 1)
    assert table.intervals() == [(date(2026, 1, 28), "response-due", date(2027, 1, 31), None)]
    report = table.session.connection().execute(sa.select(Report)).one()
    assert (report.title, report.issued_on, report.complete_by) == (
        "About OIG-26-01",
        date(2026, 1, 28),
        date(2027, 7, 28),
    )


def test_stored_standings_are_what_a_rebuild_makes_of_the_history(table: Importing) -> None:
    closed = {"number": "2", "status": "closed-implemented", "closed_on": "2026-05-01", "costs_agreed": "7"}
    table.accept(ROW | ISSUED | {"status": "open-resolved", "due_on": "2026-09-01"}, ROW | ISSUED | closed)
    stored = table.everything()
    standings.rebuild_all(table.session, [table.record("1").id, table.record("2").id], table.office.tree, OFFICE)
    assert table.everything() == stored


def test_the_chain_holds_after_an_import_and_names_it(table: Importing) -> None:
    table.accept(ROW)
    assert history.first_break(table.session.connection()) is None
    newest = table.session.connection().execute(sa.select(History).order_by(History.seq.desc())).first()
    assert (newest.subject, newest.subject_id, newest.kind) == ("import", newest.seq, "accepted")
    assert newest.actor == "tests (import of table.csv)"


def test_a_preview_changes_nothing(table: Importing) -> None:
    before = table.everything()
    assert table.preview(ROW).new == 1
    assert table.everything() == before


def test_a_second_run_changes_nothing_at_all(table: Importing) -> None:
    rows = (ROW | ISSUED | {"status": "open-resolved"}, ROW | ISSUED | {"number": "2", "status": "closed-superseded"})
    table.accept(*rows)
    before = table.everything()
    outcome = table.accept(*rows, today=TODAY + timedelta(days=1))
    assert (outcome.unchanged, outcome.changes_something, outcome.conflicts) == (2, False, [])
    assert table.everything() == before


def test_a_report_without_title_and_date_is_accepted(table: Importing) -> None:
    table.accept(ROW)
    report = table.session.connection().execute(sa.select(Report)).one()
    assert (report.title, report.issued_on) == (None, None)
    assert table.intervals() == [(TODAY, "response-due", None, None)]


def test_a_later_file_completes_the_report_and_its_records_begin_with_its_issue(table: Importing) -> None:
    table.accept(ROW, ROW | {"number": "2"})
    outcome = table.accept(ROW | ISSUED)
    assert (outcome.reports_changed, outcome.unchanged) == (1, 1)
    assert [table.intervals(number)[0][0] for number in ("1", "2")] == [date(2026, 1, 28)] * 2


def test_a_report_recorded_otherwise_is_a_conflict_that_stops_nothing(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    outcome = table.accept(ROW | {"number": "2", "issued_on": "2026-01-29", "report_title": "Another title"})
    assert [(one.column, one.number) for one in outcome.conflicts] == [("report_title", None), ("issued_on", None)]
    assert outcome.new == 1


def test_changed_facts_are_one_entry_with_old_and_new_values(table: Importing) -> None:
    table.accept(ROW | ISSUED | {"due_on": "2027-01-31"})
    changed = ROW | {"due_on": "2027-03-31", "text": "We recommend otherwise.", "component": "CBP-OFO"}
    assert table.accept(changed).changed == 1
    entry = table.entries()[-1]
    assert (entry.kind, entry.effective_on) == (Kind.EDITED, TODAY)
    assert '"due_on":{"from":"2027-01-31","to":"2027-03-31"}' in entry.changes
    record = table.record()
    assert (record.text, record.due_on, record.original_due_on) == (
        "We recommend otherwise.", date(2027, 3, 31), date(2027, 1, 31),
    )  # fmt: skip
    assert record.version == 2


def test_a_blank_cell_says_nothing_about_what_is_recorded(table: Importing) -> None:
    table.accept(ROW | {"due_on": "2027-01-31", "responsible_official": "Director"})
    assert table.accept(ROW | {"due_on": "", "responsible_official": ""}).unchanged == 1
    assert table.record().responsible_official == "Director"


def test_a_status_told_otherwise_is_a_conflict_and_not_applied(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    outcome = table.accept(ROW | {"status": "closed-implemented", "closed_on": "2026-05-01", "priority": "1"})
    assert [(one.line, one.column, one.ours, one.theirs) for one in outcome.conflicts] == [
        (2, "status", "response-due", "closed-implemented"), (2, "closed_on", "", "2026-05-01"),
    ]  # fmt: skip
    assert (outcome.changed, table.record().status, table.record().priority) == (1, "response-due", True)


ANSWERED = ROW | ISSUED | {"status": "open-unresolved"}


def test_the_oig_s_first_acceptance_of_a_plan_is_recorded_as_a_decision_of_today(table: Importing) -> None:
    table.accept(ANSWERED)
    outcome = table.accept(ANSWERED | {"status": "open-resolved", "due_on": "2027-03-01"})
    assert (outcome.changed, outcome.conflicts) == (1, [])
    record, entries = table.record(), table.entries()
    assert (record.status, record.last_word, record.decided_on) == ("open-resolved", "oig", TODAY)
    assert [(entry.kind, entry.effective_on) for entry in entries[-2:]] == [
        (Kind.EDITED, TODAY),
        (Kind.DECISION, TODAY),
    ]
    assert record.version == 2
    assert table.accept(ANSWERED | {"status": "open-resolved", "due_on": "2027-03-01"}).unchanged == 1


def test_what_a_table_decides_is_what_a_person_would_have_recorded(table: Importing) -> None:
    table.accept(ANSWERED, ANSWERED | {"number": "2"})
    desk = Desk(table.session, table.by, table.office.tree, TODAY, NOW, OFFICE)
    given = DecisionInput(status="open-resolved", decided_on=TODAY, version=1)
    decisions.record(desk, table.record("2").id, given)
    table.accept(ANSWERED | {"status": "open-resolved"})
    ours, theirs = (table.entries(number)[-1] for number in "12")
    assert (ours.kind, ours.effective_on, ours.changes) == (theirs.kind, theirs.effective_on, theirs.changes)
    assert table.intervals("1") == table.intervals("2")


def test_a_closing_in_the_report_itself_is_recorded_as_of_its_issue(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    row = ROW | ISSUED | {"status": "closed-implemented", "closed_on": ISSUED["issued_on"]}
    assert (table.accept(row).changed, table.record().status) == (1, "closed-implemented")
    assert table.record().closed_on.isoformat() == ISSUED["issued_on"]
    assert table.accept(row).unchanged == 1


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        ({}, {"status": "closed-implemented", "closed_on": "2026-03-01"}, "the day of issue as the day of decision"),
        ({}, {"status": "closed-implemented"}, "the day of issue as the day of decision"),
        ({}, {"status": "open-unresolved", "agreement": "concur", "due_on": "2027-01-01"}, "agreement, plan, due date"),
        ({"status": "open-resolved"}, {"status": "open-unresolved"}, "the OIG's letter"),
        ({"status": "open-resolved"}, {"status": "closure-requested"}, "implementation date, statement and at least"),
        ({"status": "closure-requested"}, {"status": "closed-implemented"}, "the OIG's letter"),
        ({"status": "closure-requested"}, {"status": "open-resolved"}, "the OIG's letter and what is missing"),
    ],
)
def test_a_move_for_which_a_table_lacks_something_is_a_conflict_that_names_it(
    table: Importing, before: dict[str, str], after: dict[str, str], needs: str
) -> None:
    table.accept(ROW | ISSUED | before)
    outcome = table.accept(ROW | ISSUED | after)
    conflict = next(one for one in outcome.conflicts if one.column == "status")
    assert needs in conflict.reason
    assert table.record().status == before.get("status", "response-due")


def test_once_the_oig_has_analysed_the_response_its_acceptance_needs_the_letter(table: Importing) -> None:
    table.accept(ANSWERED)
    desk = Desk(table.session, table.by, table.office.tree, TODAY, NOW, OFFICE)
    refusal = DecisionInput(status="open-unresolved", decided_on=TODAY, note="Not yet.", version=1)
    decisions.record(desk, table.record().id, refusal)
    outcome = table.accept(ANSWERED | {"status": "open-resolved"})
    assert "the OIG's letter, unless this is its first analysis" in outcome.conflicts[0].reason
    assert table.record().status == "open-unresolved"


def test_what_the_file_does_not_mention_is_listed_and_left_alone(table: Importing) -> None:
    table.accept(ROW, ROW | {"number": "2"}, ROW | {"report_number": "OIG-26-02"})
    outcome = table.accept(ROW | {"number": "2"})
    assert outcome.missing == [{"report_number": "OIG-26-01", "number": "1"}]
    assert outcome.changes_something is False


def test_an_identical_repeat_counts_once(table: Importing) -> None:
    assert table.accept(ROW, ROW | {"text": " We recommend. "}).new == 1


def test_rows_that_contradict_each_other_are_both_refused_and_nothing_is_imported(table: Importing) -> None:
    before = table.everything()
    assert table.refused(ROW, ROW | {"number": "2"}, ROW | {"text": "Otherwise."}) == [(2, "number"), (4, "number")]
    assert table.everything() == before


def test_rows_that_tell_a_report_differently_are_refused(table: Importing) -> None:
    assert table.refused(ROW | ISSUED, ROW | ISSUED | {"number": "2", "issued_on": "2026-01-29"}) == [(3, "issued_on")]


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"component": "CBP-XX"}, "component"),
        ({"due_on": "2026-01-27"}, "due_on"),
        ({"closed_on": "2026-01-27", "status": "closed-implemented"}, "closed_on"),
        ({"closed_on": "2026-02-27"}, "status"),
        ({"report_number": ""}, "report_number"),
    ],
)
def test_a_single_bad_row_refuses_the_whole_file(table: Importing, facts: dict[str, str], column: str) -> None:
    table.accept(ROW | ISSUED)
    before = table.everything()
    assert table.refused(ROW | {"number": "2"}, ROW | {"number": "3"} | facts) == [(3, column)]
    assert table.everything() == before


def test_a_preview_lists_the_refused_rows_and_does_not_call_their_records_missing(table: Importing) -> None:
    table.accept(ROW)
    outcome = table.preview(ROW | {"due_on": "31 February 2026"})
    assert ([one.value for one in outcome.refused], outcome.missing) == (["31 February 2026"], [])


def test_somebody_imports_only_into_components_whose_records_they_keep(table: Importing) -> None:
    table.by = an_asker(table.office, Role.LIAISON, "CBP-OFO")
    assert table.refused(ROW) == [(2, "component")]


def test_records_made_by_hand_follow_imported_ones(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    newer = a_recommendation(table.session, table.office, "OIG-26-01", number="9")
    assert newer > table.record().id
    assert a_recommendation(table.session, table.office, "OIG-26-77", number="9") > newer


def test_a_history_dates_the_past_and_splits_it(table: Importing) -> None:
    table.accept(ROW | ISSUED | {"status": "closed-implemented", "due_on": "2026-09-01"})
    outcome = table.tell(
        UPDATE | {"on": "2026-08-01", "status": "closed-implemented"},
        UPDATE | {"on": "2026-03-01", "status": "open-resolved", "due_on": "2026-10-01", "author": "Program office"},
    )
    assert outcome.new == 2
    assert table.intervals() == [
        (date(2026, 1, 28), "response-due", date(2026, 9, 1), None),
        (date(2026, 3, 1), "open-resolved", date(2026, 10, 1), None),
        (date(2026, 8, 1), "closed-implemented", date(2026, 10, 1), date(2026, 8, 1)),
    ]
    assert table.record().last_update_on == date(2026, 8, 1)


def test_an_update_of_a_history_names_old_and_new_value_and_its_author(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    table.tell(
        UPDATE | {"status": "open-resolved", "author": "Program office"},
        UPDATE | {"on": "2026-04-01", "status": "closure-requested", "author": ""},
    )
    first, second = table.entries()[-2:]
    assert (first.kind, first.effective_on, first.note) == (Kind.REPORTED, date(2026, 3, 1), "Draft sent.")
    assert '"author":{"from":null,"to":"Program office"}' in first.changes
    assert '"status":{"from":"response-due","to":"open-resolved"}' in first.changes
    assert '"status":{"from":"open-resolved","to":"closure-requested"}' in second.changes


def test_a_history_told_again_changes_nothing(table: Importing) -> None:
    table.accept(ROW | ISSUED)
    rows = (UPDATE | {"status": "open-resolved", "due_on": "2026-10-01"}, UPDATE | {"on": "2026-04-01"})
    table.tell(*rows, rows[0])
    before = table.everything()
    outcome = table.tell(*rows)
    assert (outcome.new, outcome.unchanged) == (0, 2)
    assert table.everything() == before


def test_a_history_in_two_parts_is_the_same_as_in_one(table: Importing) -> None:
    table.accept(ROW | ISSUED | {"due_on": "2026-09-01"}, ROW | ISSUED | {"number": "2", "due_on": "2026-09-01"})
    early, late = UPDATE | {"status": "open-resolved"}, UPDATE | {"on": "2026-04-01", "status": "closed-superseded"}
    table.tell(late)
    table.tell(early)
    table.tell(early | {"number": "2"}, late | {"number": "2"})
    assert table.intervals("1") == table.intervals("2")
    assert len(table.intervals("1")) == 3


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"on": "2026-11-25"}, "on"),
        ({"on": "2026-01-27"}, "on"),
        ({"number": "7"}, "number"),
        ({"report_number": "OIG-99-99"}, "number"),
        ({"status": "finished"}, "status"),
        ({"note": ""}, "note"),
    ],
)
def test_a_bad_row_refuses_the_whole_history(table: Importing, facts: dict[str, str], column: str) -> None:
    table.accept(ROW | ISSUED)
    before = table.everything()
    assert table.refused(UPDATE, UPDATE | facts, told=True) == [(3, column)]
    assert table.everything() == before


def test_a_long_file_is_written_in_steps_that_know_nothing_of_each_other(table: Importing) -> None:
    rows = [ROW | {"report_number": f"R-{number % 700}", "number": str(number // 700)} for number in range(4500)]
    assert table.accept(*rows).new == 4500
    updates = [UPDATE | {name: row[name] for name in ("report_number", "number")} for row in rows]
    assert table.tell(*reversed(updates)).new == 4500
    assert history.first_break(table.session.connection()) is None
    assert table.accept(*rows).unchanged == 4500
