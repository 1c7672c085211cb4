"""Parts of the progress report that are made of figures: every measure, money, extensions and what waits for a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.documents import Column, Row, Section, Table
from ipr_compliance.domain.measures import AGREEMENT, MEASURES, OF_THE_PERIOD, Measure
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.domain.summary_words import plural


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """A request for more time that had been made by the as-of day; decided when, if it was by then."""

    recommendation_id: int
    name: str
    component: str
    due_on: date
    proposed_due_on: date
    reason: str
    asked_on: date
    departmental: bool
    approved: bool | None
    decided_on: date | None


def measures(summary: Summary) -> Section:
    """Every figure of the dashboard, as of the day and as of the day that is compared."""
    before = summary.previous
    columns = [Column("Figure", 5), Column(f"On {written_out(summary.as_of)}", 3, number=True)]
    if before:
        columns.append(Column(f"On {written_out(before.as_of)}", 3, number=True))
    columns.append(Column("What it counts", 9))
    rows = tuple(Row((one.label, *_values(one, summary), one.definition)) for one in (*MEASURES, *AGREEMENT))
    said = "The same figures as on the dashboard; those of the period count from the day after the earlier one."
    return Section("All figures", (said,) if before else (), Table(tuple(columns), rows))


def _values(measure: Measure, summary: Summary) -> Iterator[str]:
    if measure in OF_THE_PERIOD:
        yield str(value(measure, summary.whole)) if summary.previous else "–"
        if summary.previous:
            yield "–"
        return
    yield str(value(measure, summary.whole))
    if summary.previous:
        yield str(value(measure, summary.previous.whole))


def value(measure: Measure, figures: Figures) -> int:
    """The number that the measure has among those figures."""
    if measure in AGREEMENT:
        return figures.agreement[measure.name]
    found: int = getattr(figures, measure.name)
    return found


def money(summary: Summary) -> Section:
    """What the OIG questioned and what it said could be put to better use: of open and of closed recommendations."""
    columns = (
        Column("US dollars", 6), Column("Of open ones", 4, number=True), Column("Of closed ones", 4, number=True),
    )  # fmt: skip
    whole = summary.whole
    rows = (
        Row(("Questioned costs", *_amounts(whole.questioned_open, whole.questioned_closed))),
        Row(("Funds put to better use", *_amounts(whole.better_use_open, whole.better_use_closed))),
    )
    return Section("Money", table=Table(columns, rows))


def _amounts(*amounts: Decimal) -> Iterator[str]:
    return (dollars(amount) for amount in amounts)


def asked_for(extensions: Iterable[ExtensionAsked], closures: Iterable[tuple[int, str, str]], as_of: date) -> Section:
    """What waits for a word: requests for more time, and statements that a recommendation is implemented."""
    heading = "Decisions asked for"
    pending = [one for one in extensions if not _decided_by(one, as_of)]
    waiting = list(closures)
    if not pending and not waiting:
        return Section(heading, ("Nothing waits for a decision.",))
    more_time, closure = plural(len(pending), "request"), plural(len(waiting), "request")
    said = f"{more_time} for more time and {closure} for closure wait for a decision."
    columns = (Column("Recommendation", 4), Column("Component", 3), Column("What is asked", 8), Column("Of whom", 5))
    rows = [
        Row(
            (one.name, one.component, _more_time(one), "Departmental liaison" if one.departmental else "Liaison"),
            record=one.recommendation_id,
        )
        for one in pending
    ]
    rows += [Row((name, component, "Closure", "OIG"), record=record) for record, name, component in waiting]
    return Section(heading, (said,), Table(columns, tuple(rows)))


def _more_time(one: ExtensionAsked) -> str:
    return f"More time: from {written_out(one.due_on)} to {written_out(one.proposed_due_on)}. {one.reason}"


def _decided_by(one: ExtensionAsked, as_of: date) -> bool:
    return one.decided_on is not None and one.decided_on <= as_of


def extensions(found: Iterable[ExtensionAsked], first: date, as_of: date) -> Section:
    """The requests for more time that were made or decided in the period."""
    heading = "Extensions in the period"
    told = [
        one for one in found
        if first <= one.asked_on <= as_of or (one.decided_on is not None and first <= one.decided_on <= as_of)
    ]  # fmt: skip
    if not told:
        return Section(heading, ("No extension was asked for or decided in the period.",))
    columns = (
        Column("Recommendation", 4), Column("Component", 3), Column("From", 4), Column("To", 4), Column("Asked", 4),
        Column("Decision", 5),
    )  # fmt: skip
    rows = tuple(
        Row(
            (one.name, one.component, written_out(one.due_on), written_out(one.proposed_due_on),
             written_out(one.asked_on), _decision(one, as_of)),
            record=one.recommendation_id,
        )
        for one in told
    )  # fmt: skip
    return Section(heading, table=Table(columns, rows))


def _decision(one: ExtensionAsked, as_of: date) -> str:
    if one.decided_on is None or one.decided_on > as_of:
        return "Not decided yet"
    return f"{'Granted' if one.approved else 'Refused'}, {written_out(one.decided_on)}"
