import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, To
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, Message, ReminderRule
from ipr_compliance.queries.reminder_rules import rules
from ipr_compliance.services import reminder_rules, reminders
from tests.factories import TODAY, a_desk, a_recommendation, a_report, an_asker, an_office

DUE = DEFAULTS[Event.DUE_DATE]
SOONER = replace(DUE, before=(45, 7), to=frozenset({To.MAILBOX}))


@pytest.fixture
def office(session):
    office = an_office(session)
    a_report(session, office, issued_on=TODAY - timedelta(days=10))
    return office


def kept(session):
    return session.connection().execute(sa.select(sa.func.count()).select_from(ReminderRule)).scalar_one()


def test_without_rules_of_its_own_the_defaults_hold(session):
    assert rules(session.connection()) == DEFAULTS


def test_a_rule_holds_from_now_on_and_history_tells_of_it(session, office):
    seq = reminder_rules.change(a_desk(session, office), SOONER)
    assert rules(session.connection()) == {**DEFAULTS, Event.DUE_DATE: SOONER}
    entry = session.connection().execute(sa.select(History.__table__).where(History.seq == seq)).one()
    assert (entry.subject, entry.kind) == ("reminder-rule", "changed")
    assert json.loads(entry.changes) == {
        "before": {"from": "90, 60, 30, 14, 7, 1", "to": "45, 7"}, "to": {"from": "mailbox,official", "to": "mailbox"},
    }  # fmt: skip


def test_what_goes_back_to_the_default_is_not_kept(session, office):
    for rule in (SOONER, DUE):
        reminder_rules.change(a_desk(session, office), rule)
    assert (kept(session), rules(session.connection())) == (0, DEFAULTS)


def test_what_changes_nothing_is_refused(session, office):
    with pytest.raises(Invalid):
        reminder_rules.change(a_desk(session, office), DUE)


@pytest.mark.parametrize(("role", "code"), [(Role.LIAISON, "CBP"), (Role.PROGRAM_MANAGER, "DHS"), (Role.ADMIN, "CBP")])
def test_only_who_keeps_the_whole_department_sets_rules(session, office, role, code):
    with pytest.raises(NotAllowed):
        reminder_rules.change(a_desk(session, office, an_asker(office, role, code)), SOONER)
    assert kept(session) == 0


def test_a_liaison_of_the_department_sets_rules(session, office):
    reminder_rules.change(a_desk(session, office, an_asker(office, Role.LIAISON, "DHS")), SOONER)
    assert kept(session) == 1


def test_the_plan_follows_the_rules(session, office):
    a_recommendation(session, office, due_on=TODAY + timedelta(days=45), responsible_email="head@cbp.example")
    reminder_rules.change(a_desk(session, office), replace(SOONER, before=(7,)))
    drafts = reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url="https://x.example")
    assert list(drafts) == []


def preview(session, office, rule):
    return reminders.preview(session.connection(), by=office.keeper, today=TODAY, rule=rule)


def test_a_preview_says_what_would_be_sent_and_changes_nothing(session, office):
    for number in range(3):
        a_recommendation(session, office, due_on=TODAY + timedelta(days=40 + number))
    seen = preview(session, office, replace(DUE, before=(45,)))
    assert (seen.recipients, seen.dates, seen.now) == (["trade@cbp.example"], 3, 1)
    assert seen.sentence == (
        "On November 25, 2026 this would send 1 message, one to each address, because of 3 dates that came near or "
        "passed; under the rules as they are, 1."
    )
    assert session.connection().execute(sa.select(sa.func.count()).select_from(Message)).scalar_one() == 0


def test_a_preview_before_a_day_off_is_about_the_next_working_day(session, office):
    seen = reminders.preview(session.connection(), by=office.keeper, today=TODAY + timedelta(days=1), rule=DUE)
    assert seen.day == TODAY + timedelta(days=3)
