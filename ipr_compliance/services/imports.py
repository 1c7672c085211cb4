"""Importing a table of recommendations: a preview that changes nothing, and acceptance of all of it or nothing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.queries import history as entries
from ipr_compliance.services import history
from ipr_compliance.services.history import Change
from ipr_compliance.services.import_plan import Cells, Noted, Planner
from ipr_compliance.services.import_staging import Staged
from ipr_compliance.services.import_write import Writer
from ipr_compliance.services.orders import Told, unheard

SUBJECT = "import"


class RowsRefused(Invalid):
    """Rows of the file are refused, so nothing of it is imported; the outcome says which, and why."""

    def __init__(self, outcome: Outcome) -> None:
        lines = len({problem.line for problem in outcome.refused})
        rows = "1 row is" if lines == 1 else f"{lines:,}{' or more' if outcome.unlisted else ''} rows are"
        super().__init__(f"Nothing was imported: {rows} refused.")
        self.outcome = outcome


def begun(staged: Staged) -> Outcome:
    """The outcome as far as reading the file has come."""
    return Outcome(refused=list(staged.refused), ignored=staged.ignored, unlisted=staged.unlisted)


def preview(
    connection: Connection, staged: Staged, *, by: Asker, tree: Tree, today: date, noted: Noted | None = None,
    kept: Cells = frozenset(), tell: Told = unheard,
) -> Outcome:  # fmt: skip
    """What accepting the table would do."""
    outcome = begun(staged)
    for _plans in Planner(connection, by, tree, today, outcome, noted, kept).plans(staged.in_order(tell)):
        pass
    return settled(outcome)


def accept(
    session: Session, staged: Staged, *, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo
) -> Outcome:
    """Import the whole table as a batch of its own.

    Raises RowsRefused if a single row is refused; the transaction must not be committed then.
    """
    before = entries.head(session.connection()).seq
    outcome = carry_out(session, staged, by=by, tree=tree, today=today, now=now, zone=zone)
    if outcome.refused:
        raise RowsRefused(outcome)
    if outcome.changes_something:
        record_batch(session, outcome, before, by=by, today=today, now=now)
    return outcome


def carry_out(
    session: Session, staged: Staged, *, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo,
    noted: Noted | None = None, kept: Cells = frozenset(), tell: Told = unheard,
) -> Outcome:  # fmt: skip
    """Import the whole table, effective as its dates say, else today in the office's zone; compared once, as it goes.

    If a single row is refused, the outcome says so, and the transaction must not be committed. A table that changes
    nothing leaves no trace in history.
    """
    outcome = begun(staged)
    planner = Planner(session.connection(), by, tree, today, outcome, noted, kept)
    writer = Writer(session, by, tree, today, now, zone)
    for plans in planner.plans(staged.in_order(tell)):
        if not outcome.refused:
            writer.write(plans)
    if outcome.changes_something and not outcome.refused:
        writer.finish()
    return settled(outcome)


def record_batch(session: Session, outcome: Outcome, before: int, *, by: Asker, today: date, now: datetime) -> None:
    """Close the batch: one entry that counts what the entries since `before` did; its number is the batch's."""
    batch = entries.head(session.connection()).seq + 1
    told = {"new": outcome.new, "changed": outcome.changed, "first_entry": before + 1}
    fields = {name: (None, value) for name, value in told.items()}
    history.append(session, [Change(SUBJECT, batch, "accepted", today, fields)], by=by, at=now)


def settled(outcome: Outcome) -> Outcome:
    """The outcome with refusals and conflicts in the order of the file."""
    outcome.refused.sort(key=lambda problem: problem.line)
    outcome.conflicts.sort(key=lambda conflict: conflict.line)
    return outcome
