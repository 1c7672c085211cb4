from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.attempts import MOST_ATTEMPTS, Outcome, Result
from ipr_compliance.models import Message, MessageState
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import deliveries
from ipr_compliance.services.deliveries import LEASE, OVERTAKEN, Enclosure
from tests.factories import NOW, TODAY, a_recommendation, an_office

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
    assert deliveries.claim(session, message_id, now=NOW) is None
    assert due(session, NOW + timedelta(minutes=5)) == [message_id]


def test_what_is_claimed_is_in_one_hand_until_the_lease_runs_out(session):
    message_id = a_message(session)
    first = deliveries.claim(session, message_id, now=NOW)
    assert first.attempt == 1
    assert deliveries.claim(session, message_id, now=NOW + LEASE - timedelta(seconds=1)) is None
    second = deliveries.claim(session, message_id, now=NOW + LEASE)
    assert (second.attempt, second.rfc_message_id) == (2, first.rfc_message_id)


def test_a_sender_whose_claim_ran_out_settles_nothing(session):
    message_id = a_message(session)
    slow = deliveries.claim(session, message_id, now=NOW)
    deliveries.claim(session, message_id, now=NOW + LEASE)
    deliveries.record(session, slow, NEVER, now=NOW + LEASE)
    assert stored(session, message_id).state is MessageState.PLANNED


def test_a_sent_message_is_settled_for_good(session):
    message_id = a_message(session)
    claimed = deliveries.claim(session, message_id, now=NOW)
    assert deliveries.record(session, claimed, SENT, now=NOW) is MessageState.SENT
    assert stored(session, message_id).settled_at == NOW
    assert due(session, NOW + timedelta(days=1)) == []


def test_a_passing_difficulty_waits_longer_each_time_and_fails_in_the_end(session):
    message_id, now, waits = a_message(session), NOW, []
    for _attempt in range(MOST_ATTEMPTS):
        claimed = deliveries.claim(session, message_id, now=now)
        deliveries.record(session, claimed, LATER, now=now)
        waits.append(stored(session, message_id).not_before - now)
        now = max(now, stored(session, message_id).not_before)
    row = stored(session, message_id)
    assert [wait.total_seconds() / 60 for wait in waits[:-1]] == [1, 5, 15, 60, 240, 240, 240]
    assert (row.state, row.attempts, row.server_words) == (MessageState.FAILED, 8, "451 busy")


def test_as_of_a_day_waits_between_attempts_count_as_over(session):
    message_id = a_message(session)
    deliveries.record(session, deliveries.claim(session, message_id, now=NOW), LATER, now=NOW)
    assert due(session) == []
    assert due(session, as_of=TODAY) == [message_id]
    assert due(session, as_of=TODAY - timedelta(days=1)) == []
    assert deliveries.claim(session, message_id, now=NOW, as_of=TODAY).attempt == 2


def test_a_refusal_for_good_is_kept_with_the_server_s_words(session):
    message_id = a_message(session)
    deliveries.record(session, deliveries.claim(session, message_id, now=NOW), NEVER, now=NOW)
    row = stored(session, message_id)
    assert (row.state, row.reason, row.server_words) == (MessageState.FAILED, NEVER.reason, "550 no such user")


@pytest.mark.parametrize("recipient", ["nobody", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_skipped(session, recipient):
    message_id = a_message(session, recipient=recipient)
    assert stored(session, message_id).state is MessageState.SKIPPED
    assert due(session) == []


def test_files_go_along(session):
    message_id = a_message(session, enclosures=[Enclosure("report.pdf", "application/pdf", b"%PDF")])
    claimed = deliveries.claim(session, message_id, now=NOW)
    assert claimed.enclosures == [Enclosure("report.pdf", "application/pdf", b"%PDF")]


def reminding(session, *recommendations):
    message_id = a_message(session)
    rows = [
        {
            "recipient": "head@plcy.example", "recommendation_id": number, "event": "due-date", "due_on": TODAY,
            "step": 0, "message_id": message_id,
        }
        for number in recommendations
    ]  # fmt: skip
    deliveries.note_steps(session, rows)
    return message_id


def test_a_reminder_of_nothing_any_more_is_cancelled_with_the_reason(session):
    office = an_office(session)
    closed, moved = (a_recommendation(session, office, due_on=TODAY) for _ in range(2))
    message_id = reminding(session, closed, moved)
    assert not deliveries.cancel_if_overtaken(session, message_id, now=NOW)
    session.connection().execute(sa.text("UPDATE recommendation SET is_open = false WHERE id = :id"), {"id": closed})
    assert not deliveries.cancel_if_overtaken(session, message_id, now=NOW)
    session.connection().execute(
        sa.text("UPDATE recommendation SET due_on = '2027-01-01' WHERE id = :id"), {"id": moved}
    )
    assert deliveries.cancel_if_overtaken(session, message_id, now=NOW)
    row = stored(session, message_id)
    assert (row.state, row.reason) == (MessageState.CANCELLED, OVERTAKEN)


def test_a_message_about_no_recommendation_is_not_overtaken(session):
    assert not deliveries.cancel_if_overtaken(session, a_message(session), now=NOW)


def test_of_many_senders_at_once_one_gets_the_message(database):
    with database.transaction(recorded=False) as session:
        message_id = a_message(session)

    def sender(_number):
        with database.transaction(recorded=False) as session:
            return deliveries.claim(session, message_id, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(claimed is not None for claimed in pool.map(sender, range(4))) == 1
