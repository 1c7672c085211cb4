from datetime import timedelta

import pytest

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import actions
from ipr_compliance.services import milestones
from ipr_compliance.services.inputs import MilestoneChangeInput, MilestoneInput
from tests.factories import TODAY, an_asker, an_office
from tests.lives import Life


@pytest.fixture
def life(session):
    return Life(session, an_office(session))


def add(life, by=None, days=30, **facts):
    given = MilestoneInput.read({"title": "Draft", "due_on": TODAY + timedelta(days=days), "owner": "Counsel"} | facts)
    return milestones.add(life.desk(by), life.id, given)


def change(life, n=1, by=None, **facts):
    milestones.change(life.desk(by), life.id, n, MilestoneChangeInput.read(facts))


def rows(life):
    return actions.milestones(life.session.connection(), life.id)


def test_steps_are_numbered_and_listed_by_date(life):
    assert (add(life), add(life, days=10, title="Outline")) == (1, 2)
    assert [row.title for row in rows(life)] == ["Outline", "Draft"]


def test_a_step_is_done_once(life):
    add(life)
    change(life, done_on=TODAY)
    assert rows(life)[0].done_on == TODAY
    with pytest.raises(Conflict, match="done already"):
        change(life, done_on=TODAY)


def test_a_missed_step_gets_a_new_date_with_its_reason(life):
    add(life, days=-10)
    with pytest.raises(Invalid) as refused:
        change(life, due_on=TODAY + timedelta(days=5))
    assert refused.value.field == "note"
    change(life, due_on=TODAY + timedelta(days=5), note="The union asked for two weeks.")
    [row] = rows(life)
    assert (row.original_due_on, row.due_on) == (TODAY - timedelta(days=10), TODAY + timedelta(days=5))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"done_on": TODAY + timedelta(days=1)},
        {"due_on": TODAY - timedelta(days=1), "note": "Later."},
        {"due_on": TODAY, "done_on": TODAY, "note": "Both."},
    ],
)
def test_what_says_nothing_possible_is_refused(life, facts):
    add(life)
    with pytest.raises(Invalid):
        change(life, **facts)


def test_its_dates_never_become_the_recommendation_s(life):
    life.respond(due_on=TODAY)
    add(life)
    assert life.record.due_on == TODAY


def test_a_closed_recommendation_s_plan_stays_as_it_is(life):
    add(life)
    life.decide(Status.CLOSED_IMPLEMENTED, day=0)
    with pytest.raises(Conflict):
        add(life)
    with pytest.raises(Conflict):
        change(life, done_on=TODAY)


def test_strangers_find_nothing_and_viewers_change_nothing(life):
    add(life)
    with pytest.raises(NotFound):
        add(life, by=an_asker(life.office, Role.LIAISON, "PLCY"))
    with pytest.raises(NotAllowed):
        change(life, by=an_asker(life.office, Role.VIEWER, "DHS"), done_on=TODAY)
    with pytest.raises(NotFound):
        change(life, n=9, done_on=TODAY)
