from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.overtaken import REASONS, Overtaken
from ipr_compliance.domain.views import Rhythm
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver, views
from ipr_compliance.jobs.appointments import VIEWS, keep
from ipr_compliance.models import Message, MessageState, SavedView
from ipr_compliance.queries import people, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import people as staff
from ipr_compliance.services import recommendations as keeping_records
from ipr_compliance.services import view_letters
from ipr_compliance.services import views as keeping
from ipr_compliance.services.inputs import EditInput
from tests.factories import TODAY, a_desk, a_person, a_recommendation, an_office, an_update


def day(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def office(database):
    """Three that are open at CBP-OT, one at PLCY; a reader of CBP with a view of all open ones, daily."""
    with database.transaction() as session:
        office = an_office(session)
        for number in range(3):
            a_recommendation(session, office, component="CBP-OT", due_on=day(number - 1))
        a_recommendation(session, office, component="PLCY")
        email = a_person(session, office, Role.VIEWER, "CBP", email="reader@cbp.example")
        desk = a_desk(session, office, people.by_email(session.connection(), email)[0])
        keeping.subscribe(desk, keeping.save(desk, "Open at CBP", Filter(open=True)), Rhythm.DAILY)
    return office


def letters(database):
    with database.reading() as connection:
        return list(connection.execute(sa.select(Message).order_by(Message.id)))


@pytest.mark.usefixtures("office")
def test_a_view_is_told_with_what_its_reader_may_see(program, database):
    assert views.run(program, TODAY) == 1
    (letter,) = letters(database)
    assert (letter.recipient, letter.kind) == ("reader@cbp.example", "view")
    assert letter.subject == "Open at CBP: 3 recommendations — OIG recommendations"
    assert letter.text.count("/recommendations/") == 3
    assert "http://127.0.0.1:8000/recommendations?open=1" in letter.text
    assert "1 day overdue" in letter.text
    assert "PLCY" not in letter.text + letter.html
    assert "every working day at most" in letter.text


@pytest.mark.usefixtures("office")
def test_it_is_told_once_a_day_and_not_again_while_nothing_changes(program, database):
    assert [views.run(program, TODAY), views.run(program, TODAY), views.run(program, day(1))] == [1, 0, 0]
    assert len(letters(database)) == 1


def test_a_change_in_it_is_news(program, database, office):
    views.run(program, TODAY)
    with database.transaction() as session:
        an_update(session, office, 1)
    assert views.run(program, day(1)) == 1


def test_what_happens_elsewhere_is_no_news(program, database, office):
    views.run(program, TODAY)
    with database.transaction() as session:
        an_update(session, office, 4)
    assert views.run(program, day(1)) == 0


@pytest.mark.usefixtures("office")
def test_an_empty_view_is_not_sent_and_is_news_when_it_fills_again(program, database, office):
    views.run(program, TODAY)
    for component, on, planned in ("PLCY", 1, 0), ("CBP-OT", 6, 1):
        with database.transaction() as session:
            for number in (1, 2, 3):
                version = recommendations.one(session.connection(), office.keeper, number).version
                changed = EditInput.read({"component": component, "version": version})
                keeping_records.edit(a_desk(session, office), number, changed)
        assert views.run(program, day(on)) == planned


@pytest.mark.usefixtures("office")
def test_rights_are_those_of_the_moment_of_sending(program, database):
    with database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM role_grant")
    assert views.run(program, TODAY) == 0
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE person SET active = false")
    assert views.run(program, day(1)) == 0


def test_a_view_that_is_shared_no_longer_is_not_told(program, database, office):
    with database.transaction() as session:
        a_person(session, office, Role.VIEWER, "PLCY", email="policy@plcy.example")
        owner = a_desk(session, office, people.by_email(session.connection(), "reader@cbp.example")[0])
        view_id = keeping.save(owner, "Shared", Filter(), "CBP-OT")
        a_person(session, office, Role.VIEWER, "CBP-OT", email="trade@cbp.example")
        reader = a_desk(session, office, people.by_email(session.connection(), "trade@cbp.example")[0])
        keeping.subscribe(reader, view_id, Rhythm.DAILY)
    assert views.run(program, TODAY) == 2
    with database.transaction() as session:
        owner = a_desk(session, office, people.by_email(session.connection(), "reader@cbp.example")[0])
        keeping.rename(owner, view_id, "Shared", "", 1)
        an_update(session, office, 1)
    assert views.run(program, day(1)) == 1
    assert [letter.recipient for letter in letters(database)].count("trade@cbp.example") == 1


def test_a_weekly_one_waits_for_the_next_week(program, database, office):
    with database.transaction() as session:
        desk = a_desk(session, office, people.by_email(session.connection(), "reader@cbp.example")[0])
        keeping.subscribe(desk, 1, Rhythm.WEEKLY)
    assert views.run(program, TODAY) == 1
    with database.transaction() as session:
        an_update(session, office, 1)
    assert [views.run(program, day(days)) for days in range(1, 8)] == [0, 0, 0, 0, 0, 1, 0]


@pytest.mark.usefixtures("office")
def test_what_an_older_program_saved_stops_nobody_else(program, database):
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE saved_view SET asks = 'status=forgotten'")
    assert views.run(program, TODAY) == 0


def test_the_letter_is_text_whatever_a_view_is_called(program, database, office):
    with database.transaction() as session:
        desk = a_desk(session, office, people.by_email(session.connection(), "reader@cbp.example")[0])
        keeping.rename(desk, 1, "<b>Late</b> & more", "", 1)
    views.run(program, TODAY)
    (letter,) = letters(database)
    assert "<b>Late" not in letter.html
    assert letter.subject.startswith("<b>Late</b> & more: 3")


def test_a_view_that_cannot_be_read_any_more_keeps_no_other_from_its_reader(program, database, office):
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER, "CBP", email="other@cbp.example")
        desk = a_desk(session, office, people.by_email(session.connection(), email)[0])
        keeping.subscribe(desk, keeping.save(desk, "Open", Filter(open=True)), Rhythm.DAILY)
        session.connection().execute(sa.update(SavedView).where(SavedView.id == 1).values(asks="report=a%00b"))
    assert views.run(program, TODAY) == 1


