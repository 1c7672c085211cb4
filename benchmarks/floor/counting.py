"""The dashboard's figures: hand-written aggregates, one pass over the day's intervals, added up along the tree."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from benchmarks.floor.app import Person, store
from benchmarks.floor.record import months_on
from benchmarks.floor.store import as_day

STATUSES = ("response-due", "open-unresolved", "open-resolved", "closure-requested", "closed-implemented",
            "closed-not-implemented", "closed-superseded")  # fmt: skip
MOVES = ("component", "liaison", "oig")
AGREEMENTS = ("concur", "partially-concur", "non-concur", "none")
AGES = ("under_6_months", "6_to_12_months", "1_to_3_years", "over_3_years", "unknown")


def _measures(*, sqlite: bool) -> dict[str, str]:
    """Each figure as a condition of what is counted, or as a sum."""
    slip = "julianday(s.due_on) - julianday(s.original_due_on)" if sqlite else "s.due_on - s.original_due_on"
    slipped = "s.is_open AND s.due_on > s.original_due_on"
    ages = ("p.issued_on > :six", "p.issued_on <= :six AND p.issued_on > :twelve",
            "p.issued_on <= :twelve AND p.issued_on > :thirty_six", "p.issued_on <= :thirty_six",
            "p.issued_on IS NULL")  # fmt: skip
    counted = {
        "total": "true", "open": "s.is_open", "overdue": "s.is_open AND s.due_on < :day",
        **{f"due_{days}": f"s.is_open AND s.due_on >= :day AND s.due_on <= :in_{days}" for days in (30, 60, 90)},
        "no_date": "s.is_open AND s.due_on IS NULL", "beyond_window": "s.is_open AND s.due_on > p.complete_by",
        "extended": "s.is_open AND s.extensions > 0", "slipped": slipped,
        "unresolved": "s.is_open AND s.decided_on IS NULL AND p.issued_on <= :resolution",
        "no_final_action": "s.is_open AND s.decided_on <= :final_action", "priority": "s.is_open AND s.priority",
        "priority_overdue": "s.is_open AND s.priority AND s.due_on < :day",
        "closed": "s.closed_on > :since", "closed_on_time": "s.closed_on > :since AND s.closed_on <= s.due_on",
        "closed_late": "s.closed_on > :since AND s.closed_on > s.due_on",
        "ever_on_time": "NOT s.is_open AND s.closed_on <= s.due_on",
        "ever_late": "NOT s.is_open AND s.closed_on > s.due_on",
        **{word: f"s.status = '{word}'" for word in STATUSES},
        **{f"move_{word}": f"s.is_open AND s.whose_move = '{word}'" for word in MOVES},
        **{f"said_{word}": f"s.is_open AND s.agreement = '{word}'" for word in AGREEMENTS},
        **{name: f"s.is_open AND {asked}" for name, asked in zip(AGES, ages, strict=True)},
    }  # fmt: skip
    summed = {
        "extensions": "sum(s.extensions) FILTER (WHERE s.is_open)",
        "days_slipped": f"sum({slip}) FILTER (WHERE {slipped})",
        "questioned_open": "sum(s.questioned_cost) FILTER (WHERE s.is_open)",
        "questioned_closed": "sum(s.questioned_cost) FILTER (WHERE NOT s.is_open)",
        "better_use_open": "sum(s.funds_put_to_better_use) FILTER (WHERE s.is_open)",
        "better_use_closed": "sum(s.funds_put_to_better_use) FILTER (WHERE NOT s.is_open)",
    }  # fmt: skip
    counts = {name: f"count(*) FILTER (WHERE {asked})" for name, asked in counted.items()}
    return counts | {name: f"coalesce({sum_}, 0)" for name, sum_ in summed.items()}


_BY_ENGINE = {sqlite: _measures(sqlite=sqlite) for sqlite in (True, False)}
_NAMES = tuple(_BY_ENGINE[True])
_FIGURES = """
SELECT s.component_id, min(s.due_on) FILTER (WHERE s.is_open AND s.due_on >= :day), {measures}
FROM standing s JOIN recommendation r ON r.id = s.recommendation_id JOIN report p ON p.id = r.report_id
WHERE s.from_on <= :day AND s.until_on > :day AND s.component_id IN ({visible}) GROUP BY s.component_id
"""
_LATE = """
SELECT component_id, due_on, count(*) FROM standing
WHERE from_on <= :day AND until_on > :day AND is_open AND due_on < :day AND component_id IN ({visible}) GROUP BY 1, 2
"""
_SIGNALS = """
SELECT count(*) FILTER (WHERE coalesce(r.last_update_on, p.issued_on) <= :stale),
  count(*) FILTER (WHERE r.extensions >= 2),
  count(*) FILTER (WHERE r.due_on >= :day AND r.due_on <= :in_30 AND NOT EXISTS (
    SELECT 1 FROM evidence WHERE recommendation_id = r.id AND kind = 'evidence' AND withdrawn_on IS NULL)),
  count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM person WHERE active AND email = lower(trim(r.responsible_email)))),
  count(*) FILTER (WHERE EXISTS (SELECT 1 FROM refused_address WHERE address = lower(trim(r.responsible_email))))
