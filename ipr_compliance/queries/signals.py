"""The signals as conditions of the database: one for each, the same for lists, counts and links."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.signals import MANY_EXTENSIONS, PROOF_DAYS, STALE_DAYS, Signal
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import Evidence, EvidenceKind, History, Person, Recommendation, RefusedAddress, Report
from ipr_compliance.queries import history, pulse
from ipr_compliance.queries.among import among
from ipr_compliance.queries.counts import Counts

_rec, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]
_history, _evidence, _person = History.__table__, Evidence.__table__, Person.__table__  # type: ignore[attr-defined]
_refused = RefusedAddress.__table__  # type: ignore[attr-defined]

PARAMETERS = ("signal_day", "signal_stale_until", "signal_proof_until")
"""The names of the values that the conditions take, those that a single one does not need too."""

_day: sa.BindParameter[date] = sa.bindparam(PARAMETERS[0], type_=sa.Date)
_stale_until: sa.BindParameter[date] = sa.bindparam(PARAMETERS[1], type_=sa.Date)
_proof_until: sa.BindParameter[date] = sa.bindparam(PARAMETERS[2], type_=sa.Date)


@dataclass(frozen=True)
class Facts:
    """Where a statement reads: the records (joined to their reports), or the intervals of a past day beside them."""

    at: sa.Table
    last_update_on: sa.ColumnElement[date | None]
    past: bool


def parameters(day: date) -> dict[str, date]:
    """The values of all the conditions' parameters, for how things stood on that day."""
    return dict(zip(PARAMETERS, (day, day - timedelta(days=STALE_DAYS), day + timedelta(days=PROOF_DAYS)), strict=True))


def conditions(facts: Facts) -> Mapping[Signal, sa.ColumnElement[bool]]:
    """What each signal asks of a recommendation.

    As of a past day too, but for the official's address and who has an account: those are today's.
    """
    at = facts.at.c
    near = (at.due_on >= _day) & (at.due_on <= _proof_until)
    found: dict[Signal, sa.ColumnElement[bool]] = {
        Signal.STALE: sa.func.coalesce(facts.last_update_on, _report.c.issued_on) <= _stale_until,
        Signal.EXTENDED: at.extensions >= MANY_EXTENSIONS,
        Signal.NO_EVIDENCE: near & ~_proof(past=facts.past),
        Signal.NO_ACCOUNT: ~_account(),
        Signal.REFUSED: _refusal(),
        Signal.REPEATING: _repetition(),
    }
    return {signal: at.is_open & condition for signal, condition in found.items()}


def _proof(*, past: bool) -> sa.ColumnElement[bool]:
    files = sa.select(_evidence.c.id).where(
        _evidence.c.recommendation_id == _rec.c.id, _evidence.c.kind == EvidenceKind.EVIDENCE
    )
    if not past:
        return files.where(_evidence.c.withdrawn_on.is_(None)).correlate(_rec).exists()
    # A file and the entry that tells of it are recorded at one instant; the entry knows the office's day.
    received = files.where(
        _history.c.subject == "recommendation",
        _history.c.subject_id == _evidence.c.recommendation_id,
        _history.c.recorded_at == _evidence.c.received_at,
        _history.c.kind == Kind.EVIDENCE,
        _history.c.effective_on <= _day,
        _evidence.c.withdrawn_on.is_(None) | (_evidence.c.withdrawn_on > _day),
    )
    return received.correlate(_rec).exists()


def _account() -> sa.ColumnElement[bool]:
    found = sa.select(_person.c.id).where(
        _person.c.active, _person.c.email == sa.func.lower(sa.func.trim(_rec.c.responsible_email))
    )
    return found.correlate(_rec).exists()


def _refusal() -> sa.ColumnElement[bool]:
    address = sa.func.lower(sa.func.trim(_rec.c.responsible_email))
    return sa.select(_refused.c.address).where(_refused.c.address == address).correlate(_rec).exists()


def _repetition() -> sa.ColumnElement[bool]:
    """Whether the newest status update up to the day has the words of one before it."""

    def told(entry: Any) -> tuple[sa.ColumnElement[bool], ...]:
        return *history.updates_of(entry, _rec.c.id), entry.c.effective_on <= _day, sa.func.trim(entry.c.note) != ""

    newest, earlier, other = (_history.alias(name) for name in ("newest", "earlier", "other"))
    last = (
        sa.select(other.c.seq)
        .where(*told(other))
        .order_by(other.c.effective_on.desc(), other.c.seq.desc())
        .limit(1)
        .correlate(_rec)
        .scalar_subquery()
    )
    same = sa.func.lower(sa.func.trim(earlier.c.note)) == sa.func.lower(sa.func.trim(newest.c.note))
    return (
        sa.select(earlier.c.seq)
        .select_from(newest)
        .join(earlier, earlier.c.seq != newest.c.seq)
        .where(newest.c.seq == last, *told(earlier), same)
        .correlate(_rec)
        .exists()
    )


@cache
def _counting() -> sa.CompoundSelect[Any]:
    joined = _rec.join(_report, _report.c.id == _rec.c.report_id)
    noticed = conditions(Facts(_rec, _rec.c.last_update_on, past=False))
    return sa.union_all(
        *(
            sa.select(sa.literal(signal.value), _rec.c.component_id, sa.func.count())
            .select_from(joined)
            .where(~_rec.c.voided, among(_rec.c.component_id, "components"), condition)
            .group_by(_rec.c.component_id)
            for signal, condition in noticed.items()
        )
    )


_COUNTS: Counts[Counter[Signal]] = Counts(8, follow={"person"})  # who has an account is a signal's business


def counts(connection: Connection, visible: Collection[int], today: date) -> Mapping[Signal, int]:
    """How many recommendations of these components show each signal today."""
    # Which addresses refuse mail is no part of the history.
    found = _COUNTS.get(connection, (today, pulse.refusals(connection)), partial(_count, connection, today))
    noticed = Counter(dict.fromkeys(Signal, 0))
    for one in found.keys() & visible:
        noticed.update(found[one])
    return noticed


def _count(connection: Connection, today: date, components: Collection[int]) -> dict[int, Counter[Signal]]:
    found: dict[int, Counter[Signal]] = defaultdict(Counter)
    values = {**parameters(today), "components": components}
    for signal, component_id, count in connection.execute(_counting(), values):
        found[component_id][Signal(signal)] += count
    return dict(found)
