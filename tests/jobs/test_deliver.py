import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver, remind, scheduler
from ipr_compliance.jobs.deliver import Pace
from ipr_compliance.models import Heartbeat, Message, MessageState, RefusedAddress
from ipr_compliance.queries import people
from ipr_compliance.services import deliveries, recovery
from ipr_compliance.services.notices import Stamp
from tests.factories import TODAY, a_person

ONE, TWO, THREE = (f"official{number}@cbp.example" for number in (1, 2, 3))


pytestmark = pytest.mark.usefixtures("office")


def states(program):
    with program.database.reading() as connection:
        return dict(connection.execute(sa.select(Message.recipient, Message.state)).all())


def marks(program):
    with program.database.reading() as connection:
        return list(connection.execute(sa.select(RefusedAddress.address)).scalars())


def planned(program):
    assert remind.run(program, TODAY) == 3
    return program


def test_what_is_planned_arrives(sending, box):
    report = deliver.run(planned(sending))
    assert report.states == {MessageState.SENT: 3}
    assert sorted(box.recipients) == [ONE, TWO, THREE]
    assert box.connections == 1
    assert deliver.run(sending).states == {}


def test_each_message_ends_as_the_server_says_and_the_others_go_on(sending, box, clock):
    box.on_recipient = {ONE: "550 Gone", TWO: "451 Busy"}
    report = deliver.run(planned(sending))
    assert states(sending) == {ONE: MessageState.FAILED, TWO: MessageState.PLANNED, THREE: MessageState.SENT}
    assert any("550 Gone" in problem for problem in report.problems)
    box.on_recipient = {}
    assert deliver.run(sending).states == {}
    clock.at += timedelta(minutes=1)
    assert deliver.run(sending).states == {MessageState.SENT: 1}
    assert box.recipients.count(TWO) == 1


def test_a_server_that_quotes_a_letter_with_a_link_puts_none_into_the_ledger(sending, box, office, database, caplog):
    box.on_message = ["554 5.7.1 Spam: {quoted}", "554 5.7.1 Spam: {quoted}"]
    now, stamp = sending.now(), Stamp("office@dhs.example", "http://127.0.0.1:8000")
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER)
        recovery.ask(session, email, stamp=stamp, today=TODAY, now=now)
        by = people.by_email(session.connection(), email)[0]
        deliveries.plan_test(
            session, by=by, today=TODAY, now=now, sender=stamp.sender, base_url=stamp.base_url
        )  # fmt: skip
    report = deliver.run(sending)
    with database.reading() as connection:
        rows = connection.execute(sa.select(Message.kind, Message.server_words).order_by(Message.id)).all()
    assert rows[0] == ("recovery", "554 5.7.1")
    assert rows[1].server_words.startswith("554 5.7.1 Spam: ://127.0.0.1:8000")
    assert "new-password" not in " ".join(report.problems) + caplog.text


def test_as_of_a_day_each_message_is_tried_once_without_waiting(sending, box):
    box.on_recipient = {TWO: "451 Busy"}
    deliver.run(planned(sending))
    assert deliver.run(sending, TODAY).states == {MessageState.PLANNED: 1}
    box.on_recipient = {}
    assert deliver.run(sending, TODAY).states == {MessageState.SENT: 1}


def test_a_server_that_cannot_be_used_costs_one_message_one_attempt(program):
    planned(program)
    broken = program.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    report = deliver.run(type(program)(broken, program.database, program.clock))
    assert report.states == {MessageState.PLANNED: 1}
    with program.database.reading() as connection:
        assert sorted(connection.execute(sa.select(Message.attempts)).scalars()) == [0, 0, 1]


def test_the_message_in_hand_is_finished_when_asked_to_stop(sending, box):
    planned(sending)
    deliver.run(sending, stopping=lambda: bool(box.accepted))
    assert len(box.accepted) == 1
    assert sorted(states(sending).values()) == [MessageState.PLANNED, MessageState.PLANNED, MessageState.SENT]


