"""Recommendations: lists, totals and single records. Every question names who is asking."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.deadlines import UPDATE_DAYS
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Item
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.models import (
    Component,
    Evidence,
    Extension,
    History,
    Milestone,
    Recommendation,
    Report,
    Standing,
)
from ipr_compliance.queries import history, office, pulse, signals
from ipr_compliance.queries.among import among
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.kept import Kept
from ipr_compliance.queries.prepared import Prepared
from ipr_compliance.queries.search import Matching, words_asked

_rec, _standing = Recommendation.__table__, Standing.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]
_history = History.__table__  # type: ignore[attr-defined]

_TOTALS: Kept[tuple[int, str | None]] = Kept(1024)
_PAGES: Kept[tuple[tuple[int, ...], str | None]] = Kept(512)

AT_ONCE = 500
"""So many rows of a long list are read at a time."""

DATED = (
    "component_id", "agreement", "status", "whose_move", "due_on", "original_due_on", "extensions", "priority",
    "questioned_cost", "unsupported_cost", "funds_put_to_better_use", "closed_on",
)  # fmt: skip
"""What an interval keeps, so that it can be read as of any day; the rest is shown as it is now."""


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all, and the cursor that asks for the rows after these.

    With them the length of the office's clock of status updates, in days: what is owed is counted with it.
    """

    rows: list[Row[Any]]
    total: int
    next: str | None
    update_days: int = UPDATE_DAYS


@dataclass(frozen=True)
class _Source:
    """Where the facts are read: from the records as they stand now, or from the intervals of a past day."""

    at: sa.Table
    found: sa.FromClause
    """What conditions and orders are read from. An engine leaves out an outer join that neither of them uses."""
    joined: sa.FromClause
    """The same with all that a row shows."""
    day: tuple[sa.ColumnElement[bool], ...]
    due_order: sa.ColumnElement[date]
    last_update_on: sa.ColumnElement[date | None]
    past: bool


def _now() -> _Source:
    in_report, in_component = _report.c.id == _rec.c.report_id, _component.c.id == _rec.c.component_id
    joined = _rec.join(_report, in_report).join(_component, in_component)
    found = _rec.outerjoin(_report, in_report)
    return _Source(_rec, found, joined, (~_rec.c.voided,), _rec.c.due_order, _rec.c.last_update_on, past=False)


def _then() -> _Source:
    at, in_report = _standing.join(_rec, _rec.c.id == _standing.c.recommendation_id), _report.c.id == _rec.c.report_id
    joined = at.join(_report, in_report).join(_component, _component.c.id == _standing.c.component_id)
    day: sa.BindParameter[date] = sa.bindparam("as_of", type_=sa.Date)
    return _Source(
        _standing,
        at.outerjoin(_report, in_report),
        joined,
        (_standing.c.from_on <= day, _standing.c.until_on > day),
        sa.func.coalesce(_standing.c.due_on, sa.literal(FOREVER, sa.Date)),
        _newest_update(day),
        past=True,
    )


def _newest_update(day: sa.BindParameter[date]) -> sa.ColumnElement[date | None]:
    """The date of the last update told by that day; the record itself only knows the last one of all."""
    told = *history.updates_of(_history, _rec.c.id), _history.c.effective_on <= day
    return sa.select(sa.func.max(_history.c.effective_on)).where(*told).correlate(_rec).scalar_subquery()


def _columns(source: _Source) -> list[sa.ColumnElement[Any]]:
    """What a row tells: first an item's facts in their order, so that one is made of a row as it is."""
    named = {"report_number": _report.c.number, "report_title": _report.c.title, "component": _component.c.code}
    of_report = {name: _report.c[name] for name in ("issued_on", "complete_by")}
    dated = {name: source.at.c[name] for name in (*DATED, "next_update_on")}
    known = {**named, **of_report, **dated, "last_update_on": source.last_update_on}
    facts = [known[name] if name in known else _rec.c[name] for name in Item._fields]
    return [
        *(fact.label(name) for fact, name in zip(facts, Item._fields, strict=True)),
        source.at.c.component_id, _rec.c.version, _rec.c.report_id, _rec.c.number_order,
        source.due_order.label("due_order"),
    ]  # fmt: skip


