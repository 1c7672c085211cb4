from datetime import timedelta

import pytest
from sqlmodel import select

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.models import ApiToken, History
from ipr_compliance.queries import people as askers
from ipr_compliance.queries import tokens as stored
from ipr_compliance.services import people, tokens
from tests.factories import NOW, TODAY, a_person, an_office


@pytest.fixture
def office(session):
    return an_office(session)


def a_token(session, office, email, name="export", by=None, **facts):
    given = tokens.TokenInput.read({"name": name, **facts})
    return tokens.add(session, email, given, by=by or office.keeper, today=TODAY, now=NOW)


def asker(session, secret, today=TODAY):
    found = askers.by_token(session.connection(), digest_of(secret), today)
    return found and found.asker


def test_a_token_acts_as_its_owner_and_says_so(session, office):
    email = a_person(session, office, Role.VIEWER, "CBP")
    person = asker(session, a_token(session, office, email.upper()))
    assert person.actor == f"{email} (token “export”)"
    assert person.components[Action.READ] == office.tree.below(office.tree.by_code["CBP"].id)


def test_the_secret_is_long_and_kept_nowhere(session, office):
    secret = a_token(session, office, a_person(session, office, Role.VIEWER))
    assert secret.startswith("ipr_")
    assert len(secret) >= 40
    kept = str(session.exec(select(ApiToken)).all()) + str(session.exec(select(History)).all())
    assert secret not in kept
    assert "export" in kept


def test_the_token_of_a_disabled_person_is_worth_nothing(session, office):
    email = a_person(session, office, Role.VIEWER)
    secret = a_token(session, office, email)
    people.disable(session, email, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert asker(session, secret) is None
    with pytest.raises(NotFound):
        a_token(session, office, email, "another")


def test_an_unknown_token_is_nobody(session):
    assert asker(session, "ipr_\ud800") is None


def test_a_name_is_used_once(session, office):
    email = a_person(session, office, Role.VIEWER)
    a_token(session, office, email)
    with pytest.raises(Conflict, match="has a token “export” already"):
        a_token(session, office, email, " export ")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b"])
def test_a_token_needs_a_name(session, office, name):
    email = a_person(session, office, Role.VIEWER)
    with pytest.raises(Invalid):
        a_token(session, office, email, name)


def test_a_token_works_until_its_last_day_is_over(session, office):
    email = a_person(session, office, Role.VIEWER)
    secret = a_token(session, office, email, expires_on=TODAY)
    assert asker(session, secret)
    assert asker(session, secret, TODAY + timedelta(days=1)) is None


def test_people_make_and_revoke_tokens_of_their_own_only_and_administrators_of_all(session, office):
    mine, theirs = (a_person(session, office, Role.LIAISON, email=f"{name}@x.example") for name in ("me", "you"))
    part = a_person(session, office, Role.ADMIN, "CBP", email="part@x.example")
    whole = a_person(session, office, Role.ADMIN, email="whole@x.example")
    me, partly, wholly = (askers.by_email(session.connection(), email)[0] for email in (mine, part, whole))
    own, other = a_token(session, office, mine, by=me), a_token(session, office, theirs, by=wholly)
    ids = {row.email: row.id for row in stored.of_everybody(session.connection())}

    for by in (me, partly):
        with pytest.raises(NotAllowed):
            a_token(session, office, theirs, "another", by=by)
        with pytest.raises(NotFound):
            tokens.revoke(session, ids[theirs], by=by, today=TODAY, now=NOW)
    for email, by in ((mine, me), (theirs, wholly)):
        tokens.revoke(session, ids[email], by=by, today=TODAY, now=NOW)
    assert asker(session, own) is asker(session, other) is None
    told = session.exec(select(History.actor).where(History.kind == "token-revoked")).all()
    assert told == [mine, whole]


def test_a_name_is_free_again_once_its_token_is_revoked(session, office):
    email = a_person(session, office, Role.VIEWER)
    first = a_token(session, office, email)
    tokens.revoke_named(session, email, "export", by=office.keeper, today=TODAY, now=NOW)
    assert a_token(session, office, email) != first
