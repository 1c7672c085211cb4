"""Compares an OIG's own list with the records, and writes what was found as a table; nothing changes by itself."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any

from sqlalchemy.engine import Connection

from ipr_compliance.adapters import sheets
from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.reconciliation import (
    COLUMNS,
    Listed,
    Reconciliation,
    Result,
    reconcile,
    rows,
    unreadable,
)
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Layout, Problem, Shape
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import references

FORMS = (Format.CSV, Format.XLSX)
_SHOWN = 300


def read(table: Table, options: Options) -> tuple[list[Listed], list[Problem]]:
    """The rows of a list by what was said of it. Raises WrongOption or Invalid where the columns do not fit."""
    return read_list(table, Layout.match(table.header, Shape.of_list(), options))


def read_list(table: Table, layout: Layout) -> tuple[list[Listed], list[Problem]]:
    """The rows of a list, and those that say nothing that could be compared, each with the reason."""
    listed: list[Listed] = []
    problems: list[Problem] = []
    for line, row in table.rows:
        if line in layout.options.left_out:
            continue
        facts, wrong = layout.read(line, row)
        one = Listed(
            line, facts.get("report_number", ""), facts.get("number", ""), facts.get("status"),
            layout.said("status", row) if "status" in facts else "",
            facts.get("report_title", "")[:_SHOWN], " ".join(facts.get("text", "").split())[:_SHOWN],
        )  # fmt: skip
        if not wrong and (problem := unreadable(one)):
            wrong = [problem]
        problems += wrong[:1]
        listed += [] if wrong else [one]
    return listed, problems


def of_json(told: Mapping[str, Any]) -> tuple[list[Listed], list[Problem]]:
    """The same, as it was kept."""
    listed = [Listed(**row | {"status": Status(row["status"]) if row["status"] else None}) for row in told["rows"]]
    return listed, [Problem(**problem) for problem in told["outcome"]["refused"]]


def compare(
    connection: Connection, asker: Asker, listed: Iterable[Listed], problems: Iterable[Problem]
) -> Reconciliation:  # fmt: skip
    """The list beside the records that this person may see, as they stand now."""
    return reconcile(listed, references.recorded(connection, asker), list(problems))


def counts(found: Reconciliation) -> Mapping[str, int]:
    """How many of each result there are, and what else was counted."""
    return {
        Result.MATCHED: len(found.matched), Result.DIFFERS: len(found.differing), Result.UNCLEAR: len(found.unclear),
        Result.MISSING_HERE: len(found.missing_here), Result.MISSING_THERE: len(found.missing_there),
        Result.UNREADABLE: len(found.unreadable), "repeats": found.repeats, "reports": found.reports,
        "closed-unlisted": found.closed_unlisted,
    }  # fmt: skip


def as_json(found: Reconciliation) -> dict[str, Any]:
    """The counts, and the rows of the table that are no match."""
    listed = [dict(row) for row in rows(found) if row["result"] is not Result.MATCHED]
    return {"counts": dict(counts(found)), "items": listed}


def write(target: IO[bytes], form: Format, found: Reconciliation, about: Iterable[tuple[str, Any]], on: date) -> None:
    """The result as a file: one row for each row of the list and each record that the list lacks."""
    table = ([row[name] for name in COLUMNS] for row in rows(found))
    if form is Format.CSV:
        sheets.write_csv(target, COLUMNS, table)
        return
    said = Sheet("About", ("what", "value"), [*about, *counts(found).items()])
    result = Sheet("Reconciliation", COLUMNS, table)
    sheets.write_xlsx(target, (result, said), made_on=on, title="Reconciliation with the OIG's list")
