"""What a progress report tells: standings as of its last day, and what took effect in its period."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.attention import in_order_of_attention
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Change, Item, LastUpdate, Period, Progress, Scope, Telling
from ipr_compliance.domain.progress_figures import ExtensionAsked
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.summary import Summary
from ipr_compliance.domain.words import Role
from ipr_compliance.models import (
    Component,
    Extension,
    History,
    Person,
    Recommendation,
    Report,
    RoleGrant,
    Standing,
)
from ipr_compliance.queries import chosen, history, recommendations, summary
from ipr_compliance.queries.among import among
from ipr_compliance.queries.chosen import Among, Chosen, given
from ipr_compliance.queries.filters import PLACED, Filter

CHANGES_SHOWN = 200
"""More changes than this are counted, not told: nobody reads on, and the records' timelines have them."""

_history, _standing = History.__table__, Standing.__table__  # type: ignore[attr-defined]
_person, _grant = Person.__table__, RoleGrant.__table__  # type: ignore[attr-defined]
_FACTS = len(Item._fields)
_extension, _rec = Extension.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]

_until: sa.BindParameter[date] = sa.bindparam("until", type_=sa.Date)
_SEEN = _history.join(_standing, _standing.c.recommendation_id == _history.c.subject_id)
_IS_SEEN = (
    _history.c.subject == "recommendation",
    _standing.c.from_on <= _until,
    _standing.c.until_on > _until,
    among(_standing.c.component_id, "visible"),
    _history.c.effective_on <= _until,
)
_IN_PERIOD = (*_IS_SEEN, _history.c.effective_on >= sa.bindparam("since", type_=sa.Date))
_CHANGES = (
    sa.select(_history.c.subject_id, _history.c.kind, _history.c.effective_on, _history.c.note, _history.c.changes)
    .select_from(_SEEN)
    .where(*_IN_PERIOD)
    .order_by(_history.c.effective_on.desc(), _history.c.seq.desc())
    .limit(CHANGES_SHOWN)
)
_CHANGES_IN_ALL = sa.select(sa.func.count()).select_from(_SEEN).where(*_IN_PERIOD)

_newest = sa.func.row_number().over(
    partition_by=_history.c.subject_id, order_by=(_history.c.effective_on.desc(), _history.c.seq.desc())
)
_UPDATES = (
    sa.select(_history.c.subject_id, _history.c.effective_on, _history.c.note, _history.c.changes, _newest.label("nth"))
    .select_from(_SEEN)
    .where(
        *_IS_SEEN,
        _history.c.kind.in_([Kind.UPDATE.value, Kind.REPORTED.value]),
        _history.c.note.is_not(None),
        _standing.c.is_open,
        _standing.c.due_on < _until,
    )
    .subquery()
)
_LAST_UPDATES = sa.select(_UPDATES).where(_UPDATES.c.nth == 1)
_EXTENSIONS = (
    sa.select(
        _extension.c.recommendation_id, (_report.c.number + ", no. " + _rec.c.number).label("name"), _component.c.code,
        *(_extension.c[name] for name in ("due_on", "proposed_due_on", "reason", "asked_on", "departmental", "approved",
                                          "decided_on")),
    )
    .select_from(_extension)
    .join(_standing, _standing.c.recommendation_id == _extension.c.recommendation_id)
    .join(_rec, _rec.c.id == _extension.c.recommendation_id)
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_component, _component.c.id == _standing.c.component_id)
    .where(
        _standing.c.from_on <= _until,
        _standing.c.until_on > _until,
        among(_standing.c.component_id, "visible"),
        _extension.c.asked_on <= _until,
        _extension.c.decided_on.is_(None) | (_extension.c.decided_on >= sa.bindparam("since", type_=sa.Date)),
    )
    .order_by(_extension.c.asked_on, _extension.c.id)
)  # fmt: skip
"""The requests for more time that were open on the last day or were decided since the first."""

_VIEWERS = (
    sa.select(_person.c.email)
    .where(
        _person.c.active,
        sa.exists().where(_grant.c.person_id == _person.c.id, _grant.c.role == Role.VIEWER),
    )
    .order_by(_person.c.email)
)


def scope(asker: Asker, tree: Tree, code: str, wanted: Filter | None = None) -> Scope:
    """The component asked for, and the conditions of a list; its day, order and columns do not count.

    Refuses with Invalid a component that does not exist or of which this person sees nothing.
    """
    asked = wanted or Filter()
    asks = {name: value for name, value in asked.asks().items() if name not in {*PLACED, "component"}}
    said = asked.but(component="").in_words() if asks else ""
    limits = tuple(sorted(asks.items())), said
    code = code or asked.component
    if not code:
        return Scope("", "", *limits)
    component = tree.find(code)
    if component is None or not tree.below(component.id) & asker.components[Action.READ]:
        raise Invalid(f"There is no component {code}.", field="component")
    return Scope(component.code, component.name, *limits)


