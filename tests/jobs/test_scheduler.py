import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from ipr_compliance.jobs import scheduler
from ipr_compliance.jobs.leadership import lead
from ipr_compliance.models import Heartbeat, Message, MessageState

PATIENCE = 30  # seconds, on a machine that does other things too


def until(happens, what):
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@contextmanager
def running(program):
    stop = scheduler.Stop()
    thread = threading.Thread(target=scheduler.run, args=(program, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.ask()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def beats(database):
    with database.reading() as connection:
        return connection.execute(sa.select(Heartbeat.at)).scalars().all()


def sent(database):
    with database.reading() as connection:
        states = connection.execute(sa.select(Message.state).where(Message.kind == "digest")).scalars().all()
    return states == [MessageState.SENT] * 3


def test_one_process_leads_at_a_time(database):
    with lead(database) as first:
        assert first is not None
        assert first.held()
        with lead(database) as second:
            assert second is None
    with lead(database) as third:
        assert third is not None


def test_a_leader_cut_off_from_the_database_notices(database):
    if database.is_sqlite:
        with lead(database) as held:
            assert held.held()  # a file cannot be cut off
        return
    with lead(database) as held:
        with database.transaction(recorded=False) as session:
            session.connection().exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert not held.held()


@pytest.mark.usefixtures("office")
def test_it_beats_plans_and_sends(program, database, clock):
    with running(program):
        until(lambda: sent(database), "the messages")
    assert beats(database) == [clock.now()]
    assert len(list((program.settings.home / "mail").glob("*.eml"))) == 3


def test_a_stand_by_does_nothing(program, database, caplog):
    caplog.set_level(logging.INFO)
    with lead(database), running(program):
        until(lambda: "state=stand-by" in caplog.text, "a stand-by")
    assert "state=leading" not in caplog.text
    assert beats(database) == []


@contextmanager
def process(settings):
    """A scheduler in a process of its own, which leads."""
    own = {"IPR_ENV": "development", "IPR_HOME": str(settings.home), "IPR_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", "from ipr_compliance.cli import main; main()", "scheduler"]
    started = subprocess.Popen(command, env=os.environ | own, stderr=subprocess.PIPE, text=True)  # noqa: S603 - ours
    try:
        wait_for(started, "state=leading")
        yield started
    finally:
        started.kill()
        started.communicate()


def wait_for(process, words):
    assert any(words in line for line in process.stderr), f"the scheduler ended without saying {words}"


def test_a_stand_by_takes_over_from_a_leader_that_was_killed(settings, program, caplog):
    caplog.set_level(logging.INFO)
    with process(settings) as leader, running(program):
        until(lambda: "state=stand-by" in caplog.text, "a stand-by")
        leader.kill()
        until(lambda: "state=leading" in caplog.text, "the stand-by to lead")


def test_a_signal_ends_it_in_good_order(settings):
    with process(settings) as leader:
        leader.send_signal(signal.SIGTERM)
        wait_for(leader, "state=stopped-leading")
        assert leader.wait(PATIENCE) == 0
