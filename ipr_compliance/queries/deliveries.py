"""The outbox as senders and people see it: what is due to be sent, and what became of every message."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.models import (
    Attachment,
    Component,
    Message,
    MessageState,
    Person,
    Recommendation,
    RefusedAddress,
    Reminder,
    Report,
)
from ipr_compliance.queries.among import among

_message, _attachment = Message.__table__, Attachment.__table__  # type: ignore[attr-defined]
_reminder, _rec = Reminder.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]
_person, _refused = Person.__table__, RefusedAddress.__table__  # type: ignore[attr-defined]

TEST = "test"
"""The kind of message that people send to themselves, to see whether mail arrives."""

RECOVERY = "recovery"
"""The kind of message with a link for a new password: its secret is written only into what is sent."""

NOTICE = "notice"
"""Tells a person what was done to their own account."""

WEBHOOK = "webhook"
"""A call to the address of another system; the only kind that is not mail."""

NO_RECORDS = (TEST, RECOVERY, NOTICE)
"""The kinds of message that tell of no record, so that nothing that is recorded makes them untrue."""

_SHOWN = (
    _message.c.id, _message.c.kind, _message.c.recipient, _message.c.subject, _message.c.state, _message.c.planned_for,
    _message.c.planned_at, _message.c.not_before, _message.c.settled_at, _message.c.attempts, _message.c.reason,
    _message.c.server_words, _message.c.rfc_message_id, _message.c.leased_until,
)  # fmt: skip


def claimable(now: Any, as_of: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions of a message that a sender may take into hand: planned, due, and in nobody's hand.

    `now` and `as_of` are an instant and a day, or stand for them in a statement that is kept.
    """
    due = _message.c.not_before <= now if as_of is None else _message.c.planned_for <= as_of
    free = _message.c.leased_until.is_(None) | (_message.c.leased_until <= now)
    return (_message.c.state == MessageState.PLANNED, due, free)


def due(connection: Connection, now: datetime, as_of: date | None = None, *, most: int | None = None) -> list[int]:
    """The mail that may be taken into hand, in the order in which it was planned, up to so many messages."""
    mail = sa.select(_message.c.id).where(*claimable(now, as_of), _message.c.kind != WEBHOOK)
    return list(connection.execute(mail.order_by(_message.c.id).limit(most)).scalars())


def cancelled_since(connection: Connection, kind: str, since: datetime) -> bool:
    """Whether a message of that kind has been cancelled from that instant on: what it told may be untold."""
    cancelled = (_message.c.kind == kind, _message.c.state == MessageState.CANCELLED, _message.c.settled_at >= since)
    return bool(connection.execute(sa.select(sa.exists().where(*cancelled))).scalar())


FILTERS = ("state", "person", "item", "since")

RECENT = timedelta(days=7)
"""For that long a failure is pointed out on the first pages of those who watch over messages."""