def listed(wanted: Scope, as_of: date, **more: Any) -> Filter:
    """The list of all that the report is about, as of a day."""
    return Filter.read(dict(wanted.asks)).but(component=wanted.code, as_of=as_of, **more)


def choose(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, as_of: date, today: date
) -> Chosen | None:  # fmt: skip
    """What the report is about, for questions that know components alone; None where nothing else limits it."""
    return chosen.choose(connection, asker, tree, listed(wanted, as_of), today) if wanted.asks else None


def rows(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, as_of: date, today: date, *, sort: str = "report"
) -> Iterator[Row[Any]]:
    """The recommendations as of a day, one row each, streamed."""
    yield from recommendations.every(connection, asker, tree, listed(wanted, as_of, sort=sort), today)


def item(row: Row[Any]) -> Item:
    """The row as the rules read it."""
    return Item._make(row[:_FACTS])  # a row begins with them, in their order


def figures(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, period: Period, about: Chosen | None = None
) -> Summary:  # fmt: skip
    """The deadline summary that belongs to those rows, compared with the day before the period."""
    return summary.summary(connection, asker, tree, period.last, wanted.code, period.day_before, about)


def progress(
    connection: Connection,
    asker: Asker,
    tree: Tree,
    wanted: Scope,
    period: Period,
    today: date,
    passing: Callable[[Iterator[Row[Any]]], Iterator[Row[Any]]] = iter,
    about: Chosen | None = None,
    most: int | None = None,
) -> Progress:
    """All that the documents tell, read in one unchanging state; the rows pass through `passing`, which may count.

    Of lists no more than `most` is kept, where it is said: the rest is counted as it passes by. `about` is what
    `choose` answers for the same scope and day.
    """
    found = figures(connection, asker, tree, wanted, period, about)
    asked = {"since": period.first, "until": period.last, **given(about)}
    asked["visible"] = _visible(asker, tree, wanted)
    changes, changes_in_all, last_updates, extensions = _of_chosen(limited=about is not None)
    changed = [_change(row) for row in connection.execute(changes, asked)]
    telling = Telling(period, {change.recommendation_id for change in changed}, most)
    standings = rows(connection, asker, tree, wanted, period.last, today, sort="due")
    items = telling.kept(item(row) for row in passing(standings))
    known = {one.id for one in items}
    head = history.head(connection)
    asked_more = connection.execute(extensions, asked)
    return Progress(
        office=office(tree),
        scope=wanted,
        period=period,
        made_on=today,
        summary=found,
        components=in_order_of_attention(found.by_component, tree),
        items=items,
        changes=[change for change in changed if change.recommendation_id in known],
        changes_in_all=connection.execute(changes_in_all, asked).scalar_one(),
        last_updates={row.subject_id: last_update(row) for row in connection.execute(last_updates, asked)},
        extensions=[ExtensionAsked(*row) for row in asked_more],
        head=(head.seq, head.digest),
        totals=telling.totals,
    )


@cache
def _of_chosen(*, limited: bool) -> tuple[sa.Select[Any], ...]:
    """What is read besides the rows: changes, their number, last updates, extensions; of all, or of the chosen."""
    subjects = (_history.c.subject_id, _history.c.subject_id, _UPDATES.c.subject_id, _extension.c.recommendation_id)
    statements = (_CHANGES, _CHANGES_IN_ALL, _LAST_UPDATES, _EXTENSIONS)
    if not limited:
        return statements
    return tuple(one.where(Among(subject)) for one, subject in zip(statements, subjects, strict=True))


def inside(tree: Tree, wanted: Scope) -> frozenset[int]:
    """The components that the scope takes in, whoever asks."""
    component = tree.find(wanted.code) if wanted.code else None
    return frozenset(tree.below(component.id)) if component else frozenset(tree.by_id)


def _visible(asker: Asker, tree: Tree, wanted: Scope) -> list[int]:
    component = tree.find(wanted.code) if wanted.code else None
    visible = asker.components[Action.READ]
    return sorted(visible & tree.below(component.id) if component else visible)


def office(tree: Tree) -> str:
    """The name of the office whose records these are."""
    return next((root.name for root in tree.children(None)), "")


def _change(row: Any) -> Change:
    return Change(row.subject_id, row.kind, row.effective_on, row.note, json.loads(row.changes))


def last_update(row: Any) -> LastUpdate:
    """A history row of a status update as the rules read it."""
    told = json.loads(row.changes)
    by = told.get("next_step_on", {}).get("to")
    return LastUpdate(
        row.effective_on, row.note, told.get("next_step", {}).get("to"), date.fromisoformat(by) if by else None
    )


def viewers(connection: Connection) -> list[str]:
    """The addresses of the active people who have the role of a viewer: they get the monthly report."""
    return list(connection.execute(_VIEWERS).scalars())
