"""Commands that copy the whole store into a file, and out of it into an empty place."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from ipr_compliance.adapters.archives import unheard
from ipr_compliance.cli.running import with_any_database, with_program
from ipr_compliance.domain.backups import flaws
from ipr_compliance.jobs import backups, restores
from ipr_compliance.program import Program

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: what the backup says of itself.")
@with_program
def backup(program: Program, file: Path, *, as_json: bool) -> None:
    """Write the whole store, evidence included, into the new file FILE.

    People may go on working: what is written is the store of one moment. The file is read again and compared before it
    gets its name, and only its owner may read it. Keep the settings too, apart from it.
    """
    manifest = backups.back_up(program, file, _shown if sys.stderr.isatty() else unheard)
    _shown_no_more()
    for flaw in flaws(manifest):
        click.echo(f"{flaw} It is backed up as it is.", err=True)
    if as_json:
        click.echo(json.dumps({"file": str(file), "size": file.stat().st_size, **manifest}))
    else:
        click.echo(f"{file}: {file.stat().st_size:,} bytes. {_in_words(manifest)}")


@click.command()
@FILE
@click.option(
    "--moved",
    is_flag=True,
    help="The tracker moves here: it was stopped before the backup, so nothing was sent since, and what waits may go "
    "out. Without this it is held for a person's word.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_any_database
def restore(program: Program, file: Path, *, moved: bool, as_json: bool) -> None:
    """Put the backup FILE into the empty place that the settings name: all of it, or nothing.

    Everybody has to log in again. Messages that waited, and those that have fallen due since, are held on the page of
    deliveries: the tracker that was backed up may have sent them.
    """
    done = restores.restore(program, file, moved=moved, tell=_shown if sys.stderr.isatty() else unheard)
    _shown_no_more()
    for job, reason in done.unplanned.items():
        click.echo(f"What “{job}” was due to plan is left out: {reason}", err=True)
    if as_json:
        click.echo(json.dumps({"held": done.held, "left_out": dict(done.unplanned), **done.manifest}))
        return
    click.echo(f"Restored. {_in_words(done.manifest)}")
    if done.held:
        click.echo(f"{done.held} messages are held until somebody chooses “Try again” on the page of deliveries.")


def _in_words(manifest: Any) -> str:
    history, files = manifest["history"], manifest["files"]
    return f"History: {history['entries']} entries, head {history['head']}. Files: {files['count']}."


def _shown(far: str) -> None:
    """How far it is, in one line that the next word replaces."""
    click.echo(f"\r\033[K{far}", err=True, nl=False)


def _shown_no_more() -> None:
    if sys.stderr.isatty():
        _shown("")


COMMANDS: list[click.Command] = [backup, restore]
