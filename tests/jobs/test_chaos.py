"""Two senders, killed at random, and a mail server on a bad day: every message arrives, and none is stuck."""

import multiprocessing
import random
import time
from collections import defaultdict
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.database import Database
from ipr_compliance.jobs import deliver
from ipr_compliance.jobs.deliver import Pace
from ipr_compliance.models import Message, MessageState
from ipr_compliance.program import Program
from ipr_compliance.services import deliveries
from ipr_compliance.settings import Settings
from tests.factories import NOW, TODAY
from tests.setup.mailbox import ON_CONTENT, ON_RECIPIENT, chaotic_server

SENDERS = 2
PACE = Pace(lease=timedelta(seconds=6), patience=1, most=50)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.jobs.test_chaos"])  # a new sender starts at once


def plan(database, count):
    """Every twentieth goes to an address that is no more."""
    letter = Letter("A subject", "A text\n", "<p>A text</p>")
    with database.transaction(recorded=False) as session:
        for number in range(count):
            deliveries.plan(
                session, letter, key=f"chaos:{number}", kind="progress", planned_for=TODAY, now=NOW, not_before=NOW,
                recipient=f"{'official' if number % 20 else 'gone'}{number}@cbp.example", sender="oig@dhs.example",
            )  # fmt: skip


def send(settings):
    """What a sender's process does: rounds without waiting, until nothing is left to be sent."""
    program = Program.start(settings)
    while waiting(program.database):
        if not deliver.run(program, TODAY, pace=PACE).states:
            time.sleep(0.1)  # all that is left is in the hand of another, or of one that was killed


def waiting(database):
    with database.reading() as connection:
        planned = sa.select(sa.func.count()).where(Message.state == MessageState.PLANNED)
        return connection.execute(planned).scalar_one()


def start(settings):
    process = processes.Process(target=send, args=(settings,), daemon=True)
    process.start()
    return process


def rage(settings, *, kills, seconds):
    """Let the senders work, and kill one of them every now and then."""
    chance, end = random.Random(5), time.monotonic() + seconds  # noqa: S311 - no secret
    senders: list[BaseProcess] = [start(settings) for _ in range(SENDERS)]
    while any(sender.is_alive() for sender in senders):
        victim = chance.randrange(SENDERS)
        senders[victim].join(chance.uniform(0.1, 0.7))
        if kills:
            senders[victim].kill()
            senders[victim].join()
            senders[victim], kills = start(settings), kills - 1
        assert time.monotonic() < end, f"{waiting(Database(settings.database_url))} messages are stuck"
    assert [sender.exitcode for sender in senders] == [0] * SENDERS


def check(database, box):
    taken = defaultdict(list)
    for acceptance in box.acceptances:
        taken[acceptance.recipient].append(acceptance)
    with database.reading() as connection:
        rows = connection.execute(sa.select(Message.recipient, Message.state, Message.rfc_message_id)).all()
    for recipient, state, message_id in rows:
        acceptances = taken[recipient]
        if recipient.startswith("gone"):
            assert (state, acceptances) == (MessageState.FAILED, []), recipient
            continue
        assert (state, {one.message_id for one in acceptances}) == (MessageState.SENT, {message_id}), recipient
        # It came again only where nobody can have heard that it had been taken: the acknowledgement was lost.
        assert not any(one.heard for one in acceptances[:-1]), recipient
    assert set(box.troubles) == {("recipient", how) for how in ON_RECIPIENT} | {("content", how) for how in ON_CONTENT}


@pytest.mark.parametrize(
    ("count", "kills", "seconds"),
    [(300, 8, 120), pytest.param(10_000, 200, 3600, marks=pytest.mark.soak)],
)
def test_every_message_is_accepted_and_comes_again_only_where_its_acknowledgement_was_lost(
    database, settings, count, kills, seconds
):
    plan(database, count)
    with chaotic_server() as box:
        values = settings.model_dump() | {"smtp_url": f"smtp://127.0.0.1:{box.port}"}
        rage(Settings(**values), kills=kills, seconds=seconds)
    check(database, box)