def _conditions(source: _Source, names: frozenset[str]) -> list[sa.ColumnElement[bool]]:
    at, due, by = source.at.c, source.at.c.due_on, source.due_order  # without a date `by` lies behind every day

    def given(name: str, kind: Any = sa.Date) -> sa.BindParameter[Any]:
        return sa.bindparam(name, type_=kind)

    known: dict[str, sa.ColumnElement[bool]] = {
        "component": among(at.component_id, "component"),
        "status": at.status == given("status", at.status.type),
        "whose_move": at.whose_move == given("whose_move", at.whose_move.type),
        "report": _report.c.number == given("report", sa.String),
        "open": at.is_open,
        "overdue": at.is_open & (by < given("overdue")),
        "no_date": at.is_open & due.is_(None),
        "priority": at.priority.is_(sa.true()),
        "agreement": at.agreement == given("agreement", at.agreement.type),
        "beyond_window": at.is_open & (due > _report.c.complete_by),
        "slipped": due > at.original_due_on,
        "extended": at.extensions >= given("extended", sa.Integer),
        # The management decision is kept as its day: without one there is no resolution.
        "unresolved": at.is_open & at.decided_on.is_(None) & (_report.c.issued_on <= given("unresolved")),
        "no_final_action": at.is_open & (at.decided_on <= given("no_final_action")),
        "late": ~at.is_open & (at.closed_on > due),
        "on_time": ~at.is_open & (at.closed_on <= due),
        "money_questioned": at.questioned_cost > Decimal(0),
        "money_better-use": at.funds_put_to_better_use > Decimal(0),
        "issued_before": _report.c.issued_on < given("issued_before"),
        "issued_after": _report.c.issued_on > given("issued_after"),
        "closed_from": at.closed_on >= given("closed_from"),
        "closed_until": at.closed_on <= given("closed_until"),
        "due_from": at.is_open & (by >= given("due_from")),
        "due_until": by <= given("due_until"),
        "due_before": by < given("due_before"),
        "due_after": due > given("due_after"),
        "age_after": at.is_open & (_report.c.issued_on > given("age_after")),
        "age_until": at.is_open & (_report.c.issued_on <= given("age_until")),
        "age_unknown": at.is_open & _report.c.issued_on.is_(None),
        "words": Matching(),
    }
    seen = signals.conditions(signals.Facts(source.at, source.last_update_on, past=source.past))
    known |= {f"signal:{signal}": condition for signal, condition in seen.items()}
    visible = among(at.component_id, "visible")
    return [visible, *source.day, *(known[name] for name in sorted(names))]


def _order(source: _Source, sort: str) -> tuple[list[sa.ColumnElement[Any]], bool]:
    updated = sa.func.coalesce(source.last_update_on, sa.literal(date.min, sa.Date))
    by: dict[str, list[sa.ColumnElement[Any]]] = {
        "due": [source.due_order, _rec.c.id],
        "report": [_report.c.number, _rec.c.number_order, _rec.c.id],
        "updated": [updated, _rec.c.id],
    }
    return by[sort.removeprefix("-")], sort.startswith("-")


def _ordered(statement: sa.Select[Any], source: _Source, sort: str) -> sa.Select[Any]:
    keys, downwards = _order(source, sort)
    return statement.order_by(*(key.desc() if downwards else key for key in keys))


@cache
def _in_order(names: frozenset[str], sort: str, *, past: bool) -> sa.Select[Any]:
    """The numbers of all records asked for, in order: an engine sorts these, not the texts that go with them."""
    source = _then() if past else _now()
    return _ordered(sa.select(_rec.c.id).select_from(source.found).where(*_conditions(source, names)), source, sort)


