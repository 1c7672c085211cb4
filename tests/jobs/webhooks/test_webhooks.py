"""Webhooks with a real receiver: what it is told, how it checks that, and what becomes of calls that fail."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver, webhooks
from ipr_compliance.models import History, Message, Webhook
from ipr_compliance.program import Program
from ipr_compliance.queries import history
from ipr_compliance.services import people
from tests.factories import NOW, TODAY, a_recommendation, an_update
from tests.jobs.webhooks.calls import (
    CANCELLED,
    FAILED,
    OWNER,
    PLANNED,
    SENT,
    SHORT,
    deliveries,
    hook,
    states,
    told,
    update,
)
from tests.setup import receiver as receiving


def test_a_change_is_told_once_signed_and_without_a_word_of_the_record(program, office, record, add, receiver):
    _number, secret = add(receiver.address)
    [seq] = update(program, office, record)
    assert webhooks.run(program).states == {SENT: 1}
    assert webhooks.run(program).states == {}
    [(path, headers, body)] = receiver.calls
    assert path == "/hook?of=tests"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(secret.removeprefix("whsec_"))
    expected = b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(program.now().timestamp()))
    assert json.loads(body) == {
        "type": "recommendation.changed", "timestamp": program.now().isoformat(), "data": {"entries": [
            {"seq": seq, "recommendation_id": record, "kind": "update", "on": TODAY.isoformat(),
             "address": f"{program.settings.base_url}/recommendations/{record}"}]},
    }  # fmt: skip
    assert b"counsel" not in body


def test_the_secret_stands_nowhere(program, office, record, add, receiver):
    _number, secret = add(receiver.address)
    update(program, office, record)
    webhooks.run(program)
    with program.database.reading() as connection:
        for table in (Webhook, Message, History):
            for row in connection.execute(sa.select(table.__table__)):
                assert secret not in str(row)
                assert secret.removeprefix("whsec_") not in str(row)


def test_what_was_recorded_before_is_not_told(program, add, receiver):
    add(receiver.address)
    assert webhooks.run(program).states == {}
    assert receiver.calls == []


def test_of_others_records_nothing_is_told(program, office, record, add, receiver, database):
    with database.transaction() as session:
        elsewhere = a_recommendation(session, office, component="PLCY")
        below = a_recommendation(session, office, component="CBP-OFO")
    add(receiver.address)
    [_one, mine, _two] = update(program, office, elsewhere, record, elsewhere)
    webhooks.run(program)
    assert [told(call) for call in receiver.calls] == [[(mine, record)]]
    [seq] = update(program, office, below)
    webhooks.run(program)
    assert told(receiver.calls[-1]) == [(seq, below)]


def test_a_hook_of_a_component_is_told_of_it_and_those_below(program, office, record, add, receiver, database):
    with database.transaction() as session:
        beside = a_recommendation(session, office, component="CBP-OFO")
    add(receiver.address, "cbp-ofo")
    [_not, seq] = update(program, office, record, beside)
    webhooks.run(program)
    assert [told(call) for call in receiver.calls] == [[(seq, beside)]]


def test_many_changes_go_in_calls_of_a_hundred_and_none_is_lost_or_told_twice(
    program, office, record, add, receiver
):  # fmt: skip
    add(receiver.address)
    changes = [update(program, office, record)[0] for _ in range(3)]
    with program.database.transaction() as session:
        changes += [an_update(session, office, record) for _ in range(120)]
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda _: webhooks.plan(program), range(4)))
    webhooks.run(program)
    assert sorted(len(told(call)) for call in receiver.calls) == [23, 100]
    assert [seq for call in receiver.calls for seq, _record in told(call)] == changes
    with program.database.reading() as connection:
        assert hook(program).told_seq == history.head(connection).seq


@pytest.mark.parametrize("trouble", [500, 503, 429, receiving.HANG, receiving.CLOSE, receiving.DRIP, receiving.FLOOD])
def test_a_passing_difficulty_is_tried_again_with_the_same_id(
    program, office, record, add, receiver, clock, trouble
):  # fmt: skip
    add(receiver.address)
    update(program, office, record)
    receiver.answers = [trouble]
    assert webhooks.run(program, pace=SHORT).states == {PLANNED: 1}
    assert webhooks.run(program, pace=SHORT).states == {}
    clock.at += timedelta(minutes=1)
    assert webhooks.run(program).states == {SENT: 1}
    [(_, first, before), (_, second, after)] = receiver.calls
    assert first["webhook-id"] == second["webhook-id"]
    assert before == after
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert first["webhook-signature"] != second["webhook-signature"]
    assert hook(program).failures == 0


def test_a_receiver_that_cannot_be_used_costs_one_attempt_a_round(program, office, record, add, receiver):
    add(receiver.address)
    for _ in range(2):
        update(program, office, record)
        webhooks.plan(program)
    receiver.answers = [500, 500]
    assert webhooks.run(program).states == {PLANNED: 1}
    assert len(receiver.calls) == 1


def test_one_hook_s_trouble_keeps_no_other_from_being_told(program, office, record, add, receiver):
    add("http://127.0.0.1:1/")
    add(receiver.address)
    update(program, office, record)
    assert webhooks.run(program).states == {PLANNED: 1, SENT: 1}


def test_mail_is_not_asked_to_carry_it(program, office, record, add, receiver):
    add(receiver.address)
    update(program, office, record)
    webhooks.plan(program)
    assert deliver.run(program).states == {}
    assert receiver.calls == []


@pytest.mark.parametrize(("answer", "reason"), [(302, "redirects"), (307, "redirects"), (400, "refused")])
def test_a_redirect_is_not_followed_and_a_refusal_is_final(program, office, record, add, receiver, answer, reason):
    add(receiver.address)
    update(program, office, record)
    receiver.answers = [answer]
    assert webhooks.run(program).states == {FAILED: 1}
    assert [path for path, *_rest in receiver.calls] == ["/hook?of=tests"]
    assert reason in deliveries(program)[0].reason
    assert hook(program)[:2] == (True, 1)


def test_a_private_address_is_not_called_unless_that_is_allowed(program, office, record, add, receiver):
    add(receiver.address.replace("127.0.0.1", "localhost"))
    update(program, office, record)
    values = {"webhooks_private": False}
    careful = Program(program.settings.model_copy(update=values), program.database, program.clock)
    assert webhooks.run(careful).states == {FAILED: 1}
    assert "https://" in deliveries(program)[0].reason
    assert receiver.calls == []


@pytest.mark.parametrize("change", ["disabled", "revoked"])
def test_an_owner_without_rights_is_told_nothing_from_the_planning_on(
    program, office, record, add, receiver, change
):  # fmt: skip
    add(receiver.address)
    update(program, office, record)
    webhooks.plan(program)
    made = {"tree": office.tree, "by": office.keeper, "today": TODAY, "now": NOW}
    with program.database.transaction() as session:
        if change == "disabled":
            people.disable(session, OWNER, **made)
        else:
            people.revoke(session, OWNER, Role.VIEWER, ["CBP"], **made)
    update(program, office, record)
    assert webhooks.run(program).states == {CANCELLED: 1}
    assert states(program) == [CANCELLED]
    assert "no longer read" in deliveries(program)[0].reason
    assert receiver.calls == []


def test_what_left_the_owner_s_reach_is_left_out_of_what_was_planned(
    program, office, record, add, receiver, database
):  # fmt: skip
    with database.transaction() as session:
        below = a_recommendation(session, office, component="CBP-OFO")
    add(receiver.address)
    [_one, kept] = update(program, office, record, below)
    webhooks.plan(program)
    made = {"tree": office.tree, "by": office.keeper, "today": TODAY, "now": NOW}
    with program.database.transaction() as session:
        people.revoke(session, OWNER, Role.VIEWER, ["CBP"], **made)
        people.grant(session, OWNER, Role.VIEWER, ["CBP-OFO"], **made)
    webhooks.run(program)
    assert [told(call) for call in receiver.calls] == [[(kept, below)]]
