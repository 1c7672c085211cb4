"""The form on which people check what was read from a report, and what stands beside each of its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy.engine import Row as DatabaseRow
from werkzeug.datastructures import MultiDict

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.extraction import Extracted, Found, Read, ReportFound
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.proposals import OF_REPORT, OF_ROW, Proposal, Row
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.words import Agreement, Status, in_words
from ipr_compliance.models import DocumentKind
from ipr_compliance.services import documents
from ipr_compliance.services.import_check import Checked

Choices = list[tuple[str, str]]

LONGEST = 20_000
"""Of one field; a text beyond it is cut here and refused by the rules for texts."""


@dataclass(frozen=True)
class Beside:
    """What a comparison says of one recommendation, by the names of its fields."""

    kind: str = ""
    recommendation_id: int | None = None
    recorded: Mapping[str, str] = field(default_factory=dict)
    """Of each field that would change: what is recorded."""
    problems: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, Any] = field(default_factory=dict)

    def problem(self, name: str) -> Refused | None:
        """Why the value of a field is refused."""
        return Refused(self.problems[name], field=name) if name in self.problems else None

    def has_any(self, row: Row, names: Sequence[str]) -> bool:
        """Whether one of the fields holds something, or something is said of it."""
        said = (row.fields, self.recorded, self.problems, self.conflicts)
        return any(told.get(name) for name in names for told in said)


@dataclass(frozen=True)
class Comparison:
    """What a comparison says: of each recommendation by its place, of the report, and in all."""

    rows: Mapping[int, Beside]
    report: Beside
    outcome: Mapping[str, Any]
    problem: str | None

    @property
    def can_be_accepted(self) -> bool:
        """Whether nothing is refused, and something would be recorded."""
        return not self.problem and not self.outcome["refused"] and bool(self.outcome["new"] + self.outcome["changed"])


def beside(proposal: Proposal, compared: Checked) -> Comparison:
    """The outcome of a comparison, sorted to the fields that it is about."""
    refused: dict[int, dict[str, str]] = {}
    of_report: dict[str, str] = {}
    told = compared.told()
    for problem in told["outcome"]["refused"]:
        place = of_report if problem["column"] in OF_REPORT else refused.setdefault(problem["line"], {})
        place.setdefault(problem["column"], problem["reason"])
    conflicts: dict[int | None, dict[str, Any]] = {}
    for conflict in told["outcome"]["conflicts"]:
        line = conflict["line"] if conflict["number"] else None
        conflicts.setdefault(line, {})[conflict["column"]] = conflict
    found = {row["line"]: row for row in told["rows"]}
    rows = {
        line: _beside(found.get(line), refused.get(line, {}), conflicts.get(line, {})) for line, _row in proposal.taken
    }
    of_all = Beside(problems=of_report, conflicts=conflicts.get(None, {}))
    return Comparison(rows, of_all, told["outcome"], compared.problem)


def _beside(row: Mapping[str, Any] | None, refused: Mapping[str, str], conflicts: Mapping[str, Any]) -> Beside:
    if row is None:
        return Beside("refused", problems=refused)
    recorded = {name: old for name, (old, _new) in row["fields"].items()} if row["kind"] == "changed" else {}
    return Beside("refused" if refused else row["kind"], row["recommendation_id"], recorded, refused, conflicts)


def pages_of(found: Found) -> list[int]:
    """The pages that a recommendation and what is said of it were read from, in order."""
    return sorted({fact.page for fact in _facts(found)})


def words_on(document: DatabaseRow[Any], place: str, page: int) -> list[str]:
    """The words on that page from which the recommendation at that place was read, or the report, or a whole memo."""
    if not document.found:
        return []
    if document.kind is DocumentKind.MEMO:
        memo = documents.found_in(document, Memo)
        facts = [*_facts(memo), *memo.statuses.values(), *memo.agreements.values()]
    else:
        found = documents.found_in(document, Extracted)
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
        facts = _facts(found.recommendations[number - 1] if 1 <= number <= len(found.recommendations) else found.report)
    return [fact.words for fact in facts if fact.page == page]


def _facts(found: Found | ReportFound | Memo) -> list[Read[Any]]:
    return [fact for one in fields(found) if isinstance(fact := getattr(found, one.name), Read)]


def read(form: MultiDict[str, str], before: Proposal | None) -> Proposal:
    """What was typed; a field that is not sent stays as it was."""
    if before is None:
        return Proposal()
    report = {name: _typed(form.get(name, before.report.get(name, ""))) for name in OF_REPORT}
    lists = {name: form.getlist(name) for name in (*OF_ROW, "called")}
    left_out, remembered = set(form.getlist("left_out")), set(form.getlist("remember"))
    rows = tuple(_row(place, row, lists, left_out, remembered) for place, row in enumerate(before.rows, start=1))
    return Proposal(report, rows)


def _row(
    place: int, before: Row, lists: Mapping[str, Sequence[str]], left_out: set[str], remembered: set[str]
) -> Row:  # fmt: skip
    def sent(name: str, earlier: str) -> str:
        values = lists[name]
        return _typed(values[place - 1]) if place <= len(values) else earlier

    typed = {name: sent(name, before.fields.get(name, "")) for name in OF_ROW}
    return Row(typed, str(place) in left_out, sent("called", before.called)[:200], str(place) in remembered)


def _typed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[: LONGEST + 1]


def choices(asker: Asker, tree: Tree) -> Mapping[str, Choices]:
    """What can be chosen: the components whose records this person keeps, and the words for status and agreement."""
    kept = asker.components[Action.EDIT]
    offices = [(one.code, f"{one.code} – {one.name}") for _depth, one in tree.in_order() if one.id in kept]
    return {
        "component": [("", "Choose"), *offices],
        "status": [("", "Not said"), *((one.value, in_words(one)) for one in Status)],
        "agreement": [("", "Not said"), *((one.value, in_words(one)) for one in Agreement)],
    }
