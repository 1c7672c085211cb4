from dataclasses import replace
from datetime import timedelta

import pytest

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import calendar
from ipr_compliance.queries import people as askers
from ipr_compliance.services import calendar as feeds
from ipr_compliance.services import milestones, people
from ipr_compliance.services.inputs import MilestoneChangeInput, MilestoneInput
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, an_asker, an_office, an_update
from tests.lives import Life

SOON = TODAY + timedelta(days=10)


@pytest.fixture
def office(session):
    return an_office(session)


def due(session, asker):
    return [row.number for row in calendar.due_dates(session.connection(), asker)]


def steps(session, asker):
    return [row.title for row in calendar.steps(session.connection(), asker)]


def a_record(session, office, number, days=10, **facts):
    return a_recommendation(session, office, number=number, due_on=TODAY + timedelta(days=days), **facts)


def a_step(session, office, recommendation_id, title="Draft it", due_on=SOON):
    given = MilestoneInput.read({"title": title, "due_on": due_on})
    return milestones.add(a_desk(session, office), recommendation_id, given)


def a_feed(session, office, role=Role.VIEWER, *codes):
    email = a_person(session, office, role, *codes)
    asker, _tree = askers.by_email(session.connection(), email)
    return email, digest_of(feeds.add(session, by=asker, today=TODAY, now=NOW))


def test_my_components_are_mine_the_earliest_first_and_past_ones_stay(session, office):
    a_record(session, office, "1", 30)
    a_record(session, office, "2", -200)
    a_record(session, office, "3", component="PLCY")
    assert due(session, an_asker(office, Role.PROGRAM_MANAGER, "CBP")) == ["2", "1"]


def test_what_names_me_is_mine_where_i_may_see_it(session, office):
    manager = an_asker(office, Role.PROGRAM_MANAGER, "PLCY")
    a_record(session, office, "1", responsible_email=manager.email.upper())
    a_record(session, office, "2")
    assert due(session, manager) == []
    reads_all = {**manager.components, Action.READ: frozenset(office.tree.by_id)}
    assert due(session, replace(manager, components=reads_all)) == ["1"]


def test_who_only_reads_watches_all_they_may_see(session, office):
    a_record(session, office, "1")
    a_record(session, office, "2", component="PLCY")
    assert due(session, an_asker(office, Role.VIEWER, "CBP")) == ["1"]


def test_what_is_closed_or_has_no_date_is_not_in_a_calendar(session, office):
    closed = Life(session, office, number="1")
    a_step(session, office, closed.id)
    closed.brought_to(Status.CLOSED_IMPLEMENTED)
    a_recommendation(session, office, number="2")
    asker = an_asker(office, Role.ADMIN, "DHS")
    assert (due(session, asker), steps(session, asker)) == ([], [])


def test_steps_are_there_until_they_are_done(session, office):
    dateless = a_recommendation(session, office, number="1")
    a_step(session, office, dateless, "Second", SOON + timedelta(days=1))
    a_step(session, office, dateless, "First")
    n = a_step(session, office, dateless, "Done")
    given = MilestoneChangeInput.read({"done_on": TODAY})
    milestones.change(a_desk(session, office), dateless, n, given)
    assert steps(session, an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT")) == ["First", "Second"]
    assert steps(session, an_asker(office, Role.PROGRAM_MANAGER, "PLCY")) == []


def test_a_change_is_told_by_its_version_and_its_instant(session, office):
    a_record(session, office, "1")
    changed = a_record(session, office, "2", 11)
    an_update(session, office, changed)
    rows = calendar.due_dates(session.connection(), an_asker(office, Role.VIEWER, "CBP"))
    assert [row.version for row in rows] == [1, 2]
    assert [row.changed_at for row in rows] == [NOW, NOW]


def test_an_address_is_its_owners_with_the_rights_of_this_moment(session, office):
    email, digest = a_feed(session, office, Role.PROGRAM_MANAGER, "CBP-OT")
    owner = calendar.owner(session.connection(), digest)
    assert owner.email == email
    assert owner.components[Action.UPDATE] == {office.tree.by_code["CBP-OT"].id}
    people.revoke(
        session, email, Role.PROGRAM_MANAGER, ["CBP-OT"], tree=office.tree, by=office.keeper, today=TODAY, now=NOW
    )
    assert not calendar.owner(session.connection(), digest).may_anywhere(Action.READ)


def test_the_address_of_a_disabled_person_is_nobodys(session, office):
    email, digest = a_feed(session, office)
    people.disable(session, email, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert calendar.owner(session.connection(), digest) is None


def test_an_address_that_nobody_made_is_nobodys(session):
    assert calendar.owner(session.connection(), digest_of("\ud800")) is None
