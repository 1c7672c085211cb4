"""The command that makes progress reports."""

import shutil
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import click

from ipr_compliance.cli.running import DAY, the_office, with_program
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.program import Program
from ipr_compliance.services.orders import read_order, unheard
from ipr_compliance.services.progress import make


@click.command()
@click.option(
    "--format", "form", required=True, type=click.Choice([form.value for form in Format]), help="Of the file."
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.PROGRESS.value,
    show_default=True,
    help="progress; sar: the semiannual tables; gao-ig: the list of the GAO-IG Act.",
)
@click.option("--component", default="", help="Code; with those below it. Without: all components.")
@click.option("--report", default="", help="Number of one OIG report.")
@click.option("--view", default="", help="Name of a saved view that is shared.")
@click.option("--as-of", "as_of", type=DAY, help="The period's last day, whose standing is shown; today without it.")
@click.option(
    "--from",
    "first",
    type=DAY,
    help="The period's first day; without it the first of the last day's month. For sar both are by default those of "
    "the half-year that ended last.",
)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@with_program
def progress(
    program: Program, form: str, kind: str, component: str, report: str, view: str, as_of: date | None,
    first: date | None, output: Path,
) -> None:  # fmt: skip
    """Make a report: how things stand as of a day and what changed in a period, or one that the law asks for."""
    office, tree = the_office(program)
    asked = {
        "kind": kind, "component": component, "report": report, "view": view, "as_of": str(as_of or ""),
        "from": str(first or ""),
    }  # fmt: skip
    # Made as a whole first: where that fails, the file that was there before stays.
    with TemporaryFile() as made:
        with program.database.reading() as connection:
            order = read_order(connection, asked, office, tree, program.today())
            make(connection, office, tree, order, Format(form), made, _shown if sys.stderr.isatty() else unheard)
        if sys.stderr.isatty():
            _shown(100)
            click.echo(err=True)
        made.seek(0)
        _write(made, output)


def _shown(percent: int) -> None:
    """How far it is, in one line that the next word replaces."""
    click.echo(f"\r{percent:3} % ", err=True, nl=False)


def _write(made: BinaryIO, output: Path) -> None:
    try:
        with output.open("wb") as file:
            shutil.copyfileobj(made, file)
    except OSError as problem:
        raise click.ClickException(f"{output} cannot be written: {problem.strerror}.") from problem


COMMANDS: list[click.Command] = [progress]
