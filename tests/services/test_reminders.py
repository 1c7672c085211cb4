from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.reminders import Step
from ipr_compliance.models import Message, MessageState, Reminder
from ipr_compliance.queries.reminders import last_steps
from ipr_compliance.services import reminders
from tests.factories import NOW, OFFICE, TODAY, a_recommendation, an_office

BASE = "https://tracker.example"


@pytest.fixture
def office(session):
    return an_office(session)


def due_in(session, office, days, **facts):
    return a_recommendation(session, office, due_on=TODAY + timedelta(days=days), **facts)


def plan(session, office, today=TODAY):
    ready = reminders.drafts(session.connection(), by=office.keeper, today=today, base_url=BASE)
    return reminders.plan(session, ready, today=today, now=NOW, zone=OFFICE, sender="oig-tracker@dhs.example")


def messages(session):
    return session.connection().execute(sa.select(Message.__table__).order_by(Message.recipient)).all()


def steps(session, *, skipped):
    rows = sa.select(Reminder.step).where(Reminder.message_id.is_(None) if skipped else Reminder.message_id.isnot(None))
    return sorted(session.connection().execute(rows).scalars(), reverse=True)


def test_the_official_and_the_mailbox_get_one_digest_each(session, office):
    due_in(session, office, 30, component="PLCY", responsible_email="Head@PLCY.example")
    due_in(session, office, -3, component="PLCY", responsible_email="head@plcy.example")
    assert plan(session, office) == 2
    head, mailbox = messages(session)
    assert (head.recipient, mailbox.recipient) == ("head@plcy.example", "policy@plcy.example")
    assert head.subject == mailbox.subject == "1 overdue, 1 due by December 24 — OIG recommendations, PLCY"
    assert {row.state for row in (head, mailbox)} == {MessageState.PLANNED}


def test_an_official_who_reads_the_mailbox_is_told_once(session, office):
    due_in(session, office, 30, component="PLCY", responsible_email="policy@plcy.example")
    assert plan(session, office) == 1


def test_a_component_without_a_mailbox_gets_nothing_of_its_parent(session, office):
    due_in(session, office, 30, component="CBP-OFO")
    assert plan(session, office) == 0


def test_each_item_has_its_report_its_words_and_its_address(session, office):
    number = due_in(session, office, 30, text="We recommend that <OT> write & keep\nprocedures.")
    plan(session, office)
    [message] = messages(session)
    assert (
        "Report OIG-26-01, recommendation 1 (CBP-OT): We recommend that <OT> write & keep procedures." in message.text
    )
    assert f"{BASE}/recommendations/{number}\n" in message.text
    assert "We recommend that &lt;OT&gt; write &amp; keep procedures." in message.html
    assert f'href="{BASE}/recommendations/{number}"' in message.html


def test_a_digest_tells_all_that_needs_action_when_one_step_is_due(session, office):
    due_in(session, office, 45)
    plan(session, office)
    due_in(session, office, 10)
    plan(session, office, TODAY + timedelta(days=1))
    first, second = messages(session)
    assert "January 8, 2027" in first.text
    assert "January 8, 2027" in second.text
    assert steps(session, skipped=False) == [60, 14]


def test_planning_again_plans_nothing(session, office):
    due_in(session, office, 30)
    assert (plan(session, office), plan(session, office)) == (1, 0)
    assert plan(session, office, TODAY + timedelta(days=1)) == 0


def test_what_comes_due_after_the_day_s_digest_waits_for_the_next_day(session, office):
    due_in(session, office, 30)
    plan(session, office)
    due_in(session, office, 7)
    assert plan(session, office) == 0
    assert plan(session, office, TODAY + timedelta(days=1)) == 1
    assert steps(session, skipped=False) == [30, 7]


def test_steps_missed_in_an_outage_are_kept_as_skipped(session, office):
    due_in(session, office, 30)
    plan(session, office)
    plan(session, office, TODAY + timedelta(days=38))
    assert steps(session, skipped=False) == [30, -7]
    assert steps(session, skipped=True) == [14, 7, 1, 0]


def test_a_closed_recommendation_is_not_reminded_of(session, office):
    number = due_in(session, office, -3)
    closed = "UPDATE recommendation SET status = 'closed-implemented', is_open = false WHERE id = :id"
    session.connection().execute(sa.text(closed), {"id": number})
    assert plan(session, office) == 0


def test_what_is_no_address_is_skipped_with_the_reason_and_only_once(session, office):
    session.connection().execute(sa.text("UPDATE component SET mailbox = 'the mail room' WHERE code = 'CBP-OT'"))
    due_in(session, office, 30)
    plan(session, office)
    [message] = messages(session)
    assert (message.state, message.reason) == (MessageState.SKIPPED, "“the mail room” is not an e-mail address.")
    assert plan(session, office, TODAY + timedelta(days=1)) == 0


def test_it_may_be_sent_from_the_beginning_of_the_office_s_day(session, office):
    due_in(session, office, 0)
    plan(session, office)
    assert messages(session)[0].not_before == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_the_message_id_bears_the_office_s_domain(session, office):
    due_in(session, office, 0)
    plan(session, office)
    assert messages(session)[0].rfc_message_id.endswith("@dhs.example>")


def test_the_ledger_tells_the_last_step_of_what_is_open_and_still_due_then(session, office):
    number = due_in(session, office, 30)
    plan(session, office)
    plan(session, office, TODAY + timedelta(days=38))
    due = TODAY + timedelta(days=30)
    assert list(last_steps(session.connection())) == [Step("trade@cbp.example", number, due, -7)]
    session.connection().execute(sa.text("UPDATE recommendation SET due_on = NULL"))
    assert list(last_steps(session.connection())) == []


def test_two_planners_at_once_plan_each_message_once(database):
    with database.transaction() as session:
        office = an_office(session)
        for days in (0, 7, 30):
            due_in(session, office, days, component="PLCY", responsible_email=f"head{days}@plcy.example")
    with database.reading() as connection:
        ready = reminders.drafts(connection, by=office.keeper, today=TODAY, base_url=BASE)

    def planner(_number):
        with database.transaction(recorded=False) as session:
            return reminders.plan(session, ready, today=TODAY, now=NOW, zone=OFFICE, sender="a@dhs.example")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(planner, range(4))) == 4
    with database.transaction(recorded=False) as session:
        assert len(messages(session)) == 4
        assert len(steps(session, skipped=False)) == 6


def test_questions_do_not_grow_with_the_records(session, office, statements):
    for days in range(1, 15):
        due_in(session, office, days)
    statements.clear()
    reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url=BASE)
    assert len(statements) == 3
