from datetime import datetime, timedelta

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.models import Heartbeat
from ipr_compliance.web.rendering import excerpt
from tests.factories import NOW, OFFICE, a_person, an_office
from tests.visitors import log_in

ALARM = "Reminders have not run"


@pytest.fixture
def enter(database, client):
    """Let somebody in with a role, at a time when the scheduler was last heard at an instant, or never."""

    def enter(role, last=None):
        with database.transaction() as session:
            a_person(session, an_office(session), role)
            if last:
                session.add(Heartbeat(name="scheduler", at=last))
        log_in(client, f"{role}@dhs.example")
        return client

    return enter


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMIN])
def test_those_who_watch_over_messages_see_that_none_go_out(enter, role):
    page = enter(role, datetime(2026, 11, 24, 6, 0, tzinfo=OFFICE)).get("/help").text
    assert "<strong>Reminders have not run since Tuesday, November 24, 2026, 6:00 a.m.</strong>" in page


def test_a_scheduler_that_never_ran_is_said(enter):
    assert "<strong>Reminders have not run yet.</strong>" in enter(Role.LIAISON).get("/help").text


def test_while_the_scheduler_runs_nothing_is_said(enter):
    assert ALARM not in enter(Role.LIAISON, NOW - timedelta(minutes=4)).get("/help").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAM_MANAGER])
def test_others_see_no_alarm(enter, role):
    assert ALARM not in enter(role).get("/help").text


@pytest.mark.parametrize(("role", "questions"), [(Role.VIEWER, 2), (Role.PROGRAM_MANAGER, 2), (Role.LIAISON, 3)])
def test_a_page_asks_for_the_session_and_the_state_and_for_watchers_what_failed(enter, role, questions, statements):
    client = enter(role)
    client.get("/help")  # what is kept for a state has been worked out then
    statements.clear()
    client.get("/help")
    assert len([one for one in statements if one.startswith("SELECT")]) == questions


@pytest.mark.parametrize(
    ("text", "shown"), [("a\n b", "a b"), ("x" * 161, "x" * 160 + "…"), ("x" * 160, "x" * 160), ("", "")]
)
def test_a_row_shows_the_beginning_of_a_text_on_one_line(text, shown):
    assert excerpt(text) == shown
