from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from ipr_compliance.domain.deadlines import UPDATE_DAYS
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import recommendations, summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import RECORD, plain, record_of, summary_of
from tests.factories import TODAY, a_recommendation, an_office, an_update
from tests.lives import Life


def test_values_are_written_as_json_and_tables_write_them() -> None:
    assert plain(date(2027, 3, 15)) == "2027-03-15"
    assert plain(Decimal("1234.5")) == "1234.50"
    assert [plain(value) for value in (None, True, 3, "x")] == [None, True, 3, "x"]


def test_a_record_says_what_its_dates_mean_on_the_day(session: Session) -> None:
    office = an_office(session)
    number = a_recommendation(session, office, due_on=TODAY, unsupported_cost="0.10")
    row = recommendations.one(session.connection(), office.keeper, number)

    on_the_day, later = record_of(row, TODAY, UPDATE_DAYS), record_of(row, TODAY + timedelta(days=3), UPDATE_DAYS)

    assert list(on_the_day) == list(RECORD)
    assert (on_the_day["overdue"], on_the_day["days_late"]) == (False, 0)
    assert (later["overdue"], later["days_late"], later["unsupported_cost"]) == (True, 3, "0.10")


def test_the_next_update_is_owed_ninety_days_after_the_last(session: Session) -> None:
    office = an_office(session)
    number = a_recommendation(session, office)
    an_update(session, office, number)

    record = record_of(recommendations.one(session.connection(), office.keeper, number), TODAY, UPDATE_DAYS)

    assert record["next_update_due_on"] == (TODAY + timedelta(days=90)).isoformat()


def test_the_oigs_letter_names_the_next_update_for_the_record_and_the_list(session: Session) -> None:
    office = an_office(session)
    named = TODAY + timedelta(days=20)
    life = Life(session, office).brought_to(Status.OPEN_UNRESOLVED)
    life.decide(Status.OPEN_RESOLVED, next_update_on=named)
    page = recommendations.page(session.connection(), office.keeper, office.tree, Filter(), TODAY, limit=1)

    for row in (life.record, page.rows[0]):
        assert record_of(row, TODAY, UPDATE_DAYS)["next_update_due_on"] == named.isoformat()


def test_a_summary_of_nothing_is_all_zeros(session: Session) -> None:
    office = an_office(session)
    figures = summary_of(summary.summary(session.connection(), office.keeper, office.tree, TODAY))

    assert figures["as_of"] == "2026-11-24"
    assert figures["by_component"] == {}
    assert set(figures["by_status"].values()) == set(figures["age"].values()) == {0}
