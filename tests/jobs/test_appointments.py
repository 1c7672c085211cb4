from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.jobs.appointments import (
    PROGRESS,
    Appointment,
    every_morning,
    first_of_the_month,
    first_of_the_week,
    keep,
    owed,
)
from ipr_compliance.models import JobRun
from ipr_compliance.services import job_runs
from tests.conftest import OFFICE


def at(*instant):
    return datetime(*instant, tzinfo=OFFICE)


@pytest.mark.parametrize(
    ("instant", "morning", "month"),
    [
        ((2026, 11, 24, 5, 59), date(2026, 11, 23), date(2026, 11, 1)),
        ((2026, 11, 24, 6, 0), date(2026, 11, 24), date(2026, 11, 1)),
        ((2026, 12, 1, 5, 59), date(2026, 11, 30), date(2026, 11, 1)),
        ((2026, 12, 1, 6, 0), date(2026, 12, 1), date(2026, 12, 1)),
        ((2027, 3, 14, 6, 0), date(2027, 3, 14), date(2027, 3, 1)),  # the clock was put forward in the night
    ],
)
def test_a_day_begins_at_six_on_the_office_s_clock(instant, morning, month):
    assert every_morning(at(*instant)) == morning
    assert first_of_the_month(at(*instant)) == month


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        ((2026, 11, 30, 6, 0), date(2026, 11, 30)),
        ((2026, 11, 30, 5, 59), date(2026, 11, 23)),
        ((2026, 11, 29, 12, 0), date(2026, 11, 23)),
        ((2026, 9, 7, 12, 0), date(2026, 8, 31)),  # Labor Day
        ((2026, 9, 8, 6, 0), date(2026, 9, 8)),
    ],
)
def test_a_week_begins_on_its_first_working_day(instant, first):
    assert first_of_the_week(at(*instant)) == first


@pytest.fixture
def ran():
    return []


@pytest.fixture
def daily(ran):
    return Appointment("daily", every_morning, lambda _program, day: ran.append(day))


def test_a_job_runs_once_a_day(program, clock, daily, ran):
    for _minute in range(3):
        keep(program, daily)
    clock.at += timedelta(days=1)
    keep(program, daily)
    assert ran == [date(2026, 11, 24), date(2026, 11, 25)]


def test_days_missed_are_made_up_for_once(program, clock, daily, ran):
    keep(program, daily)
    clock.at += timedelta(days=9)
    keep(program, daily)
    keep(program, daily)
    assert ran == [date(2026, 11, 24), date(2026, 12, 3)]


def test_before_six_a_new_scheduler_waits(program, clock, daily, ran):
    clock.at = at(2026, 11, 24, 5, 0)
    keep(program, daily)
    clock.at = at(2026, 11, 24, 6, 0)
    keep(program, daily)
    assert ran == [date(2026, 11, 24)]


def test_a_new_scheduler_sends_nothing_about_days_before_it(program, clock, ran):
    monthly = Appointment("monthly", first_of_the_month, lambda _program, day: ran.append(day))
    keep(program, monthly)
    clock.at = at(2026, 12, 2, 9, 0)
    keep(program, monthly)
    assert ran == [date(2026, 12, 1)]


def test_a_job_that_fails_is_tried_again(program, ran):
    def run(_program, day):
        ran.append(day)
        if len(ran) == 1:
            raise ZeroDivisionError

    appointment = Appointment("shaky", every_morning, run)
    with pytest.raises(ZeroDivisionError):
        keep(program, appointment)
    keep(program, appointment)
    keep(program, appointment)
    assert len(ran) == 2
    with program.database.reading() as connection:
        assert connection.execute(sa.select(JobRun.for_day)).scalars().all() == [date(2026, 11, 24)]


@pytest.mark.parametrize(
    ("ran_on", "today", "day"),
    [
        (None, date(2026, 12, 1), date(2026, 12, 1)), (None, date(2026, 12, 2), None),
        (date(2026, 11, 1), date(2026, 11, 30), None), (date(2026, 11, 1), date(2026, 12, 2), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 12, 31), None),
    ],
)  # fmt: skip
def test_by_hand_the_same_is_owed_as_the_scheduler_would_run(program, ran_on, today, day):
    if ran_on:
        with program.database.transaction(recorded=False) as session:
            job_runs.ran(session, "progress", for_day=ran_on, begun=program.now())
    assert owed(program, PROGRESS, today) == day


def test_a_job_that_is_asked_for_again_runs_again_for_the_same_day(program, clock, ran):
    since = []

    def again(_connection, begun):
        since.append(begun)
        return len(since) == 2

    appointment = Appointment("remind", every_morning, lambda _program, day: ran.append(day), again)
    for _minute in range(4):
        clock.at += timedelta(minutes=1)
        keep(program, appointment)
    assert ran == [date(2026, 11, 24)] * 2
    assert [begun.minute for begun in since] == [1, 1, 3]