def test_one_letter_that_cannot_be_written_does_not_keep_the_others(program, database, office, monkeypatch):
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER, "CBP", email="other@cbp.example")
        desk = a_desk(session, office, people.by_email(session.connection(), email)[0])
        keeping.subscribe(desk, keeping.save(desk, "All of CBP", Filter()), Rhythm.DAILY)
    whole = view_letters.draft

    def broken(connection, subscription, *rest):
        if subscription.email == "reader@cbp.example":
            raise RuntimeError("this view cannot be read")
        return whole(connection, subscription, *rest)

    monkeypatch.setattr(view_letters, "draft", broken)
    assert views.run(program, TODAY) == 1
    assert [letter.recipient for letter in letters(database)] == ["other@cbp.example"]


def test_a_letter_whose_reader_lost_a_role_before_it_was_sent_is_written_anew_with_what_they_may_see(
    program, clock, database, office
):
    with database.transaction() as session:
        a_recommendation(session, office, component="CBP-OFO")
        staff.grant(
            session, "reader@cbp.example", Role.VIEWER, ["CBP-OT"], tree=office.tree, by=office.keeper, today=TODAY,
            now=clock.now(),
        )  # fmt: skip
    keep(program, VIEWS)
    with database.transaction() as session:
        staff.revoke(
            session, "reader@cbp.example", Role.VIEWER, ["CBP"], tree=office.tree, by=office.keeper, today=TODAY,
            now=clock.now(),
        )  # fmt: skip
    for _minute in range(3):
        deliver.run(program)
        clock.at += timedelta(minutes=1)
        keep(program, VIEWS)
    first, second = letters(database)
    assert (first.state, first.reason) == (MessageState.CANCELLED, REASONS[Overtaken.RIGHTS])
    assert (first.subject, second.subject) == tuple(
        f"Open at CBP: {count} recommendations — OIG recommendations" for count in (4, 3)
    )
    assert second.state is MessageState.SENT