def test_a_sender_that_died_before_recording_is_made_up_for_with_the_same_message_id(sending, box, clock):
    planned(sending)
    # Accepted by the server, but the acknowledgement never came: as if the sender had died in between.
    box.on_message = ["drop"]
    deliver.run(sending)
    clock.at += timedelta(minutes=10)
    deliver.run(sending)
    ids = [message["Message-ID"] for message in box.accepted]
    assert (len(ids), len(set(ids))) == (4, 3)
    assert set(states(sending).values()) == {MessageState.SENT}


def test_many_senders_send_each_message_once(sending, box):
    planned(sending)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _number: deliver.run(sending), range(4)))
    assert sum(report.states[MessageState.SENT] for report in reports) == 3
    assert sorted(box.recipients) == [ONE, TWO, THREE]


def test_what_was_closed_in_the_meantime_is_cancelled(sending, box):
    planned(sending)
    with sending.database.transaction(recorded=False) as session:
        session.connection().execute(sa.text("UPDATE recommendation SET is_open = false WHERE due_on <= '2026-11-24'"))
    assert deliver.run(sending).states == {MessageState.CANCELLED: 2, MessageState.SENT: 1}
    assert box.recipients == [THREE]


def test_no_transaction_is_open_while_the_server_is_talked_to(sending, box, database):
    planned(sending)
    writes = []

    class Watching(list):
        def append(self, message):
            with database.transaction(recorded=False) as session:
                writes.append(session.connection().exec_driver_sql("SELECT 1").scalar())
            super().append(message)

    box.accepted = Watching()
    assert deliver.run(sending).states == {MessageState.SENT: 3}
    assert writes == [1, 1, 1]


def test_a_round_goes_on_where_it_has_to_look_ahead_again(sending, box, monkeypatch):
    monkeypatch.setattr(deliver, "AHEAD", 2)
    deliver.run(planned(sending))
    assert sorted(box.recipients) == [ONE, TWO, THREE]
    assert all(message.get_body(["plain"]) for message in box.accepted)


def test_an_address_that_was_corrected_loses_its_mark_with_the_next_round(sending, box):
    box.on_recipient = {ONE: "550 5.1.1 Gone"}
    deliver.run(planned(sending))
    assert marks(sending) == [ONE]
    with sending.database.transaction(recorded=False) as session:
        session.connection().execute(sa.text("UPDATE recommendation SET responsible_email = 'new@cbp.example'"))
    deliver.run(sending)
    assert marks(sending) == []


def test_a_round_tries_no_more_than_it_is_allowed_and_the_next_one_goes_on(sending, box):
    planned(sending)
    assert [deliver.run(sending, pace=Pace(most=2)).states[MessageState.SENT] for _round in range(3)] == [2, 1, 0]
    assert len(box.accepted) == 3


def test_a_server_that_hangs_is_waited_for_as_long_as_the_pace_says(sending, box):
    go_on = threading.Event()

    class Hanging(list):
        def append(self, _message):
            go_on.wait(20)

    box.accepted = Hanging()
    began = time.monotonic()
    report = deliver.run(planned(sending), pace=Pace(patience=0.2))
    go_on.set()
    assert report.states == {MessageState.PLANNED: 1}
    assert "cannot be used at present" in report.problems[0]
    assert time.monotonic() - began < 10


def test_the_scheduler_gives_signs_of_life_while_a_server_is_slow(sending, box, clock, monkeypatch):
    planned(sending)
    monkeypatch.setattr(scheduler, "TICK", timedelta(seconds=0.2))
    busy, go_on, stop = threading.Event(), threading.Event(), scheduler.Stop()

    class Slow(list):
        def append(self, message):
            busy.set()
            assert go_on.wait(15)
            super().append(message)

    box.accepted = Slow()
    thread = threading.Thread(target=scheduler.run, args=(sending, stop))
    thread.start()
    try:
        assert busy.wait(30)
        clock.at += timedelta(minutes=3)
        end = time.monotonic() + 10
        while beat(sending) != clock.now() and time.monotonic() < end:
            time.sleep(0.05)
        assert (beat(sending), list(box.accepted)) == (clock.now(), [])
    finally:
        go_on.set()
        stop.ask()
        thread.join(30)


def beat(program):
    with program.database.reading() as connection:
        return connection.execute(sa.select(Heartbeat.at)).scalar()
