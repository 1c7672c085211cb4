from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.attempts import MOST_ATTEMPTS, Outcome, Result
from ipr_compliance.domain.overtaken import REASONS, Overtaken
from ipr_compliance.domain.refusal import Conflict, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, MessageState, RefusedAddress
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.reminders import LISTED
from ipr_compliance.services import components, corrections, deliveries, people, reminders, sending
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.components import ComponentChangeInput
from ipr_compliance.services.deliveries import Enclosure
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import EditInput, VoidInput
from ipr_compliance.services.sending import LEASE
from tests.factories import NOW, OFFICE, TODAY, a_person, a_recommendation, a_report, an_asker, an_office, an_update

LATER = Outcome(Result.LATER, "The mail server put it off.", "451 busy")
SENT = Outcome(Result.SENT)
NEVER = Outcome(Result.NEVER, "The mail server refused it for good.", "550 no such user")


def a_message(session, key="one", recipient="head@plcy.example", **facts):
    values = {
        "kind": "digest", "planned_for": TODAY, "now": NOW, "not_before": NOW, "sender": "oig-tracker@dhs.example",
    } | facts  # fmt: skip
    letter = Letter("A subject", "A text\n", "<p>A text</p>")
    return deliveries.plan(session, letter, key=key, recipient=recipient, **values)


def stored(session, message_id):
    return session.connection().execute(sa.select(Message.__table__).where(Message.id == message_id)).one()


def due(session, now=NOW, as_of=None):
    return outbox.due(session.connection(), now, as_of)


def test_the_same_key_is_planned_once(session):
    assert a_message(session) is not None
    assert a_message(session) is None


def test_a_message_is_due_from_its_time_on(session):
    message_id = a_message(session, not_before=NOW + timedelta(minutes=5))
    assert due(session) == []
    assert sending.claim(session, message_id, now=NOW) is None
    assert due(session, NOW + timedelta(minutes=5)) == [message_id]


def test_what_is_claimed_is_in_one_hand_until_the_lease_runs_out(session):
    message_id = a_message(session)
    first = sending.claim(session, message_id, now=NOW)
    assert first.attempt == 1
    assert sending.claim(session, message_id, now=NOW + LEASE - timedelta(seconds=1)) is None
    second = sending.claim(session, message_id, now=NOW + LEASE)
    assert (second.attempt, second.rfc_message_id) == (2, first.rfc_message_id)


def test_a_lease_may_be_shorter(session):
    message_id, second = a_message(session), timedelta(seconds=1)
    sending.claim(session, message_id, now=NOW, lease=second)
    assert sending.claim(session, message_id, now=NOW + second).attempt == 2


def test_a_sender_whose_claim_ran_out_settles_nothing(session):
    message_id = a_message(session)
    slow = sending.claim(session, message_id, now=NOW)
    sending.claim(session, message_id, now=NOW + LEASE)
    sending.record(session, slow, NEVER, now=NOW + LEASE)
    assert stored(session, message_id).state is MessageState.PLANNED


def test_a_sent_message_is_settled_for_good(session):
    message_id = a_message(session)
    claimed = sending.claim(session, message_id, now=NOW)
    assert sending.record(session, claimed, SENT, now=NOW) is MessageState.SENT
    assert stored(session, message_id).settled_at == NOW
    assert due(session, NOW + timedelta(days=1)) == []


def test_a_passing_difficulty_waits_longer_each_time_and_fails_in_the_end(session):
    message_id, now, waits = a_message(session), NOW, []
    for _attempt in range(MOST_ATTEMPTS):
        claimed = sending.claim(session, message_id, now=now)
        sending.record(session, claimed, LATER, now=now)
        waits.append(stored(session, message_id).not_before - now)
        now = max(now, stored(session, message_id).not_before)
    row = stored(session, message_id)
    assert [wait.total_seconds() / 60 for wait in waits[:-1]] == [1, 5, 15, 60, 240, 240, 240]
    assert (row.state, row.attempts, row.server_words) == (MessageState.FAILED, 8, "451 busy")


def test_as_of_a_day_waits_between_attempts_count_as_over(session):
    message_id = a_message(session)
    sending.record(session, sending.claim(session, message_id, now=NOW), LATER, now=NOW)
    assert due(session) == []
    assert due(session, as_of=TODAY) == [message_id]
    assert due(session, as_of=TODAY - timedelta(days=1)) == []
    assert sending.claim(session, message_id, now=NOW, as_of=TODAY).attempt == 2


def test_a_refusal_for_good_is_kept_with_the_server_s_words(session):
    message_id = a_message(session)
    sending.record(session, sending.claim(session, message_id, now=NOW), NEVER, now=NOW)
    row = stored(session, message_id)
    assert (row.state, row.reason, row.server_words) == (MessageState.FAILED, NEVER.reason, "550 no such user")


