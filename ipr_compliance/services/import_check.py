"""Compares a table that was handed in with what is recorded, as its page shows it, changing nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from ipr_compliance.adapters.tables import Table
from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.chain import canonical
from ipr_compliance.domain.columns import excerpt
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import LISTED, Outcome
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.reconciliation import Listed
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.status_words import proposed
from ipr_compliance.domain.table_guesses import guess
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import LIST_COLUMNS, RECORD_COLUMNS, UPDATE_COLUMNS, Layout, Shape
from ipr_compliance.models import BatchKind
from ipr_compliance.queries import aliases
from ipr_compliance.services import import_updates, imports
from ipr_compliance.services.import_plan import Compared, Noted
from ipr_compliance.services.import_staging import staged
from ipr_compliance.services.orders import Told, unheard
from ipr_compliance.services.reconciliation import read_list

COLUMNS: Mapping[BatchKind, tuple[str, ...]] = {
    BatchKind.RECORDS: RECORD_COLUMNS,
    BatchKind.UPDATES: UPDATE_COLUMNS,
    BatchKind.LIST: LIST_COLUMNS,
}
"""The columns of ours that a table of each kind has."""

WORDED = ("component", "status", "agreement")
"""The columns whose words are translated."""
MOST_WORDS = 60
_MOST_KINDS = 2000
"""So many different cells of a column are looked at: one that has more holds no words of an office."""


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
        if kind is BatchKind.LIST:
            return Shape.of_list()
        if kind is BatchKind.UPDATES:
            return Shape.of_updates(self.today)
        return Shape.of_records(self.tree, self.today, self.names)


@dataclass(frozen=True)
class Checked:
    """What accepting a table would do; or, where its columns do not fit yet, the problem in a sentence."""

    header: Sequence[str]
    options: Options
    words: Mapping[str, list[str]]
    """Of each column that has words: those of the table that are not ours."""
    outcome: Outcome = field(default_factory=Outcome)
    noted: Noted = field(default_factory=Noted)
    listed: Sequence[Listed] = ()
    """All rows of a list that is compared and not imported."""
    problem: str | None = None

    def told(self) -> dict[str, Any]:
        """As it is stored and shown."""
        rows = [asdict(row) for row in self.listed] or [_row(row) for row in self.noted.rows]
        return {
            "header": list(self.header), "words": dict(self.words), "outcome": _json(self.outcome),
            "problem": self.problem, "rows": rows,
            "columns": dict(self.noted.columns), "ids": self.noted.ids[:LISTED],
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """The same wherever accepting the table would do the same."""
        return digest(self.options, self.outcome, self.noted)


def digest(options: Options, outcome: Outcome, noted: Noted) -> str:
    """The same wherever what was said of a table, and what comes of it, is the same."""
    told = canonical({"options": options.as_json(), "outcome": _json(outcome), "rows": noted.digest})
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def guessed(read: ReadTable, kind: BatchKind) -> Options:
    """What is assumed of a table of which nobody has said anything yet."""
    return Options(renamed=guess(read.header, COLUMNS[kind]))


def completed(header: Sequence[str], kind: BatchKind, said: Options) -> Options:
    """What was said, and guesses for the columns of which nothing was."""
    taken = {*said.renamed.values(), *said.given}
    guesses = {theirs: ours for theirs, ours in guess(header, COLUMNS[kind]).items() if ours not in taken}
    return replace(said, renamed=guesses | dict(said.renamed))


def check(
    connection: Connection, table: Table, kind: BatchKind, options: Options, at: Situation, tell: Told = unheard
) -> Checked:  # fmt: skip
    """What accepting the table would do, with what was said of it."""
    shape = at.shape(kind)
    try:
        layout = Layout.match(table.header, shape, options)
    except Invalid as refusal:
        return Checked(table.header, options, {}, problem=refusal.message)
    words, noted = Words(layout), Noted()
    if kind is BatchKind.LIST:
        listed, unreadable = read_list(Table(table.header, words.watched(table.rows)), layout)
        outcome = Outcome(ignored=layout.ignored, refused=unreadable)
        return Checked(table.header, options, words.foreign(), outcome, noted, listed)
    with staged(Table(table.header, words.watched(table.rows)), shape, options) as ready:
        if kind is BatchKind.UPDATES:
            outcome = import_updates.preview(connection, ready, by=at.by, zone=at.zone, tell=tell)
        else:
            outcome = imports.preview(
                connection, ready, by=at.by, tree=at.tree, today=at.today, noted=noted, kept=options.kept, tell=tell
            )
    return Checked(table.header, options, words.foreign(), outcome, noted)


def with_proposals(read: ReadTable, kind: BatchKind, options: Options, at: Situation) -> Options:
    """The options with our word for each status of the table that public trackers use and nobody has translated."""
    try:
        words = Words(Layout.match(read.header, at.shape(kind), options))
    except Invalid:
        return options
    for _row in words.watched(iter(read.rows)):
        pass
    found = proposed(words.foreign().get("status", ()))
    ours = {("status", cells.folded(word)): status.value for word, status in found.items()}
    return replace(options, translated=ours | dict(options.translated))


class Words:
    """The words of a table that are not ours, gathered while its rows pass."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        places = {name: layout.positions.get(name) for name in WORDED if name in layout.shape.readers}
        self._found: dict[str, tuple[int, dict[str, None]]] = {
            name: (place, {}) for name, place in places.items() if place is not None
        }

    def watched(self, rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
        """The same rows; the words of those that are not left out are noted."""
        left_out, found = self._layout.options.left_out, list(self._found.values())
        for line, row in rows:
            if line not in left_out:
                for place, words in found:
                    if place < len(row) and row[place] not in words and len(words) < _MOST_KINDS:
                        words[row[place]] = None
            yield line, row

    def foreign(self) -> dict[str, list[str]]:
        """Of each column, the words that are not ours; where there are none, nothing."""
        readers, told = self._layout.shape.readers, {}
        for name, (_place, words) in self._found.items():
            different = dict.fromkeys(cells.undefused(word.strip()) for word in words)
            foreign = [word for word in different if word and not _is_ours(word, readers[name])]
            if foreign:
                told[name] = foreign[:MOST_WORDS]
        return told


def _is_ours(word: str, reader: cells.Reader) -> bool:
    try:
        reader(word)
    except ValueError:
        return False
    return True


def _json(outcome: Outcome) -> dict[str, Any]:
    told = outcome.as_json()
    told["ignored"] = list(outcome.ignored)
    return told


def _row(row: Compared) -> dict[str, Any]:
    told = asdict(row)
    # All of a long text is in the file; the page shows its beginning.
    return told | {"text": excerpt(row.text, 300)}
