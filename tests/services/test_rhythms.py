import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.rhythms import Limits
from ipr_compliance.domain.words import Rhythm, Role
from ipr_compliance.models import History, OfficeSetting
from ipr_compliance.queries import people, reminders
from ipr_compliance.queries.reminder_rules import limits
from ipr_compliance.services import office as offices
from ipr_compliance.services import reminders as planning
from ipr_compliance.services import rhythms
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, a_report, an_asker, an_office

HEAD = "head@plcy.example"
TIGHT = Limits(weekly=False, at_once=frozenset({Event.RESPONSE}), within=7)


@pytest.fixture
def office(session):
    office = an_office(session)
    a_report(session, office, issued_on=TODAY - timedelta(days=10))
    a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=HEAD)
    return office


def me(session) -> Asker:
    return people.by_email(session.connection(), HEAD)[0]


def choose(session, rhythm):
    rhythms.choose(session, rhythm, by=me(session), today=TODAY, now=NOW)


def last_entry(session):
    row = session.connection().execute(sa.select(History.__table__).order_by(History.seq.desc()).limit(1)).one()
    return row.subject, row.kind, json.loads(row.changes)


def told(session, office, today=TODAY):
    drafts = planning.drafts(session.connection(), by=office.keeper, today=today, base_url="https://tracker.example")
    return {draft.digest.recipient: draft.letter for draft in drafts}


@pytest.mark.usefixtures("office")
def test_everybody_is_reminded_daily_unless_they_choose(session):
    assert reminders.rhythms(session.connection()) == {HEAD: Rhythm.DAILY}
    choose(session, "thursday")
    assert reminders.rhythms(session.connection()) == {HEAD: Rhythm.THURSDAY}
    assert last_entry(session) == ("person", "rhythm-chosen", {"rhythm": {"from": "daily", "to": "thursday"}})


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("rhythm", ["", "never", "sunday"])
def test_what_is_no_rhythm_is_refused(session, rhythm):
    with pytest.raises(Invalid):
        choose(session, rhythm)


def test_where_the_office_does_not_allow_it_nobody_chooses_a_day(session, office):
    rhythms.limit(a_desk(session, office), TIGHT)
    with pytest.raises(Invalid):
        choose(session, "monday")
    choose(session, "daily")


def test_a_weekly_reader_is_told_on_their_day_and_the_mailbox_daily(session, office):
    a_recommendation(session, office, component="PLCY", responsible_email=HEAD, due_on=TODAY + timedelta(days=30))
    choose(session, "monday")
    assert list(told(session, office)) == ["policy@plcy.example"]
    letter = told(session, office, TODAY + timedelta(days=6))[HEAD]
    assert "You are reminded weekly, on Mondays; what is overdue or cannot wait comes at once." in letter.text
    assert "To choose another rhythm: https://tracker.example/account#reminders" in letter.text
    assert "You are reminded weekly, on Mondays;" in letter.html


def test_what_is_overdue_waits_for_no_day(session, office):
    a_recommendation(session, office, component="PLCY", responsible_email=HEAD, due_on=TODAY - timedelta(days=3))
    choose(session, "monday")
    assert HEAD in told(session, office)


def test_the_mailbox_s_digest_says_nothing_about_a_rhythm(session, office):
    a_recommendation(session, office, component="PLCY", due_on=TODAY)
    assert "rhythm" not in told(session, office)["policy@plcy.example"].text


def test_limits_that_forbid_it_make_everybody_daily_again(session, office):
    a_recommendation(session, office, component="PLCY", responsible_email=HEAD, due_on=TODAY + timedelta(days=30))
    choose(session, "monday")
    rhythms.limit(a_desk(session, office), TIGHT)
    letter = told(session, office)[HEAD]
    assert "rhythm" not in letter.text


def test_limits_are_kept_where_they_differ_and_history_tells(session, office):
    rhythms.limit(a_desk(session, office), TIGHT)
    assert limits(session.connection()) == TIGHT
    subject, kind, changes = last_entry(session)
    assert (subject, kind, changes["reminders_weekly"]) == ("reminder-rule", "changed", {"from": "1", "to": ""})
    rhythms.limit(a_desk(session, office), Limits())
    assert session.connection().execute(sa.select(OfficeSetting.__table__)).all() == []


def test_the_office_s_other_rules_leave_them_alone(session, office):
    rhythms.limit(a_desk(session, office), TIGHT)
    offices.change(a_desk(session, office), {"response_days": "60"})
    assert limits(session.connection()) == TIGHT


def test_what_changes_nothing_is_refused(session, office):
    with pytest.raises(Invalid):
        rhythms.limit(a_desk(session, office), Limits())


@pytest.mark.parametrize(("role", "code"), [(Role.LIAISON, "CBP"), (Role.PROGRAM_MANAGER, "DHS"), (Role.ADMIN, "CBP")])
def test_only_who_keeps_the_whole_department_sets_limits(session, office, role, code):
    with pytest.raises(NotAllowed):
        rhythms.limit(a_desk(session, office, an_asker(office, role, code)), TIGHT)
