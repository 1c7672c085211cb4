"""The form on which people say what the columns, words and rows of their table mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_options import Options, read_lines
from ipr_compliance.domain.tables import MONEY, RECORD_COLUMNS
from ipr_compliance.domain.words import Agreement, Status, in_words
from ipr_compliance.models import BatchKind
from ipr_compliance.services.import_check import COLUMNS

NOBODYS = ("", "Not used")
GIVEN = (
    "component", "status", "agreement", "report_number", "report_title", "issued_on", "due_on", "responsible_official",
    "responsible_email",
)  # fmt: skip
"""The columns for which one value may be given to all rows."""

DATES = frozenset({"issued_on", "due_on", "original_due_on", "closed_on", "on"})

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Fields:
    """What the form shows: each column of the table, each word that is not ours, and what is given to all rows."""

    columns: list[dict[str, Any]]
    ours: Choices
    words: list[dict[str, Any]]
    given: list[dict[str, Any]]


def column_name(name: str) -> str:
    """A column of ours as people read it."""
    return {"number": "Recommendation number", "on": "Date of the update", "text": "Recommendation (its text)"}.get(
        name, name.replace("_", " ").capitalize()
    )


def in_cell(column: str, value: str) -> str:
    """A fact as people read it, from what files have."""
    if value and column in DATES:
        return written_out(date.fromisoformat(value))
    if value and column in MONEY:
        return dollars(Decimal(value))
    words: dict[str, type[StrEnum]] = {"status": Status, "agreement": Agreement}
    return in_words(words[column](value)) if value and column in words else value


def fields(told: Mapping[str, Any], options: Options, kind: BatchKind, asker: Asker, tree: Tree) -> Fields:
    """The form of a table, as what was said of it stands."""
    ours = COLUMNS[kind]
    columns = [
        {"name": f"column-{index}", "theirs": name, "value": _meant(name, options, ours)}
        for index, name in _header(told)
    ]
    words = [
        {
            "name": f"word-{column}-{place}", "column": column_name(column), "theirs": word,
            "value": options.translated.get((column, cells.folded(word)), ""),
            "choices": [("", "Choose"), *_choices(column, asker, tree)],
        }
        for column, theirs in told["words"].items()
        for place, word in enumerate(theirs)
    ]  # fmt: skip
    given = [
        {
            "name": f"given-{name}", "label": column_name(name), "value": options.given.get(name, ""),
            "choices": [("", "No value"), *found] if (found := _choices(name, asker, tree)) else [],
        }
        for name in GIVEN
        if name in ours
    ]  # fmt: skip
    return Fields(columns, [NOBODYS, *((name, column_name(name)) for name in ours)], words, given)


def _meant(theirs: str, options: Options, ours: Sequence[str]) -> str:
    if theirs in options.renamed:
        return options.renamed[theirs]
    name = cells.folded(theirs).replace("-", "_")
    return name if name in ours else ""


def _choices(column: str, asker: Asker, tree: Tree) -> Choices:
    if column == "status":
        return [(word.value, in_words(word)) for word in Status]
    if column == "agreement":
        return [(word.value, in_words(word)) for word in Agreement]
    if column != "component":
        return []
    kept = asker.components[Action.EDIT]
    return [(one.code, f"{one.code} – {one.name}") for _depth, one in tree.in_order() if one.id in kept]


def read(form: MultiDict[str, str], told: Mapping[str, Any], earlier: Options, kind: BatchKind) -> Options:
    """What was said; where a field is not sent, what was said earlier stands.

    Refuses with Invalid two columns that would be the same of ours, and lines that are none.
    """
    ours = COLUMNS[kind]
    renamed = {}
    for index, theirs in _header(told):
        said = form.get(f"column-{index}", _meant(theirs, earlier, ours))
        renamed[theirs] = said if said in ours else ""
    _refuse_twins(renamed)
    given = {name: form.get(f"given-{name}", earlier.given.get(name, "")).strip()[:500] for name in GIVEN}
    translated = dict(earlier.translated)
    for column, words in told["words"].items():
        for place, word in enumerate(words):
            pair = (column, cells.folded(word))
            translated[pair] = form.get(f"word-{column}-{place}", translated.get(pair, "")).strip()[:100]
    left_out = read_lines(form["left_out"]) if "left_out" in form else earlier.left_out
    left_out |= {int(line) for line in form.getlist("line") if _is_line(line)}
    if form.get("leave_refused"):
        left_out |= {problem["line"] for problem in told["outcome"]["refused"]}
    kept = {(int(line), column) for line, column in _cells(form.getlist("keep")) if column in RECORD_COLUMNS}
    return Options(
        renamed,
        {name: value for name, value in given.items() if value and name in ours},
        {pair: word for pair, word in translated.items() if word},
        left_out,
        frozenset(kept),
    )


def _header(told: Mapping[str, Any]) -> list[tuple[int, str]]:
    return [(index, " ".join(name.split())) for index, name in enumerate(told["header"]) if name.strip()]


def _refuse_twins(renamed: Mapping[str, str]) -> None:
    for name in filter(None, renamed.values()):
        twins = [theirs for theirs, meant in renamed.items() if meant == name]
        if len(twins) > 1:
            raise Invalid(
                f"Two columns cannot both be {column_name(name)}: {twins[0]} and {twins[1]}.", field="columns"
            )


def place(text: str) -> int | None:
    """The number after which a page of handed-in tables goes on; what is none begins at the newest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _is_line(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


def _cells(values: Sequence[str]) -> list[tuple[str, str]]:
    parted = [value.partition(":") for value in values]
    return [(line, column) for line, _, column in parted if _is_line(line)]
