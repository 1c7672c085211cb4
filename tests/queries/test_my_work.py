import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.deadlines import next_update_due_on
from ipr_compliance.domain.turns import Bounds, Turn, owed, turn
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Recommendation
from ipr_compliance.queries import my_work, people
from ipr_compliance.services import extensions, recommendations
from ipr_compliance.services.inputs import EditInput, ExtensionInput
from tests.factories import TODAY, a_person, a_recommendation, an_asker, an_office, an_update
from tests.lives import Life

ASKED = sa.text("UPDATE recommendation SET extension_pending = true, whose_move = 'liaison' WHERE id = :id")


@pytest.fixture
def office(session):
    return an_office(session)


def groups(session, office, role, *codes):
    found = my_work.groups(session.connection(), an_asker(office, role, *codes), TODAY)
    return {turn.name: [row.number for row in group.rows] for turn, group in found.items() if group.rows}


def due_in(session, office, number, days, component="PLCY", status=Status.OPEN_RESOLVED):
    life = Life(session, office, number=number, component=component).brought_to(status)
    if status.is_open:
        an_update(session, office, life.id)
    day = TODAY + timedelta(days=days)
    session.connection().execute(
        sa.text("UPDATE recommendation SET due_on = :day, due_order = :day WHERE id = :id"),
        {"day": day.isoformat() if session.connection().dialect.name == "sqlite" else day, "id": life.id},
    )
    return life.id


def test_days_part_what_needs_me_now_from_what_comes_soon_and_later(session, office):
    for number, days in (("1", -1), ("2", 30), ("3", 31), ("4", 90), ("5", 91)):
        due_in(session, office, number, days)
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {
        "NEEDS_YOU": ["1", "2"], "SOON": ["3", "4"], "LATER": ["5"],
    }  # fmt: skip


def test_what_is_closed_or_another_components_is_not_my_work(session, office):
    due_in(session, office, "1", 0, status=Status.CLOSED_IMPLEMENTED)
    due_in(session, office, "2", 0, component="CBP-OT")
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {}


def test_an_answer_that_is_due_needs_me_whatever_the_date(session, office):
    a_recommendation(session, office, number="1", component="PLCY", due_on=TODAY + timedelta(days=300))
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {"NEEDS_YOU": ["1"]}


def test_a_plan_that_the_oig_has_not_accepted_needs_me_whatever_the_date(session, office):
    life = Life(session, office, number="1", component="PLCY")
    life.respond()
    life.decide(Status.OPEN_UNRESOLVED)
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {"NEEDS_YOU": ["1"]}


def test_what_the_oig_has_to_decide_is_waited_for(session, office):
    due_in(session, office, "1", -5, status=Status.CLOSURE_REQUESTED)
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {"WAITING": ["1"]}


def test_more_time_that_is_asked_for_needs_the_liaison_and_keeps_others_waiting(session, office):
    session.connection().execute(ASKED, {"id": due_in(session, office, "1", 200)})
    assert groups(session, office, Role.LIAISON, "PLCY") == {"DECIDE": ["1"]}
    assert groups(session, office, Role.PROGRAM_MANAGER, "PLCY") == {"WAITING": ["1"]}


def test_who_asked_or_may_not_decide_waits_for_who_does(session, office):
    life = Life(session, office, component="PLCY").brought_to(Status.OPEN_RESOLVED)
    email = a_person(session, office, Role.LIAISON, "PLCY", email="liaison@plcy.example")
    liaison, _tree = people.by_email(session.connection(), email)

    def turn(asker):
        found = my_work.groups(session.connection(), asker, TODAY)
        return next(turn for turn, group in found.items() if group.rows)

    given = ExtensionInput(
        proposed_due_on=TODAY + timedelta(days=150), reason="More time.", version=life.record.version
    )  # fmt: skip
    extensions.ask(life.desk(liaison), life.id, given)
    assert turn(liaison) is Turn.WAITING
    assert turn(an_asker(office, Role.LIAISON, "PLCY")) is Turn.DECIDE
    session.connection().exec_driver_sql("UPDATE extension SET departmental = true")
    assert turn(an_asker(office, Role.LIAISON, "PLCY")) is Turn.WAITING
    assert turn(an_asker(office, Role.LIAISON, "DHS")) is Turn.DECIDE


def test_others_are_waited_for_since_it_was_their_move_whatever_else_changed(session, office):
    life = Life(session, office, component="PLCY").brought_to(Status.CLOSURE_REQUESTED)
    (row,) = my_work.groups(session.connection(), office.keeper, TODAY)[Turn.WAITING].rows
    asked_on = row.since_on
    recommendations.edit(life.desk(), life.id, EditInput.read({"priority": True, "version": life.record.version}))
    (row,) = my_work.groups(session.connection(), office.keeper, TODAY)[Turn.WAITING].rows
    assert (row.since_on, row.since_on > TODAY - timedelta(days=300)) == (asked_on, True)


def test_the_header_counts_what_the_page_lists(session, office):
    for number, days in (("1", -1), ("2", 3), ("3", 60)):
        due_in(session, office, number, days)
    manager = an_asker(office, Role.PROGRAM_MANAGER, "PLCY")
    assert my_work.for_header(session.connection(), manager, TODAY).needs_you == 2
    assert my_work.groups(session.connection(), manager, TODAY)[Turn.NEEDS_YOU].total == 2


def test_long_groups_are_counted_in_full(session, office):
    for _ in range(my_work.SHOWN + 5):
        a_recommendation(session, office, component="PLCY")
    group = my_work.groups(session.connection(), office.keeper, TODAY)[Turn.NEEDS_YOU]
    assert (len(group.rows), group.total) == (my_work.SHOWN, my_work.SHOWN + 5)


def test_the_database_places_every_item_as_the_rule_does_and_in_the_order_of_its_dates(session, office):
    chance, connection = random.Random(7), session.connection()  # noqa: S311 - no secret
    rec = Recommendation.__table__

    def some_day(least, most):
        return chance.choice([None, *(TODAY + timedelta(days=chance.randint(least, most)) for _ in range(3))])

    for number in range(60):
        made = a_recommendation(session, office, f"OIG-26-{number % 9}", component="PLCY")
        due_on = some_day(-40, 200)
        facts = {
            "status": chance.choice([one for one in Status if one.is_open]),
            "whose_move": chance.choice(["component", "oig", "liaison"]),
            "due_on": due_on, "due_order": due_on or FOREVER,
            "last_update_on": some_day(-110, 0), "next_update_on": some_day(-60, 60),
        }  # fmt: skip
        connection.execute(sa.update(rec).where(rec.c.id == made).values(facts))
    bounds, placed = Bounds.on(TODAY), set()
    for group, found in my_work.groups(connection, an_asker(office, Role.PROGRAM_MANAGER, "PLCY"), TODAY).items():
        order = []
        for row in found.rows:
            by = next_update_due_on(row.status, row.last_update_on, row.issued_on, row.next_update_on)
            first = owed(row.status, row.whose_move, row.due_on, by, bounds)
            assert turn(row.status, row.whose_move, first, bounds) is group
            order.append((first.on or FOREVER, row.id))
            placed.add((group, first.update))
        assert order == sorted(order)
    assert placed >= {(Turn.NEEDS_YOU, True), (Turn.NEEDS_YOU, False), (Turn.SOON, False), (Turn.WAITING, False)}
