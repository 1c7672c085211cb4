from datetime import datetime, timedelta

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.models import Heartbeat, JobRun
from ipr_compliance.settings import Settings
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


class TestWhereBackupsAreMadeEachNight:
    @pytest.fixture
    def settings(self, settings, tmp_path):
        return Settings(**(settings.model_dump() | {"backup_dir": tmp_path}))

    @pytest.fixture
    def ran(self, database):
        def ran(job, *instant):
            at = datetime(*instant, tzinfo=OFFICE)
            with database.transaction(recorded=False) as session:
                session.add(JobRun(job=job, for_day=at.date(), done_at=at))

        return ran

    @pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMIN])
    def test_those_who_watch_see_a_night_without_one(self, enter, ran, role):
        ran("backup", 2026, 11, 23, 0, 0)
        page = enter(role).get("/help").text
        assert "<strong>No backup has been made since Monday, November 23, 2026, 12:00 a.m.</strong>" in page

    def test_a_first_one_that_failed_is_said(self, enter, ran):
        ran("backup-failed", 2026, 11, 24, 8, 0)
        assert "No backup has been made yet, and the last attempt failed." in enter(Role.ADMIN).get("/help").text

    def test_a_page_that_a_browser_has_is_sent_again_with_it(self, enter, ran):
        client = enter(Role.ADMIN)
        tag = client.get("/").headers["ETag"]
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
        ran("backup-failed", 2026, 11, 24, 8, 0)
        assert "No backup" in client.get("/", headers={"If-None-Match": tag}).text

    def test_while_they_are_made_nothing_is_said(self, enter, ran):
        client = enter(Role.ADMIN)
        assert "No backup" not in client.get("/help").text  # the first is still being made
        ran("backup-failed", 2026, 11, 23, 23, 0)
        ran("backup", 2026, 11, 24, 0, 0)
        assert "No backup" not in client.get("/help").text

    def test_others_are_not_told(self, enter, ran):
        ran("backup", 2026, 11, 20, 0, 0)
        assert "No backup" not in enter(Role.PROGRAM_MANAGER).get("/help").text


def test_where_no_folder_is_set_nothing_is_said_of_backups(enter):
    assert "No backup" not in enter(Role.ADMIN).get("/help").text


@pytest.mark.parametrize(("role", "questions"), [(Role.VIEWER, 1), (Role.PROGRAM_MANAGER, 1), (Role.LIAISON, 2)])
def test_a_page_asks_who_is_there_and_in_which_state_and_for_watchers_what_failed(enter, role, questions, statements):
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
