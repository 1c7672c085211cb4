"""A waiting message that would tell what is wrong, or tell it to somebody who is no longer to read it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.overtaken import REASONS, Overtaken
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, MessageState
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.reminders import LISTED
from ipr_compliance.services import components, corrections, deliveries, people, reminders, sending
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.components import ComponentChangeInput
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import EditInput, VoidInput
from tests.factories import NOW, OFFICE, TODAY, a_person, a_recommendation, a_report, an_office, an_update
from tests.services.test_deliveries import LATER_ON, a_message, due, stored


@pytest.fixture
def office(session):
    return an_office(session)


def reminding(session, *recommendations, event="due-date", **facts):
    message_id = a_message(session, **facts)
    rows = [
        {
            "recipient": "head@plcy.example", "recommendation_id": number, "event": event, "due_on": TODAY,
            "step": 0, "message_id": message_id,
        }
        for number in recommendations
    ]  # fmt: skip
    deliveries.note_steps(session, rows)
    return message_id


def overtaken(session, message_id, now):
    """Whether a sender who would take the message cancels it instead; otherwise it is as before."""
    if sending.claim(session, message_id, now=now) is MessageState.CANCELLED:
        return True
    session.connection().execute(sa.update(Message).where(Message.id == message_id).values(leased_until=None))
    return False


def a_later_desk(session, office):
    return Desk(session, office.keeper, office.tree, TODAY, LATER_ON, OFFICE)


def edit(session, office, number, **facts):
    version = recommendations.one(session.connection(), office.keeper, number).version
    given = EditInput.read({"version": version, "note": "As agreed.", **facts})
    keeping.edit(a_later_desk(session, office), number, given)


def void(session, office, number):
    version = recommendations.one(session.connection(), office.keeper, number).version
    given = VoidInput.read({"version": version, "note": "Entered twice."})
    corrections.void(a_later_desk(session, office), number, given)


CHANGES = {
    "a moved date": lambda session, office, number: edit(session, office, number, due_on="2027-01-01"),
    "a date taken away": lambda session, office, number: edit(session, office, number, due_on=None),
    "a new owner": lambda session, office, number: edit(session, office, number, responsible_email="new@cbp.example"),
    "another component": lambda session, office, number: edit(session, office, number, component="PLCY"),
    "an entry in error": void,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_message_that_is_no_longer_true_is_cancelled_with_the_reason(session, office, change):
    stays, changes = (a_recommendation(session, office, due_on=TODAY) for _ in range(2))
    message_id = reminding(session, stays, changes)
    assert not overtaken(session, message_id, LATER_ON)
    change(session, office, changes)
    assert overtaken(session, message_id, LATER_ON)
    row = stored(session, message_id)
    assert (row.state, row.reason, row.settled_at) == (MessageState.CANCELLED, REASONS[Overtaken.RECORD], LATER_ON)
    assert due(session, LATER_ON) == []


def close(session, _office, number):
    session.connection().execute(sa.text("UPDATE recommendation SET is_open = false WHERE id = :id"), {"id": number})


@pytest.mark.parametrize("change", [close, an_update, *CHANGES.values()], ids=["a closing", "an update", *CHANGES])
def test_what_it_only_lists_cancels_a_message_too(session, office, change):
    settled, listed = (a_recommendation(session, office, due_on=TODAY) for _ in range(2))
    message_id = reminding(session, settled)
    lists(session, message_id, listed)
    assert not overtaken(session, message_id, LATER_ON)
    change(session, office, listed)
    assert overtaken(session, message_id, LATER_ON)
    assert stored(session, message_id).reason == REASONS[Overtaken.RECORD]


def lists(session, message_id, number):
    row = {"recipient": "head@plcy.example", "recommendation_id": number, "event": LISTED, "due_on": TODAY, "step": 0}
    deliveries.note_steps(session, [{**row, "message_id": message_id}])


def test_what_was_listed_on_an_earlier_day_already_stands_in_the_ledger_once_and_cancels_all_the_same(session, office):
    settled, listed = (a_recommendation(session, office, due_on=TODAY) for _ in range(2))
    for key in ("yesterday", "today"):
        message_id = reminding(session, settled, key=key)
        lists(session, message_id, listed)
    edit(session, office, listed, responsible_email="new@cbp.example")
    assert overtaken(session, message_id, LATER_ON)


def shut_out(session, _office, **when):
    people.disable(session, "head@plcy.example", **when)


def take_the_role(session, _office, **when):
    people.revoke(session, "head@plcy.example", Role.LIAISON, ["PLCY"], **when)


def replace_the_address(session, office, before="Head@PLCY.example", **when):
    number = office.tree.by_code["PLCY"].id
    for head in (before, "successor@plcy.example"):
        components.change(session, number, ComponentChangeInput.read({"name": "Policy", "head_email": head}), **when)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (shut_out, Overtaken.READER),
        (take_the_role, Overtaken.RIGHTS),
        (replace_the_address, Overtaken.ADDRESS),
    ],
)
def test_a_message_to_who_is_no_longer_to_read_it_is_cancelled_with_the_reason(session, office, change, why):
    a_person(session, office, Role.LIAISON, "PLCY", email="head@plcy.example")
    message_id = reminding(session, a_recommendation(session, office, component="PLCY", due_on=TODAY))
    assert not overtaken(session, message_id, LATER_ON)
    change(session, office, tree=office.tree, by=office.keeper, today=TODAY, now=LATER_ON)
    other = a_message(session, key="other", recipient="mailbox@plcy.example")
    assert overtaken(session, message_id, LATER_ON)
    assert stored(session, message_id).reason == REASONS[why]
    assert not overtaken(session, other, LATER_ON)


def test_a_message_that_tells_of_no_recommendation_goes_to_an_address_that_was_replaced(session, office):
    told_of_none = a_message(session, recipient="head@plcy.example")
    reminding(session, a_recommendation(session, office, component="PLCY", due_on=TODAY), key="another")
    replace_the_address(session, office, tree=office.tree, by=office.keeper, today=TODAY, now=LATER_ON)
    assert not overtaken(session, told_of_none, LATER_ON)


def test_an_address_that_is_like_the_one_that_was_replaced_keeps_its_mail(session, office):
    told_of = a_recommendation(session, office, component="PLCY", due_on=TODAY)
    message_id = reminding(session, told_of, recipient="the_h%d@plcy.example")
    when = {"tree": office.tree, "by": office.keeper, "today": TODAY, "now": LATER_ON}
    replace_the_address(session, office, before="the.head@plcy.example", **when)
    assert not overtaken(session, message_id, LATER_ON)
    replace_the_address(session, office, before="The_h%d@plcy.example", **when)
    assert overtaken(session, message_id, LATER_ON)


def test_who_has_lost_a_role_before_the_planning_gets_what_is_planned_after_it(session, office):
    a_person(session, office, Role.LIAISON, "PLCY", email="head@plcy.example")
    take_the_role(session, office, tree=office.tree, by=office.keeper, today=TODAY, now=LATER_ON)
    assert not overtaken(session, reminding(session, a_recommendation(session, office, due_on=TODAY)), LATER_ON)


def test_a_closed_recommendation_is_reminded_of_no_more(session, office):
    number = a_recommendation(session, office, due_on=TODAY)
    message_id = reminding(session, number)
    session.connection().execute(sa.text("UPDATE recommendation SET is_open = false WHERE id = :id"), {"id": number})
    assert overtaken(session, message_id, NOW)


def test_words_that_look_like_the_name_of_a_fact_overtake_nothing(session, office):
    number = a_recommendation(session, office, due_on=TODAY)
    message_id = reminding(session, number)
    edit(session, office, number, responsible_official='The "status": and "due_on": official')
    assert not overtaken(session, message_id, LATER_ON)


def test_what_was_changed_before_the_planning_overtakes_nothing(session, office):
    number = a_recommendation(session, office, due_on=TODAY)
    edit(session, office, number, responsible_email="new@cbp.example")
    a_message(session, now=LATER_ON + timedelta(minutes=1))
    message_id = reminding(session, number, key="two", now=LATER_ON + timedelta(minutes=1))
    assert not overtaken(session, message_id, LATER_ON + timedelta(minutes=2))


def test_what_was_begun_before_the_planning_and_committed_after_it_overtakes(session, office):
    """A long import has the instant at which it began, and may end after the plan was read."""
    number = a_recommendation(session, office, due_on=TODAY)
    message_id = reminding(session, number, now=LATER_ON + timedelta(minutes=1))
    edit(session, office, number, responsible_email="new@cbp.example")
    assert overtaken(session, message_id, LATER_ON + timedelta(minutes=2))


def test_a_message_planned_after_a_change_is_true_whatever_was_planned_before_it(session, office):
    number = a_recommendation(session, office, due_on=TODAY)
    reminding(session, number)
    edit(session, office, number, responsible_email="new@cbp.example")
    message_id = reminding(session, number, key="two", now=LATER_ON + timedelta(minutes=1))
    assert not overtaken(session, message_id, LATER_ON + timedelta(minutes=2))


def digests(session, office, day=TODAY):
    ready = list(
        reminders.drafts(session.connection(), by=office.keeper, today=day, base_url="https://tracker.example")
    )
    reminders.plan(session, ready, today=day, now=NOW, zone=OFFICE, sender="oig-tracker@dhs.example")
    return ready


def test_the_steps_of_a_cancelled_message_are_told_by_the_next_plan(session, office):
    a_report(session, office, issued_on=TODAY - timedelta(days=10))
    stays, changes = (a_recommendation(session, office, component="PLCY", due_on=TODAY) for _ in range(2))
    [draft] = digests(session, office)
    [message_id] = due(session)
    edit(session, office, changes, component="DHS")
    assert overtaken(session, message_id, LATER_ON)
    tomorrow = TODAY + timedelta(days=1)
    [again] = digests(session, office, tomorrow)
    assert [(step.recommendation_id, step.step) for step in again.plan.due] == [(stays, 0)]
    assert (draft.digest.recipient, len(draft.plan.due)) == (again.digest.recipient, 2)


def test_the_key_of_a_cancelled_message_is_free_for_the_same_day(session, office):
    number = a_recommendation(session, office, due_on=TODAY)
    for owner in ("one@cbp.example", "two@cbp.example"):
        message_id = reminding(session, number)
        assert message_id is not None
        edit(session, office, number, responsible_email=owner)
        assert overtaken(session, message_id, LATER_ON)


def test_a_message_about_no_recommendation_is_not_overtaken(session):
    assert not overtaken(session, a_message(session), NOW)
