"""Sign-on through the agency, against a provider in a process of its own."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters import openid
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History
from ipr_compliance.queries import accounts
from ipr_compliance.services import people
from ipr_compliance.settings import Settings
from tests.factories import NOW, a_person, an_office
from tests.setup.provider import CLIENT_ID, CLIENT_SECRET, provider
from tests.visitors import log_in, send

EMAIL = "manager@plcy.example"
NEWCOMER = "newcomer@agency.example"


@pytest.fixture(scope="module")
def running():
    with provider(int(NOW.timestamp())) as running:
        yield running


@pytest.fixture
def agency(running):
    running.tell()
    return running


@pytest.fixture
def more():
    """Settings of a test's own."""
    return {}


@pytest.fixture
def settings(settings, agency, more):
    values = settings.model_dump() | {
        "oidc_issuer": agency.address, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET,
        "oidc_domains": "agency.example, other.example",
    }  # fmt: skip
    return Settings(**values | more)


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
    return office


@pytest.fixture
def visitor(client, office):  # noqa: ARG001  # there is somebody whom the provider may name
    return client


def sign_on(client, agency, email=EMAIL, wanted="/account"):
    begun = client.get(f"/login/agency?next={wanted}")
    assert begun.status_code == 303
    return client.get(agency.identify(begun.location, email))


def is_in(client):
    return client.get("/account").status_code == 200


def refused(answer, words=openid.UNVERIFIED):
    assert answer.status_code == 422
    assert "You are not logged in" in answer.text
    return words in answer.text.replace("&#39;", "'")


def test_whom_the_agency_identifies_is_in_and_comes_back_to_the_page(visitor, agency):
    assert "Sign in with your agency account" in visitor.get("/login").text
    answer = sign_on(visitor, agency)
    assert (answer.status_code, answer.location) == (303, "/account")
    page = visitor.get("/account").text
    assert EMAIL in page
    assert "agency account" in page


def test_another_account_of_the_agency_with_the_same_address_is_refused(visitor, agency, database, office, clock):
    """An address that is free again may be given to somebody else."""
    sign_on(visitor, agency)
    send(visitor, "/logout")
    agency.tell(claims={"sub": "another"})
    assert refused(sign_on(visitor, agency), "not the one with which this address has signed on before")
    assert not is_in(visitor)
    agency.tell()
    sign_on(visitor, agency)
    assert is_in(visitor)
    send(visitor, "/logout")
    when = {"tree": office.tree, "by": office.keeper, "today": clock.today(), "now": clock.now()}
    with database.transaction() as session:
        people.disable(session, EMAIL, **when)
        people.enable(session, EMAIL, **when)
    agency.tell(claims={"sub": "another"})
    sign_on(visitor, agency)
    assert is_in(visitor)
    with database.reading() as connection:
        bound = sa.select(History.kind).where(History.kind == "agency-account-bound")
        assert len(connection.execute(bound).all()) == 2


def test_a_password_that_somebody_else_gave_is_void_after_a_sign_on(visitor, agency, database, office, clock):
    email, administrator = "new@plcy.example", replace(office.keeper, person_id=1)
    given = people.PersonInput.read({"email": email, "name": "New"})
    with database.transaction() as session:
        when = {"tree": office.tree, "by": administrator, "today": clock.today(), "now": clock.now()}
        people.add(session, given, "the first password", Role.ADMIN, **when)
    sign_on(visitor, agency, email)
    assert visitor.get("/recommendations").status_code == 200
    send(visitor, "/logout")
    assert log_in(visitor, email, "the first password").status_code == 422


def test_one_account_of_the_agency_is_one_person(visitor, agency, database, office):
    with database.transaction() as session:
        a_person(session, office, Role.LIAISON, "CBP", email="liaison@cbp.example")
    sign_on(visitor, agency)
    send(visitor, "/logout")
    agency.tell(claims={"sub": EMAIL, "email": "liaison@cbp.example"})
    assert refused(sign_on(visitor, agency), "This account of the agency is another person's here.")
    assert not is_in(visitor)


def test_a_subject_of_any_length_is_answered(visitor, agency):
    agency.tell(claims={"sub": "x" * 2000})
    assert refused(sign_on(visitor, agency), "not the one with which")


