import pytest
import sqlalchemy as sa

from ipr_compliance.models import History
from ipr_compliance.queries import history, recommendations
from ipr_compliance.services.history import Change, append
from tests.factories import NOW, TODAY, a_recommendation, an_office


def changes(count):
    return [Change("report", number, "entered", TODAY, {"title": (None, f"Title {number}")}) for number in range(count)]


def test_entries_are_chained_from_the_first_to_the_last(session):
    office = an_office(session)
    append(session, changes(5), by=office.keeper, at=NOW, batch=2)
    assert history.head(session.connection()).seq == 10
    assert history.first_break(session.connection()) is None


@pytest.mark.parametrize("deed", ["UPDATE history SET note = 'forged'", "DELETE FROM history"])
def test_the_database_refuses_to_change_history(database, deed):
    with database.transaction() as session:
        append(session, changes(2), by=an_office(session).keeper, at=NOW)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.connection().exec_driver_sql(deed)


def test_a_forged_entry_is_named(session):
    append(session, changes(3), by=an_office(session).keeper, at=NOW)
    connection = session.connection()
    trigger = "history_refuses_update" if connection.dialect.name == "sqlite" else "history_refuses_change ON history"
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    connection.execute(sa.update(History).where(History.seq == 6).values(note="forged"))
    assert history.first_break(connection) == 6


def test_an_entry_taken_out_is_noticed(session):
    append(session, changes(3), by=an_office(session).keeper, at=NOW)
    connection = session.connection()
    trigger = "history_refuses_delete" if connection.dialect.name == "sqlite" else "history_refuses_change ON history"
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    connection.execute(sa.delete(History).where(History.seq == 6))
    assert history.first_break(connection) == 6


def test_the_timeline_is_newest_first_and_only_of_its_subject(session):
    office = an_office(session)
    recommendation_id = a_recommendation(session, office)
    [entry] = history.timeline(session.connection(), "recommendation", recommendation_id)
    assert (entry.kind, entry.actor, entry.changes["component"]) == ("entered", "tests", {"from": None, "to": "CBP-OT"})


def test_a_timeline_that_was_read_is_kept_until_an_entry_is_added(database):
    def read():
        with database.reading() as connection:
            record = recommendations.one(connection, office.keeper, recommendation_id)
            return history.timeline(connection, "recommendation", recommendation_id, record.newest_entry)

    with database.transaction() as session:
        office = an_office(session)
        recommendation_id = a_recommendation(session, office)
    first, again = read(), read()
    with database.transaction() as session:
        append(session, changes(1), by=office.keeper, at=NOW)
    other_subject = read()
    with database.transaction() as session:
        added = Change("recommendation", recommendation_id, "update", TODAY, {}, note="Done.")
        append(session, [added], by=office.keeper, at=NOW)
    assert again is first
    assert other_subject is first
    assert [entry.note for entry in read()] == ["Done.", None]
