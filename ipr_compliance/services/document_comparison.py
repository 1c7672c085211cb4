"""What a comparison with the records says of what was read from a report, by its recommendations and their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipr_compliance.domain.proposals import OF_REPORT, Proposal, Row
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.services.import_check import Checked


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