@cache
def _keys(names: frozenset[str], sort: str, *, past: bool, continued: bool) -> sa.Select[Any]:
    """The keys of the order, of which the last is the record's number: what a page is found by, without its rows."""
    source = _then() if past else _now()
    keys, downwards = _order(source, sort)
    statement = sa.select(*keys).select_from(source.found).where(*_conditions(source, names))
    if continued:
        start = sa.tuple_(*(sa.bindparam(f"key_{number}", type_=key.type) for number, key in enumerate(keys)))
        statement = statement.where(sa.tuple_(*keys) < start if downwards else sa.tuple_(*keys) > start)
    return _ordered(statement, source, sort).limit(sa.bindparam("limit", type_=sa.Integer))


@cache
def _rows(*, past: bool) -> Prepared:
    source = _then() if past else _now()
    statement = sa.select(*_columns(source)).select_from(source.joined)
    return Prepared(statement.where(among(_rec.c.id, "ids"), *source.day))


@cache
def _count(names: frozenset[str], *, past: bool) -> sa.Select[Any]:
    source = _then() if past else _now()
    statement = sa.select(sa.func.count(), office.UPDATE_DAYS).select_from(source.found)
    return statement.where(*_conditions(source, names))


@cache
def _versions(names: frozenset[str], *, past: bool) -> sa.Select[Any]:
    source = _then() if past else _now()
    statement = sa.select(_rec.c.id, _rec.c.version).select_from(source.found)
    return statement.where(*_conditions(source, names)).order_by(_rec.c.id)


