"""The command that compares the OIG's own list with the records."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from ipr_compliance.adapters.tables import opened
from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.cli.running import the_office, with_program
from ipr_compliance.cli.table_options import takes_a_table
from ipr_compliance.domain.reconciliation import Reconciliation, Result, called, rows
from ipr_compliance.domain.table_options import Options, WrongOption
from ipr_compliance.domain.tables import LIST_COLUMNS
from ipr_compliance.domain.words import Status, in_words
from ipr_compliance.models import BatchKind
from ipr_compliance.program import Program
from ipr_compliance.services.import_check import Situation, completed, with_proposals
from ipr_compliance.services.reconciliation import as_json as told_as_json
from ipr_compliance.services.reconciliation import compare, read


@click.command()
@takes_a_table
@with_program
def reconcile(
    program: Program, file: Path, maps: tuple[str, ...], sets: tuple[str, ...], values: tuple[str, ...],
    *, as_json: bool,
) -> None:  # fmt: skip
    """Compare FILE, the OIG's own list as CSV or XLSX, with the records; nothing is changed.

    Columns and status words of public trackers are known; --map and --value say otherwise.
    """
    office, tree = the_office(program)
    at = Situation(office, tree, program.today(), program.clock.zone)
    try:
        said = Options.read(maps, sets, values, LIST_COLUMNS)
        with opened(file) as table:
            held = ReadTable(list(table.header), [(line, list(row)) for line, row in table.rows])
        options = with_proposals(held, BatchKind.LIST, completed(held.header, BatchKind.LIST, said), at)
        listed, problems = read(held.table(), options)
    except WrongOption as problem:
        raise click.UsageError(problem.message) from problem
    with program.database.reading() as connection:
        found = compare(connection, office, listed, problems)
    click.echo(json.dumps(told_as_json(found), ensure_ascii=False) if as_json else "\n".join(_told(found)))


_SENTENCES = {
    Result.DIFFERS: "Status differs: {name} is recorded as “{ours}”, line {line} says “{theirs}”.",
    Result.UNCLEAR: "Unclear: line {line} may be {name}. {note}",
    Result.MISSING_HERE: "Missing here: {name}, line {line}.",
    Result.MISSING_THERE: "Missing there: {name}, recorded as “{ours}”.",
    Result.UNREADABLE: "Not readable: line {line}, {note}",
}


def _told(found: Reconciliation) -> Iterator[str]:
    yield (
        f"{len(found.matched):,} agree, {len(found.differing):,} differ in status, {len(found.missing_here):,} are "
        f"missing here, {len(found.missing_there):,} are missing there, {len(found.unclear):,} are unclear, "
        f"{len(found.unreadable):,} cannot be read. Nothing is changed."
    )
    yield f"The list covers {found.reports:,} of the recorded reports; nothing is said of the others."
    if found.closed_unlisted:
        yield f"It has open ones only: {found.closed_unlisted:,} closed ones of these reports are not counted."
    for row in rows(found):
        if sentence := _SENTENCES.get(Result(str(row["result"]))):
            ours = in_words(Status(str(row["our_status"]))) if row["our_status"] else ""
            name = called(str(row["report_number"] or ""), str(row["number"] or ""))
            line, theirs, note = row["line"], row["their_status"], row["note"]
            yield sentence.format(name=name, ours=ours, line=line, theirs=theirs, note=note)


COMMANDS: list[click.Command] = [reconcile]
