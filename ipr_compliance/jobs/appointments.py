"""What is done on certain days, and remembered, so that a day missed while nothing ran is made up for once.

What is sent is planned once for its day, and again as soon as something that was planned has been cancelled because it
was not true any more or its reader had lost a role; reminders so too when an address was refused. So what has to be
told that day is told. Planning again plans nothing twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.jobs import brief, progress, remind, schedules, views
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries, reminders
from ipr_compliance.queries import job_runs as kept
from ipr_compliance.services import briefings, job_runs, view_letters
from ipr_compliance.services.progress import MAIL_KIND as MONTHLY
from ipr_compliance.services.schedules import MAIL_KIND as SCHEDULED

log = logging.getLogger(__name__)

MORNING = time(6)
"""On the office's clock."""


def every_morning(local: datetime) -> date:
    """The newest day whose morning has come."""
    return local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)


def first_of_the_month(local: datetime) -> date:
    """The newest first day of a month whose morning has come."""
    return every_morning(local).replace(day=1)


def first_of_the_week(local: datetime) -> date:
    """The newest first working day of a week whose morning has come: Monday, unless it is a federal holiday."""
    day = every_morning(local)
    monday = day - timedelta(days=day.weekday())
    first = WorkingDays(federal(monday)).from_on(monday)
    return first if first <= day else first_of_the_week(local - timedelta(days=7))


@dataclass(frozen=True)
class Appointment:
    """A job for certain days: `newest` tells, from the office's clock, the last such day that has begun."""

    job: str
    newest: Callable[[datetime], date]
    run: Callable[[Program, date], Any]
    again: Callable[[Connection, datetime], bool] = lambda _connection, _since: False
    """Whether something has happened since the job began for its day that asks for it once more."""


def _cancelled(kind: str) -> Callable[[Connection, datetime], bool]:
    return lambda connection, since: deliveries.cancelled_since(connection, kind, since)


REMIND = Appointment("remind", every_morning, remind.run, reminders.overtaken_since)
BRIEF = Appointment("brief", first_of_the_week, brief.run, _cancelled(briefings.KIND))
PROGRESS = Appointment("progress", first_of_the_month, progress.run, _cancelled(MONTHLY))
VIEWS = Appointment("views", every_morning, views.run, _cancelled(view_letters.MAIL_KIND))
SCHEDULES = Appointment("schedules", every_morning, schedules.run, _cancelled(SCHEDULED))
APPOINTMENTS = (REMIND, BRIEF, PROGRESS, VIEWS, SCHEDULES)


def keep(program: Program, appointment: Appointment) -> None:
    """Run the job if its newest day has come and it has not run for that day, or has to once more.

    Of several days missed only the newest is made up for. Where the job has never run, a day that had passed
    before counts as kept: nobody missed anything yet.
    """
    local = program.clock.local()
    day = appointment.newest(local)
    with program.database.reading() as connection:
        last = kept.last(connection, appointment.job)
        done = last is not None and last.for_day >= day and not appointment.again(connection, last.begun)
    if done:
        return
    begun = program.now()
    if last is not None or day == local.date():
        log.info("job=%s for=%s", appointment.job, day)
        appointment.run(program, day)
    with program.database.transaction(recorded=False) as session:
        job_runs.ran(session, appointment.job, for_day=day, begun=begun)


def owed(program: Program, appointment: Appointment, today: date) -> date | None:
    """The day that the scheduler would run the job for on that day, or None where it has, or would not."""
    day = appointment.newest(datetime.combine(today, MORNING))
    with program.database.reading() as connection:
        last = kept.last(connection, appointment.job)
    missed = day == today if last is None else last.for_day < day
    return day if missed else None
