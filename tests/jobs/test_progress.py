from datetime import date

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver, progress
from ipr_compliance.models import Attachment, Message
from ipr_compliance.program import Program
from tests.factories import a_person, a_recommendation, an_office

FIRST = date(2026, 12, 1)


@pytest.fixture
def program(settings, database, clock):
    """The program on the test's database, on the first of December."""
    clock.at = clock.at.replace(month=12, day=1)
    return Program(settings, database, clock)


@pytest.fixture
def office(database):
    """Two overdue recommendations, one of CBP-OT and one of PLCY."""
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, due_on="2026-11-20")
        a_recommendation(session, office, component="PLCY", due_on="2026-11-30", text="Coordinate the strategy.")
        return office


def add(database, office, role, *codes, email):
    with database.transaction() as session:
        a_person(session, office, role, *codes, email=email)


def messages(database):
    with database.reading() as connection:
        return list(connection.execute(sa.select(Message.__table__).order_by("recipient")))


def enclosures(database):
    with database.reading() as connection:
        return list(connection.execute(sa.select(Attachment.__table__).order_by("message_id")))


def test_each_viewer_gets_the_report_about_the_month_that_has_ended(program, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    add(database, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")
    assert progress.run(program, FIRST) == 1
    (message,) = messages(database)
    assert (message.key, message.recipient) == ("progress:head@dhs.example:2026-11", "head@dhs.example")
    assert message.subject.startswith("Progress report, November 2026: 1 overdue, 2 open")
    assert "As of November 30, 2026, 2 of 2 recommendations are open: 1 overdue, by 10 days" in message.text
    assert "/progress?as_of=2026-11-30&from=2026-11-01" in message.text
    (enclosure,) = enclosures(database)
    assert (enclosure.name, enclosure.media_type) == ("progress-all-2026-11-30.pdf", "application/pdf")
    assert bytes(enclosure.content).startswith(b"%PDF")


def test_a_report_tells_its_reader_only_what_they_may_see(program, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    add(database, office, Role.VIEWER, "PLCY", email="head@plcy.example")
    assert progress.run(program, FIRST) == 2
    whole, part = messages(database)
    assert "2 of 2 recommendations are open" in whole.text
    assert "1 of 1 recommendation is open" in part.text
    first, second = (bytes(one.content) for one in enclosures(database))
    assert first != second


def test_a_second_run_plans_nothing(program, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    progress.run(program, FIRST)
    assert progress.run(program, FIRST) == 0
    assert len(messages(database)) == len(enclosures(database)) == 1


def test_nobody_gets_a_report_about_nothing(program, database, office):
    add(database, office, Role.VIEWER, "CBP-OFO", email="head@ofo.example")
    assert progress.run(program, FIRST) == 0


def test_a_late_run_is_still_about_the_month_that_has_ended(program, clock, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    clock.at = clock.at.replace(day=9)
    progress.run(program, FIRST)
    (message,) = messages(database)
    assert "As of November 30, 2026" in message.text


def test_the_report_is_delivered_with_its_file(program, database, office, settings):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    progress.run(program, FIRST)
    deliver.run(program)
    (letter,) = (settings.home / "mail").glob("*.eml")
    assert "progress-all-2026-11-30.pdf" in letter.read_text(encoding="utf-8", errors="replace")