def _ask(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> tuple[dict[str, Any], bool]:
    lengths = office.rules(connection).lengths if wanted.asks_for_lengths else Lengths()
    parameters = wanted.parameters(tree, today, lengths)
    if wanted.q:
        words = words_asked(wanted.q, connection.dialect.name)
        if words is None:
            parameters["component"] = []
        else:
            parameters["words"] = words
    parameters["visible"] = sorted(asker.components[Action.READ])
    past = wanted.as_of is not None and wanted.as_of < today
    if past:
        parameters["as_of"] = wanted.as_of
    return parameters, past


def _names(parameters: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(parameters) - {"visible", "as_of", *signals.PARAMETERS}


def page(
    connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date, *, limit: int, after: str = ""
) -> Page:
    """One page of the recommendations asked for that this person may see, and their total.

    How many there are and which stand on the page is found once for a state of the history; the rows are read anew.
    """
    parameters, past = _ask(connection, asker, tree, wanted, today)
    asked = _key(connection, parameters, past=past)
    total, update_days = _TOTALS.get(connection, asked, lambda: _counted(connection, parameters, past=past))
    here = (*asked, wanted.sort, limit, after)
    ids, following = _PAGES.get(
        connection, here, lambda: _found(connection, parameters, wanted.sort, limit, after, past=past)
    )
    rows = _rows(past=past).all(connection, {"ids": ids, "as_of": wanted.as_of}) if ids else ()
    by_id = {row[0]: row for row in rows}
    return Page([by_id[number] for number in ids], total, following, office.update_days(update_days))


def _key(connection: Connection, parameters: Mapping[str, Any], *, past: bool) -> tuple[Any, ...]:
    """Names a question whose answer follows from the history and from who refuses mail."""
    asked = ((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(parameters.items()))
    return past, tuple(asked), pulse.refusals(connection)


def _counted(connection: Connection, parameters: Mapping[str, Any], *, past: bool) -> tuple[int, str | None]:
    total, update_days = connection.execute(_count(_names(parameters), past=past), parameters).one()
    return total, update_days


def _found(
    connection: Connection, parameters: Mapping[str, Any], sort: str, limit: int, after: str, *, past: bool
) -> tuple[tuple[int, ...], str | None]:
    keys = _read_cursor(after, sort) if after else {}
    statement = _keys(_names(parameters), sort, past=past, continued=bool(after))
    found = connection.execute(statement, {**parameters, **keys, "limit": limit + 1}).all()
    following = _cursor(found[limit - 1]) if len(found) > limit else None
    return tuple(keys[-1] for keys in found[:limit]), following


def count(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> int:
    """How many recommendations asked for there are that this person may see; a state of the history is counted once."""
    parameters, past = _ask(connection, asker, tree, wanted, today)
    asked = _key(connection, parameters, past=past)
    return _TOTALS.get(connection, asked, lambda: _counted(connection, parameters, past=past))[0]


def fingerprint(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> str:
    """A digest of which recommendations asked for there are, each in which version: it is another when any changed."""
    parameters, past = _ask(connection, asker, tree, wanted, today)
    found = sha256()
    statement = _versions(_names(parameters), past=past)
    with connection.execute(statement, parameters, execution_options={"yield_per": 5000}) as rows:
        for row in rows:
            found.update(f"{row.id}:{row.version};".encode())
    return found.hexdigest()


def ids(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> list[int]:
    """The numbers of all records asked for that this person may see."""
    parameters, past = _ask(connection, asker, tree, wanted, today)
    return [row.id for row in connection.execute(_versions(_names(parameters), past=past), parameters)]


def every(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> Iterator[Row[Any]]:
    """All recommendations asked for that this person may see, some hundreds at a time.

    SQLite would keep all that it sorts in memory, so only the numbers are sorted.
    """
    parameters, past = _ask(connection, asker, tree, wanted, today)
    found = list(connection.execute(_in_order(_names(parameters), wanted.sort, past=past), parameters).scalars())
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        by_id = {row[0]: row for row in _rows(past=past).all(connection, {"ids": some, "as_of": wanted.as_of})}
        yield from (by_id.pop(number) for number in some)


def one(connection: Connection, asker: Asker, recommendation_id: int, action: Action = Action.READ) -> Row[Any]:
    """The record of that number. Raises NotFound where the action is not this person's, as if it were not there."""
    row = _ONE.first(connection, {"id": recommendation_id})
    if row is None or row.component_id not in asker.components[action]:
        raise NotFound
    return row


_MORE = (
    "voided",
    "last_word",
    "plan",
    "implemented_on",
    "extension_pending",
    "successor",
    "repeats",
    "decided_on",
)
"""What a record is read with besides when it is read alone."""

_WITH = {"has_files": Evidence, "has_extensions": Extension, "has_milestones": Milestone}
"""Whether anything of the kind is attached to it: what is not there needs not be asked for."""


def _attached(model: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(model.__table__.c.recommendation_id == _rec.c.id).correlate(_rec)


_ONE = Prepared(
    sa.select(
        *_columns(_now()),
        *(_rec.c[name] for name in _MORE),
        *(_attached(model).label(name) for name, model in _WITH.items()),
        history.newest_of("recommendation", _rec.c.id).label("newest_entry"),
    )
    .select_from(_now().joined)
    .where(_rec.c.id == sa.bindparam("id"))
)


def _cursor(keys: Row[Any]) -> str:
    text = json.dumps([key.isoformat() if isinstance(key, date) else key for key in keys])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str, sort: str) -> dict[str, Any]:
    try:
        keys = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if sort.removeprefix("-") in {"due", "updated"}:
            day, number = keys
            keys = [date.fromisoformat(day), _an_id(number)]
        else:
            report, order, number = keys
            keys = [_a_text(report), _a_text(order), _an_id(number)]
    except (ValueError, TypeError, RecursionError) as problem:
        raise Invalid(
            "This page marker is not one of ours; start again from the first page.", field="after"
        ) from problem
    return {f"key_{number}": key for number, key in enumerate(keys)}


def _an_id(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("no record has this number")
    return value


def _a_text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("the database cannot compare with this")
    value.encode()  # raises ValueError for half of a surrogate pair
    return value
