import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.database import Database
from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Component, History, IssuedReport, OfficeSetting, Person, Recommendation, Report
from ipr_compliance.queries import evidence, progress
from ipr_compliance.queries import issued as query
from ipr_compliance.schema import migrate
from ipr_compliance.services import corrections, issued, standings
from ipr_compliance.services.inputs import VoidInput
from ipr_compliance.services.orders import Order, Reading, read_order
from ipr_compliance.services.progress import KINDS
from tests.factories import (
    NOW,
    OFFICE,
    TODAY,
    a_desk,
    a_recommendation,
    an_asker,
    an_office,
    an_update,
)
from tests.lives import Life

PERIOD = Period(TODAY.replace(day=1), TODAY)


def an_order(code="", kind=Kind.PROGRESS, period=PERIOD):
    return Order(Scope(code, code), period, TODAY, kind)


def issue(session, office, order, by=None, *, form=Format.JSON, replaces=""):
    by, file = by or office.keeper, io.BytesIO()
    made = issued.draft(session.connection(), by, office.tree, order, form, file)
    file.seek(0)
    return issued.issue(session, by, office.tree, made, file, replaces=replaces, today=TODAY, now=NOW)


def found(session, office, number, by=None):
    return query.one(session.connection(), by or office.keeper, office.tree, number)


@pytest.fixture
def office(session):
    office = an_office(session)
    late = a_recommendation(session, office, due_on=TODAY - timedelta(days=34), questioned_cost="738058.10")
    an_update(session, office, late)
    a_recommendation(session, office, component="PLCY", funds_put_to_better_use="21200")
    return office


def test_numbers_count_in_each_series(session, office):
    assert [issue(session, office, an_order()) for _ in range(2)] == ["PR-2026-001", "PR-2026-002"]
    assert issue(session, office, an_order(kind=Kind.SAR)) == "SR-2026-001"
    assert issue(session, office, an_order("CBP")) == "PR-2026-003"


@pytest.mark.parametrize("form", Format)
def test_the_bytes_stay_whatever_is_recorded_later(session, office, form):
    number = issue(session, office, an_order(), form=form)
    row = found(session, office, number)
    before = b"".join(evidence.content(session.connection(), row.sha256))
    a_recommendation(session, office)
    row = found(session, office, number)
    assert b"".join(evidence.content(session.connection(), row.sha256)) == before
    assert (row.name, row.size) == (f"{number}.{form.value}", len(before))


def test_history_tells_of_it_after_the_head_that_it_is_made_from(session, office):
    row = found(session, office, issue(session, office, an_order()))
    table = History.__table__
    entry = session.connection().execute(sa.select(table).where(table.c.subject == issued.SUBJECT)).one()
    assert (entry.subject_id, entry.kind, entry.seq) == (row.id, "issued", row.head_seq + 1)
    assert json.loads(entry.changes)["sha256"] == {"from": None, "to": row.sha256}


def test_a_corrected_one_and_the_one_it_replaces_name_each_other(session, office):
    first = issue(session, office, an_order())
    second = issue(session, office, an_order(), replaces=first)
    assert found(session, office, second).replaces == first
    assert found(session, office, first).replaced_by == second
    assert [row.number for row in query.current(session.connection(), Kind.PROGRESS, None)] == [second]
    with pytest.raises(Conflict, match=f"replaced by {second} already"):
        issue(session, office, an_order(), replaces=first)


@pytest.mark.parametrize(
    ("order", "replaces"), [(an_order("CBP"), "PR-2026-001"), (an_order(), "PR-2026-009"), (an_order(), "%")]
)
def test_only_the_same_kind_about_the_same_can_be_replaced(session, office, order, replaces):
    issue(session, office, an_order())
    with pytest.raises(Invalid):
        issue(session, office, order, replaces=replaces)


@pytest.mark.parametrize(
    ("role", "codes", "about", "may"),
    [
        (Role.LIAISON, ["DHS"], "", True), (Role.LIAISON, ["CBP"], "CBP", True), (Role.LIAISON, ["CBP"], "", False),
        (Role.LIAISON, ["CBP-OT"], "CBP", False), (Role.VIEWER, ["DHS"], "", False),
        (Role.PROGRAM_MANAGER, ["CBP"], "CBP", False), (Role.ADMIN, ["DHS"], "", True),
    ],
)  # fmt: skip
def test_liaisons_of_all_that_it_is_about_issue_it(session, office, role, codes, about, may):
    by = an_asker(office, role, *codes)
    if may:
        assert issue(session, office, an_order(about), by)
    else:
        with pytest.raises(NotAllowed):
            issue(session, office, an_order(about), by)