FROM recommendation r JOIN report p ON p.id = r.report_id WHERE r.is_open AND r.component_id IN ({visible})
"""
_REPEATING = """
SELECT count(*) FROM (
  SELECT row_number() OVER (PARTITION BY h.subject_id ORDER BY h.effective_on DESC, h.seq DESC) AS place,
    count(*) OVER (PARTITION BY h.subject_id, lower(trim(h.note))) AS same
  FROM recommendation r JOIN history h ON h.subject = 'recommendation' AND h.subject_id = r.id
  WHERE r.is_open AND r.component_id IN ({visible}) AND h.kind IN ('update', 'reported') AND h.effective_on <= :day
    AND trim(h.note) <> ''
) AS told WHERE place = 1 AND same > 1
"""

_REPEATING_BY_RECORD = """
SELECT count(*) FROM recommendation r WHERE r.is_open AND r.component_id IN ({visible}) AND EXISTS (
  SELECT 1 FROM history n JOIN history e ON e.seq <> n.seq AND lower(trim(e.note)) = lower(trim(n.note))
  WHERE n.seq = (SELECT seq FROM history WHERE subject = 'recommendation' AND subject_id = r.id
      AND kind IN ('update', 'reported') AND effective_on <= :day AND trim(note) <> ''
      ORDER BY effective_on DESC, seq DESC LIMIT 1)
    AND e.subject = 'recommendation' AND e.subject_id = r.id AND e.kind IN ('update', 'reported')
    AND e.effective_on <= :day AND trim(e.note) <> '')
"""
"""The same, record by record: on SQLite that takes a third of the time, on PostgreSQL more."""


@dataclass
class Figures:
    """Of one component with all below it."""

    counts: list[Any] = field(default_factory=lambda: [0] * len(_NAMES))
    next_due_on: date | None = None
    late: list[int] = field(default_factory=list)
    """Of each overdue one, by how many days."""

    def plain(self, days: int) -> dict[str, Any]:
        """As a template reads it; what was not overdue so many days ago became so since."""
        return dict(zip(_NAMES, self.counts, strict=True)) | {
            "worst": max(self.late, default=0),
            "median": median(self.late) if self.late else 0,
            "next_due_on": self.next_due_on,
            "became_overdue": sum(late <= days for late in self.late),
        }

    def add(self, due: date | None, counts: list[Any]) -> None:
        """Count in."""
        self.counts = [one + other for one, other in zip(self.counts, counts, strict=True)]
        self.next_due_on = min((day for day in (self.next_due_on, due) if day), default=None)


def _days(day: date, since: date) -> dict[str, Any]:
    past = day - timedelta(days=1)
    six, twelve, thirty_six = (months_on(day, -count) for count in (6, 12, 36))
    named = {
        "day": day, "since": since, "six": six, "twelve": twelve, "thirty_six": thirty_six,
        "resolution": _last_start(day, past, 6), "final_action": _last_start(day, past, 12),
        **{f"in_{days}": day + timedelta(days=days) for days in (30, 60, 90)}, "stale": day - timedelta(days=45),
    }  # fmt: skip
    return {name: store().day(value) for name, value in named.items()}


def _last_start(day: date, past: date, months: int) -> date:
    start = months_on(past, -months)
    while months_on(start + timedelta(days=1), months) < day:
        start += timedelta(days=1)
    return start


def figures(person: Person, day: date, since: date) -> dict[str, dict[str, Any]]:
    """The figures by component; of the whole under no code."""
    values, visible = _days(day, since), person.sees
    parents = {number: parent for number, _code, _name, parent in person.components}
    codes = {number: code for number, code, _name, _parent in person.components}
    found: dict[str, Figures] = {}

    def up(component: int | None, count: Callable[[Figures], None]) -> None:
        count(found.setdefault("", Figures()))
        while component is not None:
            count(found.setdefault(codes[component], Figures()))
            component = parents[component]

    measures = ", ".join(_BY_ENGINE[store().is_sqlite].values())
    for component, due, *counts in store().all(_FIGURES.format(measures=measures, visible=visible), values):
        up(component, lambda figures, due=due, counts=counts: figures.add(as_day(due), counts))
    for component, due, count in store().all(_LATE.format(visible=visible), values):
        late = [(day - as_day(due)).days] * count
        up(component, lambda figures, late=late: figures.late.extend(late))
    return {code: one.plain((day - since).days) for code, one in found.items()}


def signals(person: Person, day: date) -> list[int]:
    """How many open ones show each sign."""
    values = _days(day, day)
    repeating = _REPEATING_BY_RECORD if store().is_sqlite else _REPEATING
    return [
        *store().one(_SIGNALS.format(visible=person.sees), values),
        *store().one(repeating.format(visible=person.sees), values),
    ]
