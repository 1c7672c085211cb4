from datetime import timedelta

import pytest
from sqlmodel import select

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.words import Role
from ipr_compliance.models import CalendarFeed, History
from ipr_compliance.queries import calendar as feeds
from ipr_compliance.queries import people
from ipr_compliance.services import calendar
from tests.factories import NOW, TODAY, a_person, an_office


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def person(session, office):
    return an_account(session, office, "somebody@cbp.example")


def an_account(session, office, email):
    a_person(session, office, Role.VIEWER, "CBP", email=email)
    return people.by_email(session.connection(), email)[0]


def an_address(session, person, now=NOW):
    return calendar.add(session, by=person, today=TODAY, now=now)


def revoke(session, person):
    calendar.revoke(session, by=person, today=TODAY, now=NOW)


def owner(session, token):
    found = feeds.owner(session.connection(), digest_of(token))
    return found and found.email


def told(session):
    entries = session.exec(select(History).order_by(History.seq)).all()
    return [(entry.actor, entry.kind, entry.changes) for entry in entries if "calendar" in entry.kind]


def test_the_token_is_long_and_kept_nowhere(session, person):
    token = an_address(session, person)
    assert len(token) >= 43
    assert owner(session, token) == person.email
    kept = str(session.exec(select(CalendarFeed)).all()) + str(session.exec(select(History)).all())
    assert token not in kept


def test_a_new_address_ends_the_one_before_and_nobody_elses(session, office, person):
    other = an_address(session, an_account(session, office, "other@cbp.example"))
    first = an_address(session, person)
    second = an_address(session, person, NOW + timedelta(days=1))
    assert first != second
    assert owner(session, first) is None
    assert owner(session, second) == person.email
    assert owner(session, other) == "other@cbp.example"
    assert feeds.made_at(session.connection(), person.person_id) == NOW + timedelta(days=1)


def test_a_revoked_address_is_worth_nothing(session, person):
    token = an_address(session, person)
    revoke(session, person)
    assert owner(session, token) is None
    assert feeds.made_at(session.connection(), person.person_id) is None


def test_history_tells_that_there_was_an_address_and_not_which(session, person):
    an_address(session, person)
    an_address(session, person)
    revoke(session, person)
    revoke(session, person)
    assert told(session) == [
        (person.email, "calendar-added", '{"calendar":{"from":false,"to":true}}'),
        (person.email, "calendar-added", '{"calendar":{"from":true,"to":true}}'),
        (person.email, "calendar-revoked", '{"calendar":{"from":true,"to":false}}'),
    ]
