from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.attempts import MOST_ATTEMPTS, Outcome, Result
from ipr_compliance.domain.refusal import Conflict, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, MessageState, RefusedAddress
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import deliveries, sending
from ipr_compliance.services.deliveries import Enclosure
from ipr_compliance.services.sending import LEASE
from tests.factories import NOW, TODAY, an_asker, an_office

LATER = Outcome(Result.LATER, "The mail server put it off.", "451 busy")
SENT = Outcome(Result.SENT)
NEVER = Outcome(Result.NEVER, "The mail server refused it for good.", "550 no such user")

LATER_ON = NOW + timedelta(minutes=1)


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


def test_files_go_along_with_their_own_message(session):
    files = [[], [Enclosure("report.pdf", "application/pdf", b"%PDF")], []]
    sent = [a_message(session, key=str(place), enclosures=some) for place, some in enumerate(files)]
    assert [list(sending.claim(session, message_id, now=NOW).enclosures) for message_id in sent] == files
    assert list(sending.written(session.connection(), sent)) == [sent[0], sent[2]]


@pytest.fixture
def office(session):
    return an_office(session)


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
