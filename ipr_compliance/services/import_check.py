"""Compares a table that was handed in with what is recorded, as its page shows it: row by row, changing nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.chain import canonical
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.status_words import proposed
from ipr_compliance.domain.table_guesses import guess
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Layout, Shape
from ipr_compliance.models import BatchKind
from ipr_compliance.queries import aliases
from ipr_compliance.services import import_updates, imports
from ipr_compliance.services.import_plan import Compared, Planner
from ipr_compliance.services.import_staging import staged

WORDED = ("component", "status", "agreement")
"""The columns whose words are translated."""
MOST_WORDS = 60


@dataclass(frozen=True)
class Situation:
    """For whom a table is checked, and as of when: `today` is the office's date.

    The names are those by which this person's components are known, each with its code.
    """

    by: Asker
    tree: Tree
    today: date
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, by: Asker, tree: Tree, today: date, zone: ZoneInfo) -> Self:
        """The same with all names that are remembered for components."""
        return cls(by, tree, today, zone, aliases.names(connection, by, tree))

    def shape(self, kind: BatchKind) -> Shape:
        """How the columns of such a table are read."""
        if kind is BatchKind.UPDATES:
            return Shape.of_updates(self.today)
        return Shape.of_records(self.tree, self.today, self.names)


@dataclass(frozen=True)
class Checked:
    """What accepting a table would do; or, where its columns do not fit yet, the problem in a sentence."""

    header: list[str]
    options: Options
    words: Mapping[str, list[str]]
    """Of each column that has words: those of the table that are not ours."""
    outcome: Mapping[str, Any] = field(default_factory=lambda: Outcome().as_json())
    rows: list[Compared] = field(default_factory=list)
    problem: str | None = None

    def told(self) -> dict[str, Any]:
        """As it is stored and shown."""
        return {
            "header": self.header, "words": dict(self.words), "outcome": dict(self.outcome), "problem": self.problem,
            "rows": [asdict(row) for row in self.rows],
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """The same wherever accepting the table would do the same."""
        told = canonical({"options": self.options.as_json(), "told": self.told()})
        return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def guessed(read: ReadTable, kind: BatchKind) -> Options:
    """What is assumed of a table of which nobody has said anything yet."""
    return Options(renamed=guess(read.header, updates=kind is BatchKind.UPDATES))


def check(connection: Connection, read: ReadTable, kind: BatchKind, options: Options, at: Situation) -> Checked:
    """What accepting the table would do, with what was said of it."""
    shape = at.shape(kind)
    try:
        layout = Layout.match(read.header, shape, options)
    except Invalid as refusal:
        return Checked(read.header, options, {}, problem=refusal.message)
    words = _foreign_words(read, layout)
    rows: list[Compared] = []
    with staged(read.table(), shape, options) as ready:
        if kind is BatchKind.UPDATES:
            outcome = import_updates.preview(connection, ready, by=at.by, zone=at.zone)
        else:
            outcome = imports.begun(ready)
            planner = Planner(connection, at.by, at.tree, at.today, outcome, rows)
            for _plans in planner.plans(ready.rows.in_order()):
                pass
            imports.settled(outcome)
    rows.sort(key=lambda row: row.line)
    return Checked(read.header, options, words, _json(outcome), rows)


def with_proposals(read: ReadTable, kind: BatchKind, options: Options, at: Situation) -> Options:
    """The options with our word for each status of the table that public trackers use and nobody has translated."""
    try:
        layout = Layout.match(read.header, at.shape(kind), options)
    except Invalid:
        return options
    found = proposed(_foreign_words(read, layout).get("status", ()))
    ours = {("status", cells.folded(word)): status.value for word, status in found.items()}
    return replace(options, translated=ours | dict(options.translated))


def _json(outcome: Outcome) -> dict[str, Any]:
    told = outcome.as_json()
    told["ignored"] = list(outcome.ignored)
    return told


def _foreign_words(read: ReadTable, layout: Layout) -> dict[str, list[str]]:
    found = {}
    for name in WORDED:
        index = layout.positions.get(name)
        if index is None or name not in layout.shape.readers:
            continue
        kept = (row for line, row in read.rows if line not in layout.options.left_out and index < len(row))
        different = dict.fromkeys(word for row in kept if (word := cells.undefused(row[index].strip())))
        found[name] = [word for word in different if not _is_ours(word, layout.shape.readers[name])][:MOST_WORDS]
    return {name: words for name, words in found.items() if words}


def _is_ours(word: str, reader: cells.Reader) -> bool:
    try:
        reader(word)
    except ValueError:
        return False
    return True
