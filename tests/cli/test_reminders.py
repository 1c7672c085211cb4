import json
from datetime import timedelta
from email.parser import BytesParser
from email.policy import default

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, Reminder
from ipr_compliance.queries import people
from tests.factories import TODAY, Office, a_person, a_recommendation, a_report, an_office
from tests.setup.mailbox import mail_server


@pytest.fixture
def ipr(database, database_url, monkeypatch, tmp_path):
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        a_recommendation(session, office, component="PLCY", due_on=TODAY - timedelta(days=3))
    for name, value in {"ENV": "development", "HOME": str(tmp_path), "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(f"IPR_{name}", value)

    def run(*arguments):
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


AS_OF = ("--as-of", TODAY.isoformat())


def test_a_reminder_is_planned_and_sent_as_a_file(ipr, tmp_path):
    assert ipr("remind", *AS_OF) == "Planned: 1.\n"
    assert ipr("deliver", *AS_OF).startswith("Sent: 1.")
    [file] = (tmp_path / "mail").glob("*.eml")
    message = BytesParser(policy=default).parsebytes(file.read_bytes())
    assert message["To"] == "policy@plcy.example"
    assert message["Subject"] == "1 overdue — OIG recommendations, PLCY"


def test_a_second_time_there_is_nothing_to_do(ipr):
    ipr("remind", *AS_OF)
    ipr("deliver", *AS_OF)
    assert ipr("remind", *AS_OF) == "Planned: 0.\n"
    assert ipr("deliver", *AS_OF).startswith("Sent: 0.")


def test_a_dry_run_prints_and_changes_nothing(ipr, database):
    printed = ipr("remind", *AS_OF, "--dry-run")
    assert "To: policy@plcy.example\nSubject: 1 overdue — OIG recommendations, PLCY\n" in printed
    assert printed.endswith("Would plan: 1. Nothing was changed.\n")
    with database.reading() as connection:
        for table in (Message, Reminder):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


def test_a_week_later_it_is_due_again_on_the_working_day_after_the_weekend(ipr):
    ipr("remind", *AS_OF)
    assert ipr("remind", "--as-of", (TODAY + timedelta(days=3)).isoformat()) == "Planned: 0.\n"
    assert ipr("remind", "--as-of", (TODAY + timedelta(days=6)).isoformat()) == "Planned: 1.\n"


def test_what_is_planned_for_a_later_day_waits_for_it(ipr):
    ipr("remind", "--as-of", "2100-01-04")
    assert ipr("deliver").startswith("Sent: 0.")
    assert ipr("deliver", "--as-of", "2100-01-03").startswith("Sent: 0.")
    assert ipr("deliver", "--as-of", "2100-01-04").startswith("Sent: 1.")


def test_machines_read_json(ipr):
    told = json.loads(ipr("remind", *AS_OF, "--dry-run", "--json"))
    [message] = told["messages"]
    assert told["also_due"] == []
    assert (message["recipient"], message["steps"]) == ("policy@plcy.example", 1)
    assert json.loads(ipr("remind", *AS_OF, "--json")) == {"planned": 1}
    assert json.loads(ipr("deliver", *AS_OF, "--json")) == {"sent": 1, "failed": 0, "try_again": 0, "cancelled": 0}


def test_a_refusal_is_told_and_the_next_run_tries_again(ipr, monkeypatch):
    with mail_server() as box:
        monkeypatch.setenv("IPR_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
        box.on_recipient = {"policy@plcy.example": "451 Busy"}
        ipr("remind", *AS_OF)
        assert "to policy@plcy.example: The mail server put it off. 451 Busy" in ipr("deliver", *AS_OF)
        box.on_recipient = {}
        assert ipr("deliver", *AS_OF).startswith("Sent: 1.")
        assert box.recipients == ["policy@plcy.example"]


def test_on_the_first_of_a_month_the_progress_reports_are_planned_too_and_once(ipr, database):
    with database.transaction() as session:
        tree = people.tree(session.connection())
        a_person(session, Office(tree, the_system("tests", tree)), Role.VIEWER, email="head@dhs.example")
    first = ("--as-of", "2026-12-01")
    assert "The monthly progress reports are due too." in ipr("remind", *first, "--dry-run")
    assert ipr("remind", *first) == "Planned: 2.\n"
    assert ipr("remind", *first) == "Planned: 0.\n"


@pytest.mark.usefixtures("ipr")
def test_a_date_that_does_not_exist_is_wrong_usage():
    result = CliRunner().invoke(main, ["remind", "--as-of", "2026-02-31"])
    assert result.exit_code == 2
    assert "not a date of the calendar" in result.output
