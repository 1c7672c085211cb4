"""The pictures' rows against the summary of each of their days and against counting by hand, over random standings."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain import pictures as rows_of
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Recommendation, Report, Standing
from ipr_compliance.queries import pictures, summary
from tests.factories import TODAY, a_report, an_asker, an_office, an_update
from tests.lives import Life

CODES = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")
DAYS = (TODAY, date(2026, 10, 31), date(2026, 11, 1), TODAY - timedelta(days=500), TODAY + timedelta(days=60))


def thirty(session):
    """Thirty recommendations of reports of all ages; each stretch of each got dates by chance."""
    chance = random.Random(2)  # noqa: S311  # chance that can be repeated, no secret
    office = an_office(session)
    for number, age in enumerate((300, 500, 800)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for _ in range(30):
        life = Life(session, office, report=f"R-{chance.randint(0, 2)}", component=chance.choice(CODES))
        life.brought_to(chance.choice(list(Status)))
    ends = [*rows_of.series_days(TODAY), None]
    for one in session.execute(sa.select(Standing).order_by(Standing.recommendation_id, Standing.from_on)).scalars():
        near = chance.choice(ends)
        one.due_on = near and near + timedelta(days=chance.randint(-2, 2))
        one.original_due_on = chance.choice([None, one.due_on, TODAY - timedelta(days=chance.randint(-600, 300))])
    session.flush()
    return office


@pytest.fixture
def office(begun):
    return begun


of_thirty = pytest.mark.beginning(recorded=thirty)


def every(session, office, asker=None, day=TODAY, component=""):
    asker = asker or office.keeper
    found = summary.summary(session.connection(), asker, office.tree, day, component)
    made = pictures.every(session.connection(), asker, office.tree, found, component)
    assert tuple(one.name for one in made) == pictures.NAMES
    return dict(zip(pictures.NAMES, made, strict=True))


def open_on(session, day, ids):
    found = session.execute(sa.select(Standing, Report.number, Recommendation.number, Report.complete_by).select_from(
        sa.join(Standing, Recommendation, Standing.recommendation_id == Recommendation.id).join(Report)
    ))  # fmt: skip
    stood = (row for row in found if row[0].from_on <= day < row[0].until_on)
    return [row for row in stood if row[0].status.is_open and row[0].component_id in ids]


@of_thirty
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_course_is_what_the_summary_says_on_each_of_its_days(session, office, day):
    some = an_asker(office, Role.VIEWER, "CBP-OT", "PLCY")
    for asker, component in ((office.keeper, ""), (office.keeper, "CBP"), (some, "")):
        points = every(session, office, asker, day, component)["course"].rows
        assert len(points) == 25
        for one, opened, overdue in points:
            whole = summary.summary(session.connection(), asker, office.tree, one, component).whole
            assert (opened, overdue) == (whole.open, whole.overdue), one


@of_thirty
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_rest_is_what_counting_by_hand_gives(session, office, day, monkeypatch):
    some = an_asker(office, Role.VIEWER, "CBP-OT", "PLCY")
    for asker in (office.keeper, some):
        stood = open_on(session, day, asker.components[Action.READ])
        made = every(session, office, asker, day)
        slips = Counter(slip(row[0]) for row in stood)
        assert dict(made["slippage"].rows) == {words: slips[words] for words, _count in made["slippage"].rows}
        assert sum(slips.values()) == sum(count for _words, count in made["slippage"].rows)
        assert Counter((row[0], *row[2:4], row[5]) for row in made["calendar"].rows) == Counter(
            (f"{report} no. {number}", one.original_due_on, one.due_on, window) for one, report, number, window in stood
        )
        with monkeypatch.context() as patch:
            patch.setattr(rows_of, "MOST_LINES", -1)
            months = every(session, office, asker, day)["calendar"].rows
        for place, kind in ((1, "due_on"), (2, "original_due_on")):
            by_hand = Counter(month(getattr(row[0], kind), day) for row in stood)
            assert {row[0]: row[place] for row in months if row[place]} == by_hand


def slip(one):
    if one.due_on is None or one.original_due_on is None:
        return rows_of.NO_SLIP_KNOWN
    days = (one.due_on - one.original_due_on).days
    return rows_of.SLIPS[(days > 0) + (days > 30) + (days > 90) + (days > 180) + (days > 365)]


def month(due, day):
    if due is None:
        return rows_of.UNDATED
    if due < day:
        return rows_of.PAST
    if (due.year - day.year) * 12 + due.month - day.month > 18:
        return rows_of.LATER
    rest = "Rest of " if (due.year, due.month) == (day.year, day.month) and day.day > 1 else ""
    return f"{rest}{due:%B %Y}"


@of_thirty
def test_nothing_of_a_foreign_component_is_in_any_picture(session, office):
    some = an_asker(office, Role.VIEWER, "CBP-OT")
    mine, foreign = every(session, office, some), every(session, office, some, component="PLCY")
    assert {row[1] for row in mine["calendar"].rows} == {"CBP-OT"}
    assert [row[0] for row in mine["status"].rows] == ["CBP-OT"]
    for picture in (*foreign.values(), *every(session, office, component="NOWHERE").values()):
        assert not any(isinstance(cell, int) and cell for row in picture.rows for cell in row[1:]), picture.name


def test_what_was_counted_is_kept_until_something_is_written(database, statements):
    with database.transaction() as session:
        office = an_office(session)
        Life(session, office, due_on=TODAY)

    def asked():
        with database.reading() as connection:
            found = summary.summary(connection, office.keeper, office.tree, TODAY)
            statements.clear()
            pictures.every(connection, office.keeper, office.tree, found)
            return len([one for one in statements if one.startswith("SELECT")])

    first, again = asked(), asked()
    with database.transaction() as session:
        an_update(session, office, 1)
    assert (first, again, asked()) == (3, 0, 3)
