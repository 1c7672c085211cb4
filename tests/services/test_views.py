from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Stale
from ipr_compliance.domain.views import Rhythm
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, SavedView, ViewSubscription
from ipr_compliance.queries import people, views
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import views as keeping
from tests.factories import TODAY, a_desk, a_person, an_office

LATE = Filter(overdue=True, component="CBP", sort="-due", columns=("status", "due_on"))


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def at_desk(session, office):
    """Somebody's desk, by role and component."""

    def at_desk(role, *codes, email=""):
        email = a_person(
            session, office, role, *codes, email=email or f"{role}@{'-'.join(codes) or 'dhs'}.example".lower()
        )
        asker, _tree = people.by_email(session.connection(), email)
        return a_desk(session, office, asker)

    return at_desk


def names(desk):
    return [view.name for view in views.all_seen(desk.connection, desk.by)]


def test_a_view_keeps_all_that_the_list_asks_for(at_desk):
    desk = at_desk(Role.VIEWER)
    view = views.one(desk.connection, desk.by, keeping.save(desk, " Late  at CBP ", LATE))
    assert (view.name, view.wanted, view.mine, view.component, view.version) == ("Late at CBP", LATE, True, None, 1)
    assert view.address == LATE.address()


def test_a_private_view_is_seen_by_nobody_else(at_desk):
    mine, other = at_desk(Role.VIEWER), at_desk(Role.ADMIN)
    view_id = keeping.save(mine, "Late", LATE)
    assert (names(mine), names(other)) == (["Late"], [])
    for change in (
        lambda: views.one(other.connection, other.by, view_id),
        lambda: keeping.rename(other, view_id, "x", "", 1),
        lambda: keeping.replace(other, view_id, Filter(), 1),
        lambda: keeping.delete(other, view_id, 1),
        lambda: keeping.subscribe(other, view_id, Rhythm.DAILY),
    ):
        with pytest.raises(NotFound):
            change()


def test_a_shared_view_is_seen_by_those_who_read_the_component_and_changed_by_its_owner(at_desk):
    owner, reader, foreign = at_desk(Role.LIAISON, "CBP"), at_desk(Role.VIEWER, "CBP-OT"), at_desk(Role.VIEWER, "PLCY")
    view_id = keeping.save(owner, "Late", LATE, "cbp-ot")
    assert (names(owner), names(reader), names(foreign)) == (["Late"], ["Late"], [])
    for change in (
        lambda: keeping.rename(reader, view_id, "x", "", 1),
        lambda: keeping.replace(reader, view_id, Filter(), 1),
        lambda: keeping.delete(reader, view_id, 1),
    ):
        with pytest.raises(NotAllowed):
            change()
    keeping.rename(owner, view_id, "Late", "", 1)
    assert names(reader) == []


def test_nobody_shares_in_a_component_that_is_not_theirs_to_read(at_desk):
    for code in ("PLCY", "NASA"):
        with pytest.raises(Invalid) as refused:
            keeping.save(at_desk(Role.VIEWER, "CBP", email=f"{code.lower()}@cbp.example"), "Late", LATE, code)
        assert refused.value.field == "component"


def test_an_administrator_of_the_component_deletes_what_others_left_there(at_desk):
    owner, admin = at_desk(Role.VIEWER, "CBP"), at_desk(Role.ADMIN, "CBP")
    view_id = keeping.save(owner, "Late", LATE, "CBP")
    keeping.subscribe(admin, view_id, Rhythm.WEEKLY)
    keeping.delete(admin, view_id, 1)
    assert names(owner) == []
    count = sa.select(sa.func.count()).select_from(ViewSubscription)
    assert admin.connection.execute(count).scalar_one() == 0


def test_two_who_change_a_view_at_once_do_not_overwrite_each_other(at_desk):
    desk = at_desk(Role.VIEWER)
    view_id = keeping.save(desk, "Late", LATE)
    keeping.replace(desk, view_id, Filter(open=True), 1)
    for change in (
        lambda: keeping.replace(desk, view_id, Filter(), 1),
        lambda: keeping.replace(desk, view_id, Filter(), 2**31 - 1),
        lambda: keeping.rename(desk, view_id, "Later", "", 1),
        lambda: keeping.delete(desk, view_id, 1),
    ):
        with pytest.raises(Stale):
            change()
    view = views.one(desk.connection, desk.by, view_id)
    assert (view.wanted, view.version) == (Filter(open=True), 2)


def test_a_name_is_given_once_a_person(at_desk):
    mine, other = at_desk(Role.VIEWER), at_desk(Role.LIAISON)
    first = keeping.save(mine, "Late", LATE)
    keeping.save(other, "Late", LATE)
    second = keeping.save(mine, "Later", LATE)
    with pytest.raises(Conflict):
        keeping.save(mine, "Late", Filter())
    with pytest.raises(Conflict):
        keeping.rename(mine, second, "Late", "", 1)
    keeping.rename(mine, first, "Late", "DHS", 1)
    assert names(other) == ["Late", "Late"]


def test_there_is_a_limit_of_views(at_desk, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    desk = at_desk(Role.VIEWER)
    keeping.save(desk, "Late", LATE)
    with pytest.raises(Invalid, match="the limit"):
        keeping.save(desk, "Later", LATE)


def test_a_subscription_is_made_changed_and_ended(at_desk):
    desk = at_desk(Role.VIEWER)
    view_id = keeping.save(desk, "Late", LATE)
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.WEEKLY, None, None):
        keeping.subscribe(desk, view_id, rhythm)
        assert views.one(desk.connection, desk.by, view_id).rhythm is rhythm


def test_a_view_of_one_fixed_day_has_no_news(at_desk):
    desk = at_desk(Role.VIEWER)
    view_id = keeping.save(desk, "Then", LATE.but(as_of=TODAY - timedelta(days=9)))
    with pytest.raises(Invalid, match="one fixed day"):
        keeping.subscribe(desk, view_id, Rhythm.DAILY)


def test_history_tells_who_changed_a_view(at_desk, session):
    desk = at_desk(Role.VIEWER)
    view_id = keeping.save(desk, "Late", LATE)
    keeping.rename(desk, view_id, "Later", "", 1)
    keeping.subscribe(desk, view_id, Rhythm.DAILY)
    keeping.delete(desk, view_id, 2)
    told = session.connection().execute(sa.select(History.kind, History.actor).where(History.subject == "view"))
    assert [tuple(row) for row in told] == [
        (kind, "viewer@dhs.example") for kind in ("saved", "changed", "subscribed", "deleted")
    ]
    assert session.connection().execute(sa.select(sa.func.count()).select_from(SavedView)).scalar_one() == 0
