"""Is all well? One line for each thing that has to be."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

from ipr_compliance import schema
from ipr_compliance.adapters import mail
from ipr_compliance.domain.attempts import Result
from ipr_compliance.domain.backups import is_late as is_behind
from ipr_compliance.domain.heartbeat import is_late
from ipr_compliance.program import Program
from ipr_compliance.queries import backups, heartbeats
from ipr_compliance.queries.backups import Last
from ipr_compliance.settings import SettingsProblem, read_settings


@dataclass(frozen=True)
class Finding:
    """Whether one thing is well, and what is to be said about it."""

    name: str
    ok: bool
    message: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def check(*, as_json: bool) -> None:
    """Check settings, database, schema, scheduler, backups and mail server: one line each; exit 1 when one fails."""
    findings = list(_findings())
    if as_json:
        click.echo(json.dumps({"ok": all(one.ok for one in findings), "checks": [asdict(one) for one in findings]}))
    else:
        for one in findings:
            click.echo(f"{'ok  ' if one.ok else 'FAIL'}  {one.name}: {one.message}")
    if not all(one.ok for one in findings):
        raise SystemExit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = read_settings()
    except SettingsProblem as problem:
        yield Finding("settings", ok=False, message="; ".join(str(problem).splitlines()))
        return
    yield Finding("settings", ok=True, message=f"{settings.env}, {settings.base_url}")
    program = Program.start(settings)
    try:
        yield from _of_the_database(program)
    finally:
        program.database.engine.dispose()
    with closing(mail.post(settings.smtp_url, settings.home / "mail")) as post:
        outcome = post.test()
    ok = outcome.result is Result.SENT
    yield Finding("mail server", ok=ok, message=(outcome.words if ok else outcome.reason) or "")


def _of_the_database(program: Program) -> Iterator[Finding]:
    shown = program.database.url.render_as_string(hide_password=True)
    try:
        with program.database.reading() as connection:
            current = schema.is_current(connection)
            beat = heartbeats.last(connection) if current else None
            last = backups.last(connection) if current else None
    except sa.exc.DBAPIError as problem:
        yield Finding("database", ok=False, message=f"{shown} cannot be used: {str(problem.orig).strip()}")
        return
    yield Finding("database", ok=True, message=shown)
    yield Finding("schema", ok=current, message="current" if current else "not the newest; run `ipr migrate`")
    if current:
        yield _of_the_scheduler(program, beat)
    if last and program.settings.backup_dir is not None:
        yield _of_the_backups(program, program.settings.backup_dir, last)


def _of_the_scheduler(program: Program, beat: datetime | None) -> Finding:
    if beat is None:
        return Finding("scheduler", ok=False, message="has never run; start `ipr scheduler`")
    age = program.now() - beat
    said = f"last sign of life {int(age.total_seconds())} seconds ago"
    return Finding("scheduler", ok=not is_late(beat, program.now()), message=said)


def _of_the_backups(program: Program, folder: Path, last: Last) -> Finding:
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding("backups", ok=False, message=f"{folder} is no folder that can be written to")
    ok = not is_behind(last.made, last.failed, program.now())
    said = "none yet" if last.made is None else f"last one at {last.made:%Y-%m-%dT%H:%MZ}"
    if last.failed and (last.made is None or last.failed > last.made):
        said += f"; failed at {last.failed:%Y-%m-%dT%H:%MZ}, the scheduler's log says why"
    return Finding("backups", ok=ok, message=f"{said}, in {folder}")
