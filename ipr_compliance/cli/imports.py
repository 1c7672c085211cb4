"""The command that imports tables."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from ipr_compliance.adapters.tables import opened
from ipr_compliance.cli.running import the_office, with_program
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.tables import Options, Shape, WrongOption
from ipr_compliance.program import Program
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
    office, tree = the_office(program)
    by = replace(office, via=f"import of {_shown(file.name)}")
    shape = Shape.of_updates(program.today()) if updates else Shape.of_records(tree, program.today())
    refusal: imports.RowsRefused | None = None
    try:
        options = Options.read(maps, sets, values, shape.readers)
        with opened(file) as table, staged(table, shape, options) as ready:
            outcome = (
                _accept(program, ready, by, tree, updates) if accept else _preview(program, ready, by, tree, updates)
            )
    except WrongOption as problem:
        raise click.UsageError(problem.message) from problem
    except imports.RowsRefused as refused:
        outcome, refusal = refused.outcome, refused
    click.echo(
        json.dumps(outcome.as_json(), ensure_ascii=False)
        if as_json
        else "\n".join(_told(outcome, accept and not refusal))
    )
    if refusal is not None:
        raise refusal


def _accept(program: Program, ready: Staged, by: Asker, tree: Tree, updates: bool) -> Outcome:  # noqa: FBT001 - which of two
    accept = import_updates.accept if updates else imports.accept
    with program.database.transaction() as session:
        return accept(
            session, ready, by=by, tree=tree, today=program.today(), now=program.now(), zone=program.clock.zone
        )


def _preview(program: Program, ready: Staged, by: Asker, tree: Tree, updates: bool) -> Outcome:  # noqa: FBT001 - the same
    with program.database.reading() as connection:
        if updates:
            return import_updates.preview(connection, ready, by=by, zone=program.clock.zone)
        return imports.preview(connection, ready, by=by, tree=tree, today=program.today())


def _shown(name: str) -> str:
    """A file's name as history may keep it."""
    return "".join(character if character.isprintable() else "?" for character in name)[:_LONGEST_NAME]


def _told(outcome: Outcome, done: bool) -> Iterator[str]:  # noqa: FBT001 - what happened
    counts = (
        f"{outcome.new:,} new, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged, "
        f"{len({problem.line for problem in outcome.refused}):,} refused"
    )
    if done and not outcome.changes_something:
        yield f"Nothing has changed: {outcome.unchanged:,} rows say what is recorded already."
    elif done:
        yield f"Imported: {counts}."
    else:
        yield f"Nothing is changed yet: {counts}."
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