@dataclass(frozen=True)
class Wanted:
    """Which messages; an empty field asks for nothing.

    In a state, to addresses that contain a text, about an item (the number of a report, or the id of a
    recommendation), settled since a day, on the calendar of `zone`, or to the webhook of a number.
    """

    state: str = ""
    person: str = ""
    item: str = ""
    since: str = ""
    zone: tzinfo = UTC
    webhook: str = ""

    def __post_init__(self) -> None:
        if self.state and self.state not in set(MessageState):
            states = ", ".join(MessageState)
            raise Invalid(f"“{self.state}” is not a state of a message; they are {states}.", field="state")
        self.settled_from()

    def settled_from(self) -> datetime | None:
        """The instant at which the day begins; raises Invalid where it is none."""
        try:
            day = read_date(self.since) if self.since.strip() else None
        except ValueError as problem:
            raise Invalid(str(problem), field="since") from problem
        return None if day is None else datetime.combine(day, time(), self.zone)

    def filters(self) -> dict[str, Any]:
        """What is asked for, as an address line has it."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}


@dataclass(frozen=True)
class Page:
    """Some messages, newest first, how many there are in all, and the cursor that asks for the ones after these."""

    rows: list[Row[Any]]
    total: int
    next: str | None


def page(connection: Connection, asker: Asker, tree: Tree, wanted: Wanted, *, limit: int, after: str = "") -> Page:
    """One page of the messages asked for that this person may see, and their total."""
    parameters = _parameters(asker, tree, wanted)
    total = connection.execute(_count(frozenset(parameters) - _SCOPE), parameters).scalar_one()
    if after:
        parameters["before"] = _read_cursor(after)
    rows = list(connection.execute(_list(frozenset(parameters) - _SCOPE), {**parameters, "limit": limit + 1}))
    return Page(rows[:limit], total, str(rows[limit - 1].id) if len(rows) > limit else None)


def count(connection: Connection, asker: Asker, tree: Tree, wanted: Wanted) -> int:
    """How many of the messages asked for this person may see."""
    parameters = _parameters(asker, tree, wanted)
    return int(connection.execute(_count(frozenset(parameters) - _SCOPE), parameters).scalar_one())


def refusing_addresses(connection: Connection, asker: Asker) -> list[Row[Any]]:
    """The addresses that a server has refused for good, the newest mark first, with the server's words.

    Each with the number of messages that failed; as far as this person may see these.
    """
    return list(connection.execute(_refusing(), watching(asker)))


def watching(asker: Asker) -> dict[str, Any]:
    """The values of those conditions that say which messages a person may see."""
    return {"watched": sorted(asker.components[Action.SEE_DELIVERIES]), "own": asker.email}


def failures(connection: Connection, asker: Asker, since: datetime) -> tuple[int, int]:
    """How many of the messages that somebody watches failed since an instant, and to how many marked addresses."""
    failed, refusing = connection.execute(_failures(), {**watching(asker), "failed_since": since}).one()
    return failed, refusing


@cache
def _failures() -> sa.Select[Any]:
    recent = _message.c.settled_at >= sa.bindparam("failed_since", type_=_message.c.settled_at.type)
    failed = sa.select(sa.func.count()).select_from(_message).where(_message.c.state == MessageState.FAILED, recent)
    marks = sa.select(sa.func.count()).select_from(_failed_to_marked())
    return sa.select(failed.where(_theirs_by_components()).scalar_subquery(), marks.scalar_subquery())


def unused_marks(connection: Connection) -> list[str]:
    """The marked addresses that are written down nowhere any more, as after a correction."""
    return list(connection.execute(_UNUSED).scalars())


def one(connection: Connection, asker: Asker, tree: Tree, message_id: int) -> Row[Any]:
    """One message with its text. Raises NotFound where it is not this person's to see, as if it were not there."""
    row = connection.execute(_one(), {**_visible(asker, tree), "id": message_id}).first()
    if row is None:
        raise NotFound
    return row


def enclosures(connection: Connection, message_id: int) -> list[str]:
    """The names of the files that go with a message that the person who asks may see."""
    names = sa.select(_attachment.c.name).where(_attachment.c.message_id == message_id).order_by(_attachment.c.id)
    return list(connection.execute(names).scalars())


_SCOPE = frozenset({"watched", "everything", "own"})
_ESCAPE = "\\"


def _containing(text: str) -> str:
    # What means something to LIKE is taken as it is written; PostgreSQL takes no NUL.
    letters = text.replace("\0", "").strip().casefold()
    plain = "".join(f"{_ESCAPE}{letter}" if letter in f"%_{_ESCAPE}" else letter for letter in letters)
    return f"%{plain}%"


def _visible(asker: Asker, tree: Tree) -> dict[str, Any]:
    visible = asker.components[Action.SEE_DELIVERIES]
    everything = bool(visible) and visible >= tree.by_id.keys()
    return {"watched": sorted(visible), "everything": everything, "own": asker.email if visible else ""}


def _parameters(asker: Asker, tree: Tree, wanted: Wanted) -> dict[str, Any]:
    parameters = _visible(asker, tree)
    if wanted.state:
        parameters["state"] = wanted.state
    if wanted.person:
        parameters["person"] = _containing(wanted.person)
    if settled_from := wanted.settled_from():
        parameters["settled_from"] = settled_from
    if item := wanted.item.replace("\0", "").strip():
        parameters["item"] = item
    if wanted.webhook:
        parameters["webhook"] = f"{WEBHOOK}:{wanted.webhook}:%"
    return parameters


