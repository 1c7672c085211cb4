"""Webhooks that fail until they are switched off, that people switch, remove and try."""

import json
from datetime import timedelta

import sqlalchemy as sa

from ipr_compliance.domain.attempts import MOST_ATTEMPTS
from ipr_compliance.domain.webhooks import MOST_FAILURES
from ipr_compliance.jobs import webhooks
from ipr_compliance.jobs.deliver import Pace
from ipr_compliance.models import Webhook
from ipr_compliance.program import Program
from ipr_compliance.queries import history
from ipr_compliance.queries import webhooks as stored
from ipr_compliance.services import webhooks as hooks
from ipr_compliance.services.notices import Stamp
from tests.factories import TODAY, a_desk
from tests.jobs.webhooks.calls import CANCELLED, FAILED, SENT, deliveries, hook, notices, states, told, update


def test_after_five_failures_in_a_row_it_is_switched_off_and_its_owner_told(program, office, record, add, receiver):
    number, _secret = add(receiver.address)
    for _ in range(MOST_FAILURES + 1):
        update(program, office, record)
        webhooks.plan(program)
    receiver.answers = [400] * (MOST_FAILURES - 1)
    assert webhooks.run(program, pace=Pace(most=MOST_FAILURES - 1)).states == {FAILED: MOST_FAILURES - 1}
    assert hook(program).active
    assert notices(program) == []
    receiver.answers = [400]
    webhooks.run(program, pace=Pace(most=1))
    assert states(program) == [FAILED] * MOST_FAILURES + [CANCELLED]
    assert not hook(program).active
    [words] = notices(program)
    assert receiver.address in words
    with program.database.reading() as connection:
        newest = history.timeline(connection, hooks.SUBJECT, number)[0]
    assert (newest.kind, newest.actor) == ("switched-off", "webhooks")
    update(program, office, record)
    assert webhooks.run(program).states == {}
    assert len(receiver.calls) == MOST_FAILURES


def test_one_that_arrives_ends_the_row_of_failures(program, office, record, add, receiver):
    add(receiver.address)
    for _ in range(MOST_FAILURES + 1):
        update(program, office, record)
        webhooks.plan(program)
    receiver.answers = [400, 400, 400, 400, 200, 400]
    webhooks.run(program)
    assert hook(program)[:2] == (True, 1)


def test_a_receiver_that_never_answers_fails_after_the_last_attempt(program, office, record, add, receiver, clock):
    add(receiver.address)
    update(program, office, record)
    receiver.answers = [500] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        webhooks.run(program)
        clock.at += timedelta(hours=5)
    assert states(program) == [FAILED]
    assert len({headers["webhook-id"] for _, headers, _ in receiver.calls}) == 1
    assert len(receiver.calls) == MOST_ATTEMPTS


def test_one_that_is_gone_is_switched_off_at_once(program, office, record, add, receiver):
    add(receiver.address)
    update(program, office, record)
    webhooks.plan(program)
    update(program, office, record)
    webhooks.plan(program)
    receiver.answers = [410]
    webhooks.run(program, pace=Pace(most=1))
    assert states(program) == [FAILED, CANCELLED]
    assert not hook(program).active
    assert "410" in notices(program)[0]


def test_switched_off_and_on_it_is_told_what_comes_then(program, office, record, add, receiver):
    number, _secret = add(receiver.address)
    update(program, office, record)
    webhooks.plan(program)
    with program.database.transaction() as session:
        hooks.switch(a_desk(session, office), number, on=False)
    update(program, office, record)
    assert webhooks.run(program).states == {}
    with program.database.transaction() as session:
        hooks.switch(a_desk(session, office), number, on=True)
    [seq] = update(program, office, record)
    webhooks.run(program)
    assert [told(call) for call in receiver.calls] == [[(seq, record)]]
    assert states(program) == [CANCELLED, SENT]


def test_a_removed_one_is_told_nothing_and_its_secret_is_gone(program, office, record, add, receiver):
    number, _secret = add(receiver.address)
    update(program, office, record)
    webhooks.plan(program)
    with program.database.transaction() as session:
        hooks.remove(a_desk(session, office), number)
    assert webhooks.run(program).states == {}
    assert states(program) == [CANCELLED]
    assert receiver.calls == []
    with program.database.reading() as connection:
        assert connection.execute(sa.select(Webhook.sealed_secret)).scalar() == ""
        assert stored.every(connection) == []


def test_a_test_tells_of_nothing(program, office, add, receiver):
    number, _secret = add(receiver.address)
    with program.database.transaction() as session:
        hooks.test(a_desk(session, office), number, "tracker@office.example")
    assert webhooks.run(program).states == {SENT: 1}
    assert json.loads(receiver.calls[0][2])["type"] == "test"


def test_under_another_secret_key_it_fails_with_the_reason(program, office, record, add, receiver):
    add(receiver.address)
    update(program, office, record)
    values = {"secret_key": "another secret for the tests"}
    other = Program(program.settings.model_copy(update=values), program.database, program.clock)
    assert webhooks.run(other).states == {FAILED: 1}
    assert "IPR_SECRET_KEY" in deliveries(program)[0].reason
    assert receiver.calls == []


def test_what_another_process_has_planned_meanwhile_is_not_planned_again(program, office, record, add, receiver):
    add(receiver.address)
    first = update(program, office, record)
    with program.database.reading() as connection:
        [known] = stored.working(connection)
        early = stored.news(connection, known)
    second = update(program, office, record)
    with program.database.reading() as connection:
        late = stored.news(connection, known)
    stamp = Stamp(program.settings.mail_from, program.settings.base_url)
    for news, done in ((early, True), (late, False)):
        with program.database.transaction(recorded=False) as session:
            assert hooks.plan(session, known, news, stamp=stamp, today=TODAY, now=program.now()) is done
    webhooks.run(program)
    assert [seq for call in receiver.calls for seq, _record in told(call)] == first + second
