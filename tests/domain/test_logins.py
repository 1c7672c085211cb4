from datetime import timedelta

import pytest

from ipr_compliance.domain.logins import (
    LONGEST_WAIT,
    SlowDown,
    check_attempt,
    check_new_password,
    one_place,
    wait_after,
)
from ipr_compliance.domain.refusal import Invalid
from tests.factories import NOW


def test_the_first_mistakes_cost_nothing():
    assert [wait_after(failures) for failures in range(5)] == [timedelta(0)] * 5


def test_the_wait_doubles_to_a_limit():
    assert [wait_after(failures).seconds for failures in (5, 6, 7)] == [15, 30, 60]
    assert wait_after(11) == wait_after(10_000) == LONGEST_WAIT


@pytest.mark.parametrize(("later", "left"), [(0, 15), (14.5, 1)])
def test_an_attempt_before_the_end_of_the_wait_is_refused(later, left):
    with pytest.raises(SlowDown) as refused:
        check_attempt(5, NOW, NOW + timedelta(seconds=later))
    assert refused.value.seconds == left


@pytest.mark.parametrize(("failures", "last"), [(0, None), (4, NOW), (5, NOW - timedelta(seconds=15))])
def test_other_attempts_go_on(failures, last):
    check_attempt(failures, last, NOW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "a second"), (59, "59 seconds"), (60, "a minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_the_wait_is_told_in_words(seconds, words):
    assert f"Wait {words}, then" in SlowDown(seconds).message


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
    ],
)
def test_an_address_counts_as_one_place(address, place):
    assert one_place(address) == place


@pytest.mark.parametrize("password", ["", "sevench", "Somebody@DHS.example", "aaaaaaaaaaaaaaaa", "x" * 1001])
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(Invalid) as refused:
        check_new_password(password, email="somebody@dhs.example")
    assert refused.value.field == "new_password"


def test_length_is_enough():
    check_new_password("all lower case", email="somebody@dhs.example")