def _theirs(everything: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    # Somebody who keeps some components sees a reminder where all that it can tell of is theirs. A digest also lists
    # what its reader was told of before, so everything that the address had been told of by then counts.
    about = sa.exists().where(_reminder.c.message_id == _message.c.id)
    others = (
        sa.exists()
        .where(_reminder.c.recipient == _message.c.recipient, _reminder.c.message_id <= _message.c.id)
        .where(_rec.c.id == _reminder.c.recommendation_id)
        .where(~among(_rec.c.component_id, "watched"))
    )
    tried = (_message.c.kind == TEST) & (_message.c.recipient == sa.bindparam("own", type_=sa.String))
    return sa.or_(everything, tried, about & ~others)


def _conditions(names: frozenset[str]) -> list[sa.ColumnElement[bool]]:
    person: sa.BindParameter[str] = sa.bindparam("person", type_=sa.String)
    item: sa.BindParameter[str] = sa.bindparam("item", type_=sa.String)
    about = (
        sa.exists()
        .where(_reminder.c.message_id == _message.c.id, _rec.c.id == _reminder.c.recommendation_id)
        .where(_report.c.id == _rec.c.report_id)
        .where((_report.c.number == item) | (sa.cast(_rec.c.id, sa.String) == item))
    )
    known: dict[str, sa.ColumnElement[bool]] = {
        "state": _message.c.state == sa.bindparam("state", type_=_message.c.state.type),
        "person": sa.func.lower(_message.c.recipient).like(person, escape=_ESCAPE),
        "item": about,
        "settled_from": _message.c.settled_at >= sa.bindparam("settled_from", type_=_message.c.settled_at.type),
        "webhook": (_message.c.kind == WEBHOOK) & _message.c.key.like(sa.bindparam("webhook", type_=sa.String)),
        "before": _message.c.id < sa.bindparam("before", type_=sa.Integer),
        "id": _message.c.id == sa.bindparam("id", type_=sa.Integer),
    }
    everything = sa.bindparam("everything", type_=sa.Boolean).is_(sa.true())
    return [_theirs(everything), *(known[name] for name in sorted(names))]


def _theirs_by_components() -> sa.ColumnElement[bool]:
    """The same where nobody has looked up whether the components watched are all there are."""
    watched = among(_component.c.id, "watched")
    others = sa.exists().where(~watched)
    anything = sa.exists().where(watched)
    return anything & _theirs(~others)


def _failed_to_marked() -> sa.Subquery:
    address = sa.func.lower(_message.c.recipient)
    return (
        sa.select(_refused.c.address, sa.func.count().label("failed"))
        .join(_message, address == _refused.c.address)
        .where(_message.c.state == MessageState.FAILED, _theirs_by_components())
        .group_by(_refused.c.address)
        .subquery("failed_to")
    )


@cache
def _refusing() -> sa.Select[Any]:
    failed = _failed_to_marked()
    return (
        sa.select(_refused.c.address, _refused.c.since, _refused.c.words, failed.c.failed)
        .join(failed, failed.c.address == _refused.c.address)
        .order_by(_refused.c.since.desc(), _refused.c.address)
    )


_UNUSED = sa.select(_refused.c.address).where(
    ~sa.exists().where(_person.c.email == _refused.c.address, _person.c.active),
    ~sa.exists().where(sa.func.lower(_component.c.mailbox) == _refused.c.address),
    ~sa.exists().where(sa.func.lower(_component.c.head_email) == _refused.c.address),
    ~sa.exists().where(sa.func.lower(_rec.c.responsible_email) == _refused.c.address, _rec.c.is_open),
)


@cache
def _count(names: frozenset[str]) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(_message).where(*_conditions(names))


@cache
def _list(names: frozenset[str]) -> sa.Select[Any]:
    statement = sa.select(*_SHOWN).where(*_conditions(names)).order_by(_message.c.id.desc())
    return statement.limit(sa.bindparam("limit", type_=sa.Integer))


@cache
def _one() -> sa.Select[Any]:
    return sa.select(*_SHOWN, _message.c.text, _message.c.html).where(*_conditions(frozenset({"id"})))


def _read_cursor(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        raise Invalid("This page marker is not one of ours; start again from the first page.", field="after")
    return min(int(text), 2**31 - 1)
