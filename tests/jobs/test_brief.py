from datetime import date

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import brief
from ipr_compliance.models import Message
from ipr_compliance.program import Program
from tests.factories import a_person, a_recommendation, an_office

MONDAY = date(2026, 11, 30)


@pytest.fixture
def program(settings, database, clock):
    """The program on the test's database, on a Monday."""
    clock.at = clock.at.replace(day=30)
    return Program(settings, database, clock)


@pytest.fixture
def office(database):
    """One overdue for some weeks, one that became overdue last week, one of PLCY due soon."""
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, due_on="2026-10-01")
        a_recommendation(session, office, due_on="2026-11-25")
        a_recommendation(session, office, component="PLCY", due_on="2026-12-10")
        return office


def add(database, office, role, *codes, email):
    with database.transaction() as session:
        a_person(session, office, role, *codes, email=email)


def messages(database):
    with database.reading() as connection:
        return list(connection.execute(sa.select(Message.__table__).order_by("recipient")))


def test_each_viewer_is_told_how_things_stand_and_what_has_changed(program, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    add(database, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")
    assert brief.run(program, MONDAY) == 1
    (message,) = messages(database)
    assert (message.key, message.kind) == ("briefing:head@dhs.example:2026-11-30", "briefing")
    assert message.subject == "Week of November 30, 2026: 2 overdue, 3 open — OIG recommendations"
    for told in (
        "Since November 23, 2026: 0 closed, 1 became overdue.", "* Overdue: 2 (1 more)", "* Open: 3 (unchanged)",
        "PLCY: 0 overdue, 1 due in 30 days, 1 open", "October 1, 2026, 60 days overdue.",
        "/?as_of=2026-11-30&compare_with=2026-11-23",
    ):  # fmt: skip
        assert told in message.text


def test_a_week_is_told_once_whenever_its_first_working_day_is(program, database, office):
    add(database, office, Role.VIEWER, email="head@dhs.example")
    assert [brief.run(program, day) for day in (MONDAY, MONDAY, date(2026, 12, 1))] == [1, 0, 0]
    assert brief.run(program, date(2026, 12, 7)) == 1


def test_a_reader_is_told_of_their_own_components_alone(program, database, office):
    add(database, office, Role.VIEWER, "PLCY", email="head@plcy.example")
    brief.run(program, MONDAY)
    (message,) = messages(database)
    assert "0 overdue, 1 open" in message.subject
    assert "CBP" not in message.text


def test_where_there_is_nothing_to_tell_nothing_is_sent(program, database, office):
    add(database, office, Role.VIEWER, "CBP-OFO", email="head@cbp.example")
    assert brief.run(program, MONDAY) == 0
    assert messages(database) == []
