from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.reminders import Step
from ipr_compliance.domain.watching import cutoffs
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, MessageState, RefusedAddress, Reminder
from ipr_compliance.queries import reminders as queries
from ipr_compliance.queries.reminders import LISTED, last_steps, parts
from ipr_compliance.services import milestones, reminders
from ipr_compliance.services.inputs import MilestoneInput
from tests.factories import NOW, OFFICE, TODAY, a_desk, a_person, a_recommendation, a_report, an_office

BASE = "https://tracker.example"


@pytest.fixture
def office(session):
    """Its report is so new that no date but the due date is near."""
    office = an_office(session)
    a_report(session, office, issued_on=TODAY - timedelta(days=10))
    return office


def due_in(session, office, days, **facts):
    return a_recommendation(session, office, due_on=TODAY + timedelta(days=days), **facts)


def plan(session, office, today=TODAY):
    ready = reminders.drafts(session.connection(), by=office.keeper, today=today, base_url=BASE)
    return reminders.plan(session, ready, today=today, now=NOW, zone=OFFICE, sender="oig-tracker@dhs.example")


def messages(session):
    return session.connection().execute(sa.select(Message.__table__).order_by(Message.recipient)).all()


def steps(session, *, skipped):
    rows = sa.select(Reminder.step).where(Reminder.message_id.is_(None) if skipped else Reminder.message_id.isnot(None))
    return sorted(session.connection().execute(rows.where(Reminder.event != LISTED)).scalars(), reverse=True)


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
    due_in(session, office, 30, component="PLCY")
    plan(session, office)
    plan(session, office, TODAY + timedelta(days=41))
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


def test_the_ledger_tells_the_last_step_of_some_recommendations(session, office):
    number = due_in(session, office, 30, component="PLCY")
    plan(session, office)
    plan(session, office, TODAY + timedelta(days=41))
    due = TODAY + timedelta(days=30)
    last = Step("policy@plcy.example", number, Event.DUE_DATE, due, -7)
    assert list(last_steps(session.connection(), number, number)) == [last]
    assert list(last_steps(session.connection(), number + 1, number + 1)) == []


def test_two_planners_at_once_plan_each_message_once(database):
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        for days in (0, 7, 30):
            due_in(session, office, days, component="PLCY", responsible_email=f"head{days}@plcy.example")
    with database.reading() as connection:
        ready = list(reminders.drafts(connection, by=office.keeper, today=TODAY, base_url=BASE))

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
    list(reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url=BASE))
    assert len(statements) == 13


def test_what_is_late_goes_to_the_office_above_too(session, office):
    due_in(session, office, -3)
    plan(session, office)
    assert [row.recipient for row in messages(session)] == ["audits@cbp.example", "trade@cbp.example"]


def test_a_status_update_that_is_owed_is_reminded_of(session, office):
    a_report(session, office, "OIG-26-02", issued_on=TODAY - timedelta(days=100))
    due_in(session, office, 200, report="OIG-26-02")
    session.connection().execute(sa.text("UPDATE recommendation SET status = 'open-resolved'"))
    plan(session, office)
    [message] = messages(session)
    assert "Status update due November 14, 2026, 10 days overdue." in message.text
    assert message.subject == "1 with something late — OIG recommendations, CBP-OT"


def test_the_department_s_liaison_hears_of_what_is_60_days_late(session, office):
    a_person(session, office, Role.LIAISON, "DHS", email="follow.up@dhs.example")
    a_report(session, office, "OIG-26-02", issued_on=TODAY - timedelta(days=70))
    due_in(session, office, -60, component="PLCY", report="OIG-26-02")
    plan(session, office)
    assert [row.recipient for row in messages(session)] == ["follow.up@dhs.example", "policy@plcy.example"]


def waiting(session):
    """The recommendations wait for the OIG."""
    session.connection().execute(sa.text("UPDATE recommendation SET status = 'closure-requested', whose_move = 'oig'"))


def test_before_its_date_what_waits_for_the_oig_is_quiet(session, office):
    due_in(session, office, 7)
    waiting(session)
    assert plan(session, office) == 0


def test_overdue_it_stays_in_the_digest_with_the_reason_and_goes_no_higher(session, office):
    a_report(session, office, "OIG-26-02", issued_on=TODAY - timedelta(days=70))
    due_in(session, office, -60, report="OIG-26-02")
    waiting(session)
    plan(session, office)
    [message] = messages(session)
    assert message.recipient == "trade@cbp.example"
    assert "What is expected now: OIG: decide on the request to close (waiting for the OIG)." in message.text
    assert "#extension" not in message.text


def test_an_item_has_the_way_to_ask_for_more_time(session, office):
    number = due_in(session, office, 7)
    plan(session, office)
    [message] = messages(session)
    assert f"To ask for more time: {BASE}/recommendations/{number}#extension" in message.text
    assert f'href="{BASE}/recommendations/{number}#extension"' in message.html


