"""The command that imports tables."""

import gc
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ipr_compliance.adapters.tables import opened
from ipr_compliance.cli.running import the_office, with_program
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.table_options import Options, WrongOption
from ipr_compliance.domain.tables import Shape
from ipr_compliance.program import Program
from ipr_compliance.queries import aliases
from ipr_compliance.services import import_updates, imports
from ipr_compliance.services.import_staging import Staged, staged

_LONGEST_NAME = 200


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="THEIRS=ours", help="Call a column of the file by our name.")
@click.option("--set", "sets", multiple=True, metavar="ours=VALUE", help="Give a missing column one value.")
@click.option("--value", "values", multiple=True, metavar="ours:THEIRS=OURS", help="Translate a word of a column.")
@click.option("--updates", is_flag=True, help="The file is a history of status updates.")
@click.option("--accept", is_flag=True, help="Import; without it only a preview is shown.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_program
def import_table(
    program: Program, file: Path, maps: tuple[str, ...], sets: tuple[str, ...], values: tuple[str, ...],
    *, updates: bool, accept: bool, as_json: bool,
) -> None:  # fmt: skip
    """Import the table FILE, CSV or XLSX: all of it, or nothing if a single row is refused."""
    # What the program is made of is no garbage: looking through it again and again took a tenth of a long import.
    gc.freeze()
    office, tree = the_office(program)
    by = replace(office, via=f"import of {_shown(file.name)}")
    job = _Job(program, by, tree, imports_updates=updates, accepts=accept)
    refusal: imports.RowsRefused | None = None
    try:
        shape = job.shape()
        options = Options.read(maps, sets, values, shape.readers)
        with opened(file) as table, staged(table, shape, options) as ready:
            outcome = job.run(ready)
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
    by: Asker
    tree: Tree
    imports_updates: bool
    accepts: bool

    def shape(self) -> Shape:
        """The kind of table that the file has to be."""
        today = self.program.today()
        if self.imports_updates:
            return Shape.of_updates(today)
        with self.program.database.reading() as connection:
            return Shape.of_records(self.tree, today, aliases.names(connection, self.by, self.tree))

    def run(self, ready: Staged) -> Outcome:
        """Preview or import it."""
        if not self.accepts:
            return self._preview(ready)
        accept = import_updates.accept if self.imports_updates else imports.accept
        program = self.program
        with program.database.transaction() as session:
            return accept(
                session, ready, by=self.by, tree=self.tree, today=program.today(), now=program.now(),
                zone=program.clock.zone,
            )  # fmt: skip

    def _preview(self, ready: Staged) -> Outcome:
        with self.program.database.reading() as connection:
            if self.imports_updates:
                return import_updates.preview(connection, ready, by=self.by, zone=self.program.clock.zone)
            return imports.preview(connection, ready, by=self.by, tree=self.tree, today=self.program.today())


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
