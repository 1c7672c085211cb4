"""What is taken once is taken once, also by two who send it at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from ipr_compliance.adapters.sealing import Seal
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import factors as held
from ipr_compliance.queries import people as askers
from ipr_compliance.services import factors, security_keys, sessions
from ipr_compliance.services.factors import Made
from ipr_compliance.services.notices import Stamp
from tests.factories import NOW, TODAY, a_person, an_office

SEAL = Seal("a secret for the tests only", "authenticator app")


@pytest.fixture
def made(database):
    with database.transaction() as session:
        asker, _ = askers.by_email(session.connection(), a_person(session, an_office(session), Role.VIEWER))
        sessions.begin(session, asker.person_id, Proof.PASSWORD, address="", browser="", now=NOW)
    return Made(asker, 1, Stamp("tracker@dhs.example", "http://localhost"), TODAY, NOW)


@pytest.fixture
def secret(database, made):
    with database.transaction() as session:
        factors.begin_app(session, SEAL, made)
        return SEAL.open(held.of(session.connection(), made.person_id).app_sealed)


@pytest.fixture
def codes(database, made, secret):
    with database.transaction() as session:
        return factors.confirm_app(session, pyotp.TOTP(secret).at(NOW), SEAL, made)


def at_once(database, deed):
    """How many of four succeed who do the same at once."""

    def attempt(_number):
        try:
            with database.transaction(recorded=False) as session:
                deed(session)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(attempt, range(4)))


@pytest.mark.usefixtures("codes")
def test_of_four_who_send_the_code_of_an_app_one_is_let_in(database, made, secret):
    code = pyotp.TOTP(secret).at(NOW.timestamp() + 30)
    assert at_once(database, lambda session: factors.show_code(session, made.person_id, code, SEAL, now=NOW)) == 1


def test_of_four_who_send_a_recovery_code_one_is_let_in(database, made, codes):
    assert at_once(database, lambda session: factors.show_code(session, made.person_id, codes[0], SEAL, now=NOW)) == 1


def test_of_four_who_answer_a_challenge_one_is_looked_at(database, made):
    with database.transaction() as session:
        security_keys.challenge(session, made.session_id)
    assert at_once(database, lambda session: security_keys.taken(session, made.session_id)) == 1


def test_with_another_secret_key_an_app_lets_nobody_in_and_a_recovery_code_does(database, made, secret, codes):
    another = Seal("another secret for the tests", "authenticator app")
    with database.transaction(recorded=False) as session:
        with pytest.raises(Invalid):
            factors.show_code(session, made.person_id, pyotp.TOTP(secret).at(NOW.timestamp() + 30), another, now=NOW)
        assert factors.show_code(session, made.person_id, codes[0], another, now=NOW) is Proof.RECOVERY_CODE


def test_a_code_of_somebody_else_lets_nobody_in(database, made, codes):
    with database.transaction(recorded=False) as session, pytest.raises(Invalid):
        factors.show_code(session, made.person_id + 1, codes[0], SEAL, now=NOW)
