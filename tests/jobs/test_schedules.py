from datetime import date, datetime

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.refusal import Invalid, NotAllowed, NotFound
from ipr_compliance.domain.schedules import Every
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import appointments, schedules
from ipr_compliance.models import Attachment, History, Message
from ipr_compliance.queries import people
from ipr_compliance.queries import schedules as kept
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import schedules as keeping
from ipr_compliance.services import views
from tests.conftest import OFFICE
from tests.factories import TODAY, a_desk, a_person, a_recommendation, an_asker, an_office

FIRST = date(2026, 12, 1)


@pytest.fixture
def office(database):
    """A recommendation each of PLCY and CBP-OT, a reader of all and one of PLCY."""
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, component="PLCY")
        a_recommendation(session, office, component="CBP-OT")
        a_person(session, office, Role.VIEWER, email="head@dhs.example")
        a_person(session, office, Role.VIEWER, "PLCY", email="policy@dhs.example")
        return office


def add(database, office, *, kind=Kind.PROGRESS, code="", every=Every.MONTH, by=None,
        readers="head@dhs.example, policy@dhs.example", **limits):  # fmt: skip
    with database.transaction() as session:
        return keeping.add(a_desk(session, office, by), kind, code, every, readers, limits)


def sent(database):
    with database.reading() as connection:
        return list(connection.execute(sa.select(Message.__table__).order_by("key")))


def files(database):
    with database.reading() as connection:
        return [row.name for row in connection.execute(sa.select(Attachment.__table__).order_by("message_id"))]


def test_each_reader_gets_each_period_once(program, database, office):
    number = add(database, office)
    assert [schedules.run(program, day) for day in (TODAY, FIRST, FIRST, date(2026, 12, 31))] == [0, 2, 0, 0]
    assert schedules.run(program, date(2027, 1, 4)) == 2
    assert [row.key for row in sent(database)] == [
        f"schedule:{number}:{who}@dhs.example:{day}"
        for who in ("head", "policy") for day in ("2026-11-30", "2026-12-31")
    ]  # fmt: skip
    assert len(files(database)) == 4


def test_a_reader_gets_what_they_may_see_and_nothing_of_the_rest(program, database, office):
    add(database, office, code="CBP")
    assert schedules.run(program, FIRST) == 1
    (message,) = sent(database)
    assert message.recipient == "head@dhs.example"
    assert message.subject.startswith("Progress report, CBP, November 1, 2026 to November 30, 2026")
    assert "component=CBP" in message.text


@pytest.fixture
def view(database, office):
    """A liaison's saved view: what is open of the report OIG-26-01."""
    with database.transaction() as session:
        email = a_person(session, office, Role.LIAISON, email="keeper@dhs.example")
        keeper, _tree = people.by_email(session.connection(), email)
        views.save(a_desk(session, office, keeper), "Ours", Filter(report="OIG-26-01", open=True))
    return keeper


def test_one_about_a_report_of_the_oig_goes_to_who_sees_some_of_it_and_says_so(program, database, office):
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-02", component="CBP-OT")
    number = add(database, office, report="OIG-26-02")
    assert schedules.run(program, FIRST) == 1
    (message,) = sent(database)
    assert message.key == f"schedule:{number}:head@dhs.example:2026-11-30"
    assert "Report: OIG-26-02" in message.subject
    assert "where=report%3DOIG-26-02" in message.text
    assert "OIG-26-02" in files(database)[0]


def test_one_about_a_view_keeps_its_conditions_whatever_becomes_of_the_view(program, database, office, view):
    add(database, office, by=view, view="Ours")
    with database.transaction() as session:
        views.delete(a_desk(session, office, view), 1, 1)
    assert schedules.run(program, FIRST) == 2
    assert all("Report: OIG-26-01" in message.subject for message in sent(database))
    with database.reading() as connection:
        table = History.__table__
        (told,) = connection.execute(sa.select(table.c.changes).where(table.c.kind == "scheduled")).scalars()
    assert '"conditions":{"from":null,"to":"' in told


def test_a_file_that_is_too_large_is_led_to_instead(program, database, office, monkeypatch):
    monkeypatch.setattr(keeping, "ATTACHED_MOST", 10)
    add(database, office, readers="head@dhs.example")
    schedules.run(program, FIRST)
    (message,) = sent(database)
    assert files(database) == []
    assert "too large to be attached" in message.text
    assert "/progress?component=&as_of=2026-11-30&from=2026-11-01" in message.text


@pytest.mark.parametrize(("kind", "starts"), [(Kind.SAR, "Semiannual report tables"), (Kind.GAO_IG, "GAO-IG Act list")])
def test_the_reports_of_the_law_come_after_half_years(program, database, office, kind, starts):
    add(database, office, kind=kind, every=Every.HALF_YEAR, readers="head@dhs.example")
    assert [schedules.run(program, day) for day in (FIRST, date(2027, 3, 31), date(2027, 4, 1))] == [0, 0, 1]
    assert sent(database)[0].subject.startswith(starts)


def test_what_a_downtime_kept_from_its_day_is_made_up_for_once(program, database, office, clock):
    add(database, office, readers="head@dhs.example")
    appointments.keep(program, appointments.SCHEDULES)
    clock.at = datetime(2027, 1, 9, 9, 0, tzinfo=OFFICE)
    for _ in range(2):
        appointments.keep(program, appointments.SCHEDULES)
    assert [row.key.rpartition(":")[2] for row in sent(database)] == ["2026-12-31"]


def test_an_ended_one_sends_no_more_and_history_tells_of_both(program, database, office):
    number = add(database, office)
    with database.transaction() as session:
        keeping.end(a_desk(session, office), number)
    assert schedules.run(program, FIRST) == 0
    with database.reading() as connection:
        table = History.__table__
        kinds = connection.execute(sa.select(table.c.kind).where(table.c.subject == "schedule").order_by("seq"))
        assert kinds.scalars().all() == ["scheduled", "ended"]


def test_who_keeps_all_of_it_has_it_sent_and_ends_it(database, office):
    liaison, other = an_asker(office, Role.LIAISON, "CBP"), an_asker(office, Role.LIAISON, "PLCY")
    number = add(database, office, code="CBP", by=liaison)
    with pytest.raises(NotAllowed):
        add(database, office, by=liaison)
    with database.transaction() as session, pytest.raises(NotFound):
        keeping.end(a_desk(session, office, other), number)
    with database.reading() as connection:
        assert [one.id for one in kept.kept_by(connection, liaison, office.tree)] == [number]
        assert kept.kept_by(connection, other, office.tree) == []


@pytest.mark.parametrize("wrong", [{"readers": ""}, {"readers": "nobody@dhs.example"}, {"code": "NASA"},
                                   {"kind": Kind.SAR}, {"report": "NONE"}, {"view": "None"},
                                   {"report": "OIG-26-01", "view": "Ours"},
                                   {"report": "OIG-26-01", "kind": Kind.SAR, "every": Every.HALF_YEAR}])  # fmt: skip
def test_what_makes_no_sense_is_refused(database, office, wrong):
    with pytest.raises(Invalid):
        add(database, office, **wrong)
