from datetime import timedelta

import pytest

from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.rhythms import Limits
from ipr_compliance.domain.words import Role
from ipr_compliance.queries.reminder_rules import limits, rules
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office
from tests.visitors import log_in, send

PAGE = "/admin/reminders/due-date"
GIVEN = {"before": "30, 7", "on_the_day": "1", "after": "weekly", "to": "mailbox", "supervisor": "1"}


@pytest.fixture
def visit(database, client):
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        a_recommendation(session, office, due_on=TODAY + timedelta(days=20))

    def visit(role=Role.LIAISON, *codes):
        with database.transaction() as session:
            email = a_person(session, office, role, *(codes or ("DHS",)))
        log_in(client, email)
        return client

    return visit


def held(database):
    with database.reading() as connection:
        return rules(connection)[Event.DUE_DATE]


@pytest.mark.parametrize(("role", "code"), [(Role.PROGRAM_MANAGER, "DHS"), (Role.LIAISON, "CBP"), (Role.VIEWER, "DHS")])
def test_it_is_for_those_who_keep_the_whole_department(visit, role, code):
    assert visit(role, code).get("/admin/reminders").status_code == 403


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMIN])
def test_every_rule_is_shown_in_words(visit, role):
    page = visit(role).get("/admin/reminders").text
    for words in ("Management response", "90, 60, 30, 14, 7, 1", "Mailbox of the office above: 1", "Every four weeks"):
        assert words in page


def test_a_rule_is_shown_with_what_it_would_send_and_then_saved(visit, database):
    client = visit()
    shown = send(client, PAGE, **GIVEN)
    assert "Not saved yet" in shown.text
    assert "On November 25, 2026 this would send 1 message, one to each address" in shown.text
    assert held(database) == DEFAULTS[Event.DUE_DATE]
    seen = "30, 7\n1\nweekly\nmailbox\n1\n\n"
    assert f'name="seen" value="{seen}"' in shown.text
    assert send(client, PAGE, **GIVEN, seen=seen).status_code == 303
    assert held(database).before == (30, 7)


def test_what_was_changed_after_the_preview_is_shown_again_first(visit, database):
    client = visit()
    shown = send(client, PAGE, **GIVEN, seen="another rule")
    assert "Not saved yet" in shown.text
    assert held(database) == DEFAULTS[Event.DUE_DATE]


def test_a_wrong_rule_is_told_and_what_was_typed_stays(visit):
    answer = send(visit(), PAGE, **(GIVEN | {"before": "91"}))
    assert answer.status_code == 422
    assert "Give days as numbers from 1 to 90." in answer.text
    assert 'value="91"' in answer.text


def test_an_event_that_does_not_exist_is_not_found(visit):
    assert visit().get("/admin/reminders/birthday").status_code == 404


@pytest.mark.parametrize(("code", "linked"), [("DHS", True), ("CBP", False)])
def test_the_page_of_deliveries_leads_there_for_those_who_may(visit, code, linked):
    assert ('href="/admin/reminders"' in visit(Role.LIAISON, code).get("/deliveries").text) is linked


def limited(database):
    with database.reading() as connection:
        return limits(connection)


def test_the_limits_of_a_person_s_rhythm_are_set_there(visit, database):
    client = visit()
    assert "People may choose a day of the week" in client.get("/admin/reminders").text
    given = {"reminders_at_once": ["response", "due-date"], "reminders_within": "7"}
    assert send(client, "/admin/reminders/limits", **given).status_code == 303
    assert limited(database) == Limits(weekly=False, at_once=frozenset({Event.RESPONSE, Event.DUE_DATE}), within=7)
    page = client.get("/admin/reminders").text
    assert 'value="response" checked' in page
    assert "The office does not allow" in client.get("/account").text


def test_a_wrong_limit_is_told_beside_its_field(visit, database):
    answer = send(visit(), "/admin/reminders/limits", reminders_within="91", reminders_weekly="1")
    assert answer.status_code == 422
    assert answer.text.count("Give days as a number from 0 to 90.") == 2
    assert limited(database) == Limits()


def test_limits_are_not_for_others(visit):
    assert send(visit(Role.LIAISON, "CBP"), "/admin/reminders/limits", reminders_within="7").status_code == 403