def test_rules_over_old_data_make_one_introductory_digest_for_each_address(session, office):
    a_report(session, office, "OIG-20-01", issued_on=TODAY - timedelta(days=2000))
    for days in range(40):
        due_in(session, office, -1000 + days, report="OIG-20-01")
    assert plan(session, office) == 2
    assert {row.recipient for row in messages(session)} == {"audits@cbp.example", "trade@cbp.example"}
    assert steps(session, skipped=True) == []


def refusing(session, *addresses):
    rows = [{"address": address, "since": NOW, "words": "550 no such user"} for address in addresses]
    session.connection().execute(sa.insert(RefusedAddress), rows)


def test_what_would_go_to_an_address_that_refuses_is_read_by_the_office_above(session, office):
    """The official's refused message has failed; its steps are told again, to somebody who can read them."""
    due_in(session, office, 7, responsible_email="Director@cbp.example", responsible_official="Director, Trade")
    plan(session, office)
    refusing(session, "director@cbp.example")
    assert plan(session, office, TODAY + timedelta(days=1)) == 1
    [message] = [row for row in messages(session) if row.planned_for > TODAY]
    assert message.recipient == "audits@cbp.example"
    assert "For Director, Trade, whose address refuses mail." in message.text
    assert "For Director, Trade, whose address refuses mail." in message.html
    assert steps(session, skipped=False) == [7, 7, 7]


def test_who_reads_it_anyway_is_told_no_step_twice(session, office):
    due_in(session, office, -3, responsible_email="director@cbp.example")
    assert plan(session, office) == 3
    refusing(session, "director@cbp.example")
    assert plan(session, office, TODAY + timedelta(days=1)) == 0
    assert plan(session, office, TODAY + timedelta(days=6)) == 2
    by_recipient = {row.recipient: row.text for row in messages(session) if row.planned_for > TODAY}
    assert "For director@cbp.example, whose address refuses mail." in by_recipient["audits@cbp.example"]
    assert "refuses mail" not in by_recipient["trade@cbp.example"]


def test_an_address_that_takes_mail_again_is_told_from_its_own_last_step_on(session, office):
    due_in(session, office, 30, component="PLCY", responsible_email="director@plcy.example")
    plan(session, office)
    refusing(session, "director@plcy.example")
    assert plan(session, office, TODAY + timedelta(days=17)) == 1
    session.connection().execute(sa.delete(RefusedAddress))
    plan(session, office, TODAY + timedelta(days=20))
    assert [row.recipient for row in messages(session) if row.planned_for == TODAY + timedelta(days=20)] == [
        "director@plcy.example"
    ]


def test_where_nobody_takes_mail_it_is_told_when_somebody_does(session, office):
    due_in(session, office, 7, component="DHS", responsible_email="secretary@dhs.example")
    refusing(session, "secretary@dhs.example")
    assert plan(session, office) == 0
    session.connection().execute(sa.delete(RefusedAddress))
    assert plan(session, office, TODAY + timedelta(days=1)) == 1


def test_steps_of_the_plan_on_one_day_are_one_reminder_that_names_all(session, office):
    number = due_in(session, office, 200, component="PLCY", responsible_email="head@plcy.example")
    for title, days in (("Write the manual", 7), ("Teach it", 7), ("Check it", 40)):
        given = MilestoneInput(title=title, due_on=TODAY + timedelta(days=days))
        milestones.add(a_desk(session, office), number, given)
    assert plan(session, office) == 2
    text = messages(session)[0].text
    assert "Steps of the corrective action due December 1, 2026, in 7 days: Write the manual; Teach it." in text
    assert "Check it" not in text
    assert steps(session, skipped=False) == [7, 7]


def test_records_with_nothing_near_are_not_read(session, office):
    due_in(session, office, 91)
    lengths = Lengths()
    assert list(parts(session.connection(), office.keeper, cutoffs(TODAY, DEFAULTS, lengths))) == []
    [found] = parts(session.connection(), office.keeper, cutoffs(TODAY + timedelta(days=1), DEFAULTS, lengths))
    assert len(found) == 1


def test_a_plan_in_many_parts_is_the_same(session, office, monkeypatch):
    for days in range(-5, 20):
        due_in(session, office, days, component="PLCY", responsible_email=f"head{days % 3}@plcy.example")
    told = [drafted(session, office)]
    for part in (1, 7):
        monkeypatch.setattr(queries, "_OPEN", queries._OPEN.limit(part))
        monkeypatch.setattr(queries, "PART", part)
        told.append(drafted(session, office))
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == 4


def drafted(session, office):
    ready = reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url=BASE)
    return [(draft.digest, draft.plan, draft.letter) for draft in ready]
