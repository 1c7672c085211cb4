from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.logins import Attempt, SlowDown
from ipr_compliance.models import LoginFailure
from ipr_compliance.services import logins
from tests.factories import NOW


def admit(session, email="a@x.example", address="192.0.2.1", later=0):
    logins.admit(session, email, address, now=NOW + timedelta(seconds=later))


def refused(session, **attempt):
    try:
        admit(session, **attempt)
    except SlowDown as refusal:
        return refusal.seconds
    return None


def fail(session, times, **attempt):
    for _ in range(times):
        admit(session, **attempt)


def count(session):
    return session.connection().execute(sa.select(sa.func.count()).select_from(LoginFailure)).scalar()


def test_five_failures_slow_the_account_down_from_their_address_alone(session):
    """Who guesses there does not lock the owner out here."""
    fail(session, 5)
    assert refused(session, email="A@X.example ") == 15
    assert refused(session, address="192.0.2.2", email="A@X.example ") is None


def test_fifty_failures_from_many_addresses_slow_the_account_down_from_everywhere(session):
    for number in range(49):
        fail(session, 1, address=f"203.0.113.{number}")
    fail(session, 1, address="198.51.100.1")
    assert refused(session, address="192.0.2.2", email="A@X.example ") == 15
    assert refused(session, address="192.0.2.2", email="b@x.example") is None


@pytest.mark.parametrize("attempt", [Attempt.CODE, Attempt.RECOVERY])
def test_codes_and_requests_for_mail_are_counted_from_everywhere_together(session, attempt):
    """Who guesses codes knows the password; and mail comes to the owner, wherever it is asked for."""
    for number in range(5):
        logins.admit(session, "a@x.example", f"203.0.113.{number}", now=NOW, attempt=attempt)
    with pytest.raises(SlowDown):
        logins.admit(session, "a@x.example", "192.0.2.1", now=NOW, attempt=attempt)


def test_five_failures_slow_the_address_down_for_every_account(session):
    for number in range(5):
        fail(session, 1, email=f"person{number}@x.example")
    assert refused(session, email="another@x.example") == 15
    assert refused(session, email="another@x.example", address="192.0.2.2") is None


def test_a_refused_attempt_does_not_lengthen_the_wait(session):
    fail(session, 5)
    assert [refused(session, later=second) for second in (0, 5, 14, 15)] == [15, 10, 1, None]


def test_the_wait_grows_with_each_failure_after_it(session):
    fail(session, 5)
    admit(session, later=15)
    assert refused(session, later=16) == 29


def test_the_right_password_forgets_ones_own_mistakes(session):
    fail(session, 5)
    logins.forgive(session, "A@x.example", "192.0.2.1")
    assert refused(session) is None


def test_the_right_password_does_not_forget_guesses_from_elsewhere(session):
    fail(session, 5, address="203.0.113.9")
    logins.forgive(session, "a@x.example", "192.0.2.1")
    assert refused(session, address="203.0.113.9", email="b@x.example") == 15


def test_logging_in_oneself_does_not_forget_ones_guesses_at_others(session):
    fail(session, 4, email="victim@x.example")
    admit(session, email="guesser@x.example")
    logins.forgive(session, "guesser@x.example", "192.0.2.1")
    fail(session, 1, email="victim@x.example")
    assert refused(session, email="victim@x.example") == 15


def test_failures_of_a_day_ago_are_forgotten_and_gone(session):
    fail(session, 5)
    assert refused(session, later=24 * 60 * 60) is None
    assert count(session) == 1


@pytest.mark.parametrize("email", ["", "x" * 300_000, "a\0b", "\ud800", "ß" * 254])
def test_whatever_is_typed_can_be_counted(session, email):
    admit(session, email=email, address="::1%" + "x" * 200)
    assert count(session) == 1
