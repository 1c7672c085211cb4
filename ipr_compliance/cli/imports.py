"""The command that imports tables."""

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click
from sqlalchemy.engine import Connection

from ipr_compliance.adapters.tables import opened
from ipr_compliance.cli.running import progress, the_office, with_program
from ipr_compliance.cli.table_options import takes_a_table
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.table_options import Options, WrongOption
from ipr_compliance.models import BatchKind
from ipr_compliance.program import Program
from ipr_compliance.services import import_batches, import_updates, imports
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.import_batches import OwnFile
from ipr_compliance.services.import_check import Situation
from ipr_compliance.services.import_staging import Staged, staged
from ipr_compliance.services.orders import Told

_LONGEST_NAME = 200


@click.command("import")
@takes_a_table
@click.option("--updates", is_flag=True, help="The file is a history of status updates.")
@click.option("--accept", is_flag=True, help="Import; without it only a preview is shown.")
@with_program
def import_table(
    program: Program, file: Path, maps: tuple[str, ...], sets: tuple[str, ...], values: tuple[str, ...],
    *, updates: bool, accept: bool, as_json: bool,
) -> None:  # fmt: skip
    """Import the table FILE, CSV or XLSX: all of it, or nothing if a single row is refused."""
    # What the program is made of is no garbage, and rows make no cycles: the search took a tenth of a long import.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    office, tree = the_office(program)
    by = replace(office, via=f"import of {_shown(file.name)}")
    kind = BatchKind.UPDATES if updates else BatchKind.RECORDS
    with program.database.reading() as connection:
        at = Situation.of(connection, by, tree, program.today(), program.clock.zone)
    job = _Job(program, at, kind, accepts=accept)
    refusal: imports.RowsRefused | None = None
    try:
        shape = at.shape(kind)
        options = Options.read(maps, sets, values, shape.readers)
        with ExitStack() as stack:
            with progress("Reading") as heard, opened(file, heard) as table:
                ready = stack.enter_context(staged(table, shape, options))
            outcome = job.run(file, ready, table.header, options)
    except WrongOption as problem:
        raise click.UsageError(problem.message) from problem
    except imports.RowsRefused as refused:
        outcome, refusal = refused.outcome, refused
    if as_json:
        click.echo(json.dumps(outcome.as_json(), ensure_ascii=False))
    else:
        click.echo("\n".join((_headline(outcome, accepted=accept and refusal is None), *_told(outcome))))
    if refusal is not None:
        raise refusal


@dataclass(frozen=True)
class _Job:
    """What is to be done with the file, for whom."""

    program: Program
    at: Situation
    kind: BatchKind
    accepts: bool

    def run(self, file: Path, ready: Staged, header: Sequence[str], options: Options) -> Outcome:
        """Preview or import it."""
        if not self.accepts:
            with progress("Comparing") as tell, self.program.database.reading() as connection:
                return self._preview(connection, ready, tell)
        own = OwnFile(_shown(file.name), *_known_by(file))
        at = self.at
        with progress("Importing") as tell, self.program.database.transaction() as session:
            desk = Desk(session, at.by, at.tree, at.today, self.program.now(), at.zone)
            return import_batches.take_in(desk, own, self.kind, ready, header, options, tell)

    def _preview(self, connection: Connection, ready: Staged, tell: Told) -> Outcome:
        at = self.at
        if self.kind is BatchKind.UPDATES:
            return import_updates.preview(connection, ready, by=at.by, zone=at.zone, tell=tell)
        return imports.preview(connection, ready, by=at.by, tree=at.tree, today=at.today, tell=tell)


def _known_by(file: Path) -> tuple[str, int]:
    """A file's digest and size."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest(), file.stat().st_size


def _shown(name: str) -> str:
    """A file's name as history may keep it."""
    return "".join(character if character.isprintable() else "?" for character in name)[:_LONGEST_NAME]


def _headline(outcome: Outcome, *, accepted: bool) -> str:
    if accepted and not outcome.changes_something:
        rows = "1 row says" if outcome.unchanged == 1 else f"{outcome.unchanged:,} rows say"
        return f"Nothing has changed: {rows} what is recorded already."
    refused = len({problem.line for problem in outcome.refused})
    counts = f"{outcome.new:,} new, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged, {refused:,} refused"
    return f"Imported: {counts}." if accepted else f"Nothing is changed yet: {counts}."


def _told(outcome: Outcome) -> Iterator[str]:
    if outcome.conflicts:
        yield f"Conflicts, not applied: {len(outcome.conflicts):,}."
    if outcome.reports_new or outcome.reports_changed:
        yield f"Reports: {outcome.reports_new:,} new, {outcome.reports_changed:,} completed."
    if outcome.ignored:
        yield f"Ignored columns: {', '.join(outcome.ignored)}."
    for problem in outcome.refused:
        place = f"Line {problem.line}, {problem.column}" if problem.column else f"Line {problem.line}"
        yield f"{place}: {problem.reason}"
    for conflict in outcome.conflicts:
        where = f"{conflict.report_number}{f' no. {conflict.number}' if conflict.number else ''}"
        yield (
            f"Line {conflict.line}, {conflict.column}: {where} is recorded as “{conflict.ours}”, the file says "
            f"“{conflict.theirs}”; not applied. {conflict.reason}"
        )
    for missing in outcome.missing:
        yield f"Not in the file, left as it is: {missing['report_number']} no. {missing['number']}."
    if outcome.unlisted:
        yield f"{outcome.unlisted:,} more are not listed."


COMMANDS: list[click.Command] = [import_table]
