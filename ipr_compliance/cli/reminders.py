"""Commands for reminders: planning, sending, and the scheduler that does both."""

import json
import os
import signal
import threading
from datetime import date
from typing import Any

import click

from ipr_compliance import logs
from ipr_compliance.cli.running import DAY, with_program
from ipr_compliance.jobs import appointments, webhooks
from ipr_compliance.jobs import deliver as sending
from ipr_compliance.jobs import remind as planning
from ipr_compliance.jobs import scheduler as scheduling
from ipr_compliance.models import MessageState
from ipr_compliance.program import Program
from ipr_compliance.services.reminders import Draft

ALSO_DUE = {
    appointments.BRIEF.job: "The weekly briefings of the viewers are due too.",
    appointments.PROGRESS.job: "The monthly progress reports are due too.",
}


@click.command()
@click.option(
    "--as-of", type=DAY, help="Plan for this day instead of today; steps up to a day to come then count as told."
)
@click.option("--dry-run", is_flag=True, help="Print what would be planned; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_program
def remind(program: Program, as_of: date | None, *, dry_run: bool, as_json: bool) -> None:
    """Plan the reminders that are due into the outbox, never asking anything."""
    day = as_of or program.today()
    # What the scheduler would plan on that day: the briefings of a week and the reports of a month too.
    also = [
        (one, on) for one in (appointments.BRIEF, appointments.PROGRESS) if (on := appointments.owed(program, one, day))
    ]
    if dry_run:
        _say_what_would_be_planned(program, day, [one.job for one, _on in also], as_json=as_json)
        return
    planned = planning.run(program, day) + sum(one.run(program, on) for one, on in also)
    click.echo(json.dumps({"planned": planned}) if as_json else f"Planned: {planned}.")


def _say_what_would_be_planned(program: Program, day: date, also: list[str], *, as_json: bool) -> None:
    with planning.drafts(program, day) as ready:
        messages = [_told(draft, say=not as_json) for draft in ready]
    if as_json:
        click.echo(json.dumps({"messages": messages, "also_due": also}))
        return
    for job in also:
        click.echo(ALSO_DUE[job])
    click.echo(f"Would plan: {len(messages)}. Nothing was changed.")


def _told(draft: Draft, *, say: bool) -> dict[str, Any]:
    recipient, letter = draft.digest.recipient, draft.letter
    if say:
        click.echo(f"To: {recipient}\nSubject: {letter.subject}\n\n{letter.text}")
    return {"recipient": recipient, "subject": letter.subject, "steps": len(draft.plan.due)}


@click.command()
@click.option("--as-of", type=DAY, help="Send what was planned for up to this day, retries without waiting.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_program
def deliver(program: Program, as_of: date | None, *, as_json: bool) -> None:
    """Send what the outbox holds and is due, once, and tell webhooks what has changed."""
    report = sending.run(program, as_of).and_also(webhooks.run(program, as_of))
    sent, failed = report.states[MessageState.SENT], report.states[MessageState.FAILED]
    later, cancelled = report.states[MessageState.PLANNED], report.states[MessageState.CANCELLED]
    for problem in report.problems:
        click.echo(problem, err=True)
    if as_json:
        click.echo(json.dumps({"sent": sent, "failed": failed, "try_again": later, "cancelled": cancelled}))
    else:
        click.echo(f"Sent: {sent}. To be tried again: {later}. Failed: {failed}. Cancelled: {cancelled}.")


@click.command()
@click.option("--until-eof", is_flag=True, help="End when standard input is closed, as by a parent's death.")
@with_program
def scheduler(program: Program, *, until_eof: bool) -> None:
    """Run the scheduler in this process; a second one waits as stand-by."""
    logs.start(production=program.settings.env == "production")
    stop = scheduling.Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.ask)
    if until_eof:
        threading.Thread(target=_ask_at_the_end_of_input, args=(stop,), daemon=True).start()
    scheduling.run(program, stop)


def _ask_at_the_end_of_input(stop: scheduling.Stop) -> None:
    # Not sys.stdin: its lock would be held when the interpreter ends.
    while os.read(0, 1024):
        pass
    stop.ask()


COMMANDS: list[click.Command] = [remind, deliver, scheduler]