@pytest.mark.parametrize("recipient", ["nobody", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_skipped(session, recipient):
    message_id = a_message(session, recipient=recipient)
    assert stored(session, message_id).state is MessageState.SKIPPED
    assert due(session) == []


def test_files_go_along(session):
    message_id = a_message(session, enclosures=[Enclosure("report.pdf", "application/pdf", b"%PDF")])
    claimed = sending.claim(session, message_id, now=NOW)
    assert claimed.enclosures == [Enclosure("report.pdf", "application/pdf", b"%PDF")]


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


@pytest.fixture
def office(session):
    return an_office(session)


LATER_ON = NOW + timedelta(minutes=1)


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


def replace_the_address(session, office, **when):
    number = office.tree.by_code["PLCY"].id
    for head in ("Head@PLCY.example", "successor@plcy.example"):
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


def test_of_many_senders_at_once_one_gets_the_message(database):
    with database.transaction(recorded=False) as session:
        message_id = a_message(session)

    def sender(_number):
        with database.transaction(recorded=False) as session:
            return sending.claim(session, message_id, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(claimed is not None for claimed in pool.map(sender, range(4))) == 1


def settled(session, message_id, outcome):
    sending.record(session, sending.claim(session, message_id, now=NOW), outcome, now=NOW)
    return message_id


def test_what_has_used_its_attempts_up_is_tried_again_with_as_many_more(session, office):
    message_id, now = a_message(session), NOW
    for _series in range(2):
        for _attempt in range(MOST_ATTEMPTS):
            claimed = sending.claim(session, message_id, now=now)
            state = sending.record(session, claimed, LATER, now=now)
            now += timedelta(hours=4)
        assert state is MessageState.FAILED
        deliveries.try_again(session, message_id, by=office.keeper, tree=office.tree, now=now)
    assert stored(session, message_id).attempts == 2 * MOST_ATTEMPTS


GONE = Outcome(Result.NEVER, "The mail server refused it for good.", "550 5.1.1 Gone", address_refused=True)


def marks(session):
    return session.connection().execute(sa.select(RefusedAddress.address, RefusedAddress.since)).all()


def test_a_refused_address_is_marked_once_and_since_the_first_time(session):
    for number, now in enumerate((NOW, LATER_ON)):
        message_id = a_message(session, str(number), "Head@PLCY.example")
        sending.record(session, sending.claim(session, message_id, now=now), GONE, now=now)
    assert marks(session) == [("head@plcy.example", NOW)]


@pytest.mark.parametrize(("outcome", "marked"), [(SENT, 0), (LATER, 1), (NEVER, 1)])
def test_a_message_that_is_accepted_ends_the_mark(session, outcome, marked):
    settled(session, a_message(session), GONE)
    settled(session, a_message(session, "two"), outcome)
    assert len(marks(session)) == marked


def test_what_failed_can_be_tried_again_and_its_attempts_go_on_counting(session, office):
    message_id = settled(session, a_message(session), NEVER)
    deliveries.try_again(session, message_id, by=office.keeper, tree=office.tree, now=LATER_ON)
    row = stored(session, message_id)
    assert (row.state, row.attempts, row.settled_at) == (MessageState.PLANNED, 1, None)
    assert row.reason == "The mail server refused it for good. To be tried again, asked for by tests."
    assert sending.claim(session, message_id, now=LATER_ON).attempt == 2


def test_only_what_failed_is_tried_again(session, office):
    for message_id in (a_message(session), settled(session, a_message(session, "two"), SENT)):
        with pytest.raises(Conflict):
            deliveries.try_again(session, message_id, by=office.keeper, tree=office.tree, now=NOW)


def test_what_is_planned_can_be_cancelled(session, office):
    message_id = a_message(session)
    deliveries.cancel(session, message_id, by=office.keeper, tree=office.tree, now=NOW)
    row = stored(session, message_id)
    assert (row.state, row.reason, row.settled_at) == (MessageState.CANCELLED, "Cancelled by tests.", NOW)


def test_what_is_in_hand_or_settled_is_not_cancelled(session, office):
    in_hand, sent = a_message(session), settled(session, a_message(session, "two"), SENT)
    sending.claim(session, in_hand, now=NOW)
    for message_id in (in_hand, sent):
        with pytest.raises(Conflict):
            deliveries.cancel(session, message_id, by=office.keeper, tree=office.tree, now=NOW)


def test_a_message_of_others_is_neither_tried_again_nor_cancelled(session, office):
    message_id = settled(session, a_message(session), NEVER)
    outsider = an_asker(office, Role.LIAISON, "PLCY")
    for deed in (deliveries.try_again, deliveries.cancel):
        with pytest.raises(NotFound):
            deed(session, message_id, by=outsider, tree=office.tree, now=NOW)


def test_a_test_goes_to_whoever_asks_once_a_minute(session, office):
    liaison = an_asker(office, Role.LIAISON, "PLCY")
    asked = {"by": liaison, "today": TODAY, "sender": "oig@dhs.example", "base_url": "https://tracker.example"}
    message_id = deliveries.plan_test(session, now=NOW, **asked)
    assert deliveries.plan_test(session, now=NOW, **asked) is None
    assert deliveries.plan_test(session, now=LATER_ON, **asked) is not None
    assert sending.claim(session, message_id, now=NOW).recipient == "liaison@dhs.example"
    assert outbox.one(session.connection(), liaison, office.tree, message_id).kind == "test"