def test_an_address_is_known_in_any_case(visitor, agency):
    sign_on(visitor, agency, EMAIL.upper())
    assert EMAIL in visitor.get("/account").text


def test_what_is_asked_has_state_nonce_and_a_challenge(visitor):
    asked = [parse_qs(urlsplit(visitor.get("/login/agency").location).query) for _ in range(2)]
    for one in asked:
        assert one["code_challenge_method"] == ["S256"]
        assert one["redirect_uri"] == ["http://127.0.0.1:8000/login/agency/return"]
        assert one["scope"] == ["openid email profile"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-program"},
        {"aud": [CLIENT_ID, "another-program"]},
        {"azp": "another-program"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"iat": int(NOW.timestamp()) + 61},
        {"exp": None},
        {"sub": 7},
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_refused(visitor, agency, claims):
    agency.tell(claims=claims)
    assert refused(sign_on(visitor, agency))
    assert not is_in(visitor)
    agency.tell()
    sign_on(visitor, agency)
    assert is_in(visitor)


def test_a_token_signed_by_another_key_is_refused(visitor, agency):
    agency.tell(key="another")
    assert refused(sign_on(visitor, agency))
    assert not is_in(visitor)


def test_an_answer_to_another_browser_is_refused(visitor, agency, app):
    """Somebody sends their own answer to another person, to let them work in the wrong account."""
    begun = app.test_client().get("/login/agency")
    back = agency.identify(begun.location, EMAIL)
    assert refused(visitor.get(back))
    visitor.get("/login/agency")
    assert refused(visitor.get(back))
    assert not is_in(visitor)


def test_an_answer_is_taken_once(visitor, agency):
    back = agency.identify(visitor.get("/login/agency").location, EMAIL)
    assert visitor.get(back).status_code == 303
    send(visitor, "/logout")
    assert refused(visitor.get(back))
    assert not is_in(visitor)


def test_a_cookie_and_an_answer_of_before_are_worth_nothing(visitor, agency, app):
    begun = visitor.get("/login/agency")
    copy = app.test_client()
    copy.set_cookie("ipr_session", visitor.get_cookie("ipr_session").value)
    back = agency.identify(begun.location, EMAIL)
    visitor.get(back)
    assert refused(copy.get(back))
    assert not is_in(copy)


def test_a_sign_on_does_not_wait_for_ever(visitor, agency, clock):
    back = agency.identify(visitor.get("/login/agency").location, EMAIL)
    clock.at += timedelta(minutes=11)
    assert refused(visitor.get(back), "The sign-on took too long.")


def test_what_the_provider_refuses_is_told(visitor):
    state = parse_qs(urlsplit(visitor.get("/login/agency").location).query)["state"][0]
    answer = visitor.get(f"/login/agency/return?error=access_denied&error_description=<b>no</b>&state={state}")
    assert refused(answer, "The agency's sign-on did not let you in.")
    assert "<b>no" not in answer.text


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_lets_nobody_in(visitor, agency, verified):
    agency.tell(claims={"email_verified": verified})
    assert refused(sign_on(visitor, agency), "does not say that your e-mail address is verified")
    assert not is_in(visitor)


def test_the_address_may_stand_in_the_userinfo(visitor, agency):
    agency.tell(userinfo={"name": "Somebody"})
    sign_on(visitor, agency)
    assert is_in(visitor)


@pytest.mark.parametrize("userinfo", [{"sub": "somebody else"}, {"status": 401}, {"status": 500}])
def test_a_userinfo_of_somebody_else_or_none_is_refused(visitor, agency, userinfo):
    agency.tell(userinfo=userinfo)
    assert refused(sign_on(visitor, agency))


def test_a_disabled_person_is_refused(visitor, agency, database, office, clock):
    with database.transaction() as session:
        people.disable(
            session, EMAIL, tree=office.tree, by=office.keeper, today=clock.today(), now=clock.now()
        )  # fmt: skip
    assert refused(sign_on(visitor, agency), "is disabled")
    assert not is_in(visitor)


def test_somebody_new_of_an_allowed_domain_is_added_without_a_role(visitor, agency, database):
    sign_on(visitor, agency, NEWCOMER)
    page = visitor.get("/account").text
    assert "Somebody of the agency" in page
    assert "No role yet." in page
    with database.reading() as connection:
        newest = connection.execute(sa.select(History).order_by(History.seq.desc()).limit(2)).all()
        assert [(one.kind, one.actor) for one in newest] == [
            ("agency-account-bound", "agency sign-on"), ("entered", "agency sign-on"),
        ]  # fmt: skip
        assert accounts.account(connection, NEWCOMER)


@pytest.mark.parametrize("typed", ["", "no account has this hash"])
def test_somebody_new_has_no_password_that_could_be_guessed(visitor, agency, app, typed):
    sign_on(visitor, agency, NEWCOMER)
    assert log_in(app.test_client(), NEWCOMER, typed).status_code == 422


@pytest.mark.parametrize("email", ["newcomer@elsewhere.example", "x@sub.agency.example", "x@evilagency.example", "x"])
def test_somebody_new_from_elsewhere_is_refused(visitor, agency, email):
    assert refused(sign_on(visitor, agency, email), f"There is no account for {email} here.")
    assert not is_in(visitor)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_a_sign_on_leads_nowhere_else(visitor, agency, elsewhere):
    assert sign_on(visitor, agency, wanted=elsewhere).location == "/"


@pytest.mark.parametrize("email", ["manager\u00ad@plcy.example", "\u017fomebody@plcy.example"])
def test_letters_that_only_look_alike_are_not_taken_for_others(visitor, agency, email):
    refused(sign_on(visitor, agency, email), "not say that your e-mail address is verified")
    assert not is_in(visitor)


def test_passwords_work_beside_it(visitor):
    assert log_in(visitor, EMAIL).status_code == 303


class TestWithoutPasswords:
    @pytest.fixture
    def more(self):
        return {"password_login": False}

    def test_no_password_lets_anybody_in(self, visitor, agency):
        assert 'name="password"' not in visitor.get("/login").text
        token = {"csrf_token": _token(visitor)}
        form = {"email": EMAIL, "password": "four words make one"}
        answer = visitor.post("/login", data=form | token)
        assert refused(answer, "Passwords are not used here.")
        sign_on(visitor, agency)
        assert is_in(visitor)

    def test_no_password_is_recovered_or_changed(self, visitor, agency):
        assert visitor.get("/login/forgotten").status_code == 404
        assert visitor.get("/login/new-password/x").status_code == 404
        sign_on(visitor, agency)
        assert "Change your password" not in visitor.get("/account").text
        assert send(visitor, "/account/password").status_code == 404


def _token(client):
    """A page without a form has no token to read; the session has it once a page with one was shown."""
    client.get("/login")
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "a" * 40
    from flask_wtf.csrf import URLSafeTimedSerializer  # noqa: PLC0415

    key = client.application.secret_key
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps("a" * 40)


class TestAway:
    @pytest.fixture
    def more(self):
        return {"oidc_issuer": "http://127.0.0.1:9"}

    def test_a_provider_that_is_away_is_told(self, visitor):
        answer = visitor.get("/login/agency")
        assert answer.status_code == 503
        assert "cannot be used at present" in answer.text
        assert log_in(visitor, EMAIL).status_code == 303

    def test_a_provider_that_is_away_is_not_asked_by_everybody(self, monkeypatch):
        asked = []
        client = openid.Client("https://agency.example", CLIENT_ID, CLIENT_SECRET, "https://tracker.example/return")

        def silent(address):
            asked.append(address)
            raise Invalid(openid.UNREACHABLE)

        monkeypatch.setattr(openid, "_get", silent)
        away = openid.Provider(client)
        for seconds in (0, 1, 29, 31):
            with pytest.raises(Invalid):
                away.begin(NOW + timedelta(seconds=seconds))
        assert len(asked) == 2


class TestWithoutProvider:
    @pytest.fixture
    def more(self):
        return {"oidc_issuer": "", "oidc_client_id": "", "oidc_client_secret": ""}

    def test_there_is_no_sign_on(self, visitor):
        assert "agency account" not in visitor.get("/login").text
        assert visitor.get("/login/agency").status_code == 404
        assert visitor.get("/login/agency/return?code=x&state=y").status_code == 404
