"""The command that does long work; the pages start it, and an operator may."""

import click

from ipr_compliance.cli.running import with_program
from ipr_compliance.jobs import work as job
from ipr_compliance.program import Program


@click.command()
@click.argument("number", type=int, required=False)
@with_program
def work(program: Program, number: int | None) -> None:
    """Do the long work that waits, or one piece of it, and end."""
    done = job.run_waiting(program) if number is None else int(job.run(program, number))
    click.echo(f"{done} done.")


COMMANDS = (work,)