def test_it_is_there_for_those_who_may_see_everything_in_it_and_for_nobody_else(session, office):
    whole, cbp = issue(session, office, an_order()), issue(session, office, an_order("CBP"))
    seen = {
        codes: [row.number for row in query.page(session.connection(), an_asker(office, Role.VIEWER, codes),
                                                 office.tree)[0]]
        for codes in ("DHS", "CBP", "CBP-OT", "PLCY")
    }  # fmt: skip
    assert seen == {"DHS": [cbp, whole], "CBP": [cbp], "CBP-OT": [], "PLCY": []}
    for number in (whole, cbp):
        with pytest.raises(NotFound):
            found(session, office, number, an_asker(office, Role.VIEWER, "PLCY"))


def test_the_list_goes_on(session, office, monkeypatch):
    numbers = [issue(session, office, an_order()) for _ in range(3)]
    monkeypatch.setattr(query, "PAGE", 2)
    rows, more = query.page(session.connection(), office.keeper, office.tree)
    rest, end = query.page(session.connection(), office.keeper, office.tree, more)
    assert ([row.number for row in [*rows, *rest]], end) == (numbers[::-1], 0)


ORDERS = [
    an_order(), an_order("CBP"), an_order(kind=Kind.SAR, period=Period(TODAY.replace(month=10, day=1), TODAY)),
    an_order(kind=Kind.GAO_IG),
]  # fmt: skip


def test_made_again_from_history_up_to_its_head_it_has_the_same_numbers(session, office, databases):
    """Also after entries about days of its period that were recorded later, and after a record entered in error."""
    life = Life(session, office, component="CBP-OFO", questioned_cost="100.00").brought_to(Status.CLOSURE_REQUESTED)
    numbers = [issue(session, office, order) for order in ORDERS]
    life.decide(Status.CLOSED_IMPLEMENTED, day=280, costs_agreed="40.00")
    a_recommendation(session, office, questioned_cost="1.00")
    corrections.void(a_desk(session, office), 2, VoidInput.read({"version": 1, "note": "Twice."}))
    with databases.copy_of("migrated", migrate) as url:
        again = Database(url)
        for number, order in zip(numbers, ORDERS, strict=True):
            row = found(session, office, number)
            with again.transaction() as scratch:
                rebuild(session.connection(), scratch, row.head_seq, office.tree)
                day = TODAY + timedelta(days=90)
                asked = read_order(scratch.connection(), json.loads(row.asked), office.keeper, office.tree, day)
                made = KINDS[row.kind].figures(Reading(scratch.connection(), office.keeper, office.tree, asked))
                assert as_told(made) == as_told(json.loads(row.figures)), order
                scratch.rollback()
        again.engine.dispose()
    now = KINDS[Kind.PROGRESS].figures(Reading(session.connection(), office.keeper, office.tree, an_order()))
    assert as_told(now) != as_told(json.loads(found(session, office, numbers[0]).figures))


def as_told(figures):
    return json.loads(json.dumps(figures))


def rebuild(connection, scratch, head, tree):
    """The records, as far as they were known at that entry, with standings worked out of the entries up to it."""
    table, target = History.__table__, scratch.connection()
    known = sa.select(table.c.subject_id).where(table.c.subject == "recommendation", table.c.seq <= head)
    for model in (Person, Component, Report, OfficeSetting):
        copy(connection, target, model, sa.true())
    copy(connection, target, Recommendation, Recommendation.__table__.c.id.in_(known))
    copy(connection, target, History, table.c.seq <= head)
    numbers = target.execute(sa.select(Recommendation.__table__.c.id)).scalars().all()
    standings.rebuild_all(scratch, numbers, tree, OFFICE)


def copy(connection, target, model, wanted):
    rows = [row._asdict() for row in connection.execute(sa.select(model.__table__).where(wanted))]
    if rows:
        target.execute(sa.insert(model.__table__), rows)


def test_what_is_issued_agrees_with_its_numbers(session, office):
    row = found(session, office, issue(session, office, an_order()))
    told = json.loads(b"".join(evidence.content(session.connection(), row.sha256)))
    assert told["summary"] == json.loads(row.figures)
    assert session.connection().execute(sa.select(sa.func.count()).select_from(IssuedReport)).scalar() == 1
    assert progress.scope(office.keeper, office.tree, "") == Scope()
