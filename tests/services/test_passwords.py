import time

import pytest

from ipr_compliance.services import passwords
from tests.factories import PASSWORD


def test_the_password_matches_its_own_hash_and_no_other_does():
    kept = passwords.hashed(PASSWORD)
    assert passwords.match(kept, PASSWORD)
    assert not passwords.match(kept, PASSWORD + " ")


def test_the_hash_tells_nothing_and_is_new_each_time():
    assert passwords.hashed(PASSWORD).startswith("$argon2id$")
    assert passwords.hashed(PASSWORD) != passwords.hashed(PASSWORD)


def test_a_letter_is_the_same_on_every_keyboard():
    assert passwords.match(passwords.hashed("caf\u00e9 au lait, twice"), "cafe\u0301 au lait, twice")


@pytest.mark.parametrize("odd", ["", "\0", "\ud800", "x" * 100_000])
def test_nothing_that_is_sent_breaks_the_comparison(odd):
    assert not passwords.match(passwords.hashed(PASSWORD), odd)


def test_without_an_account_the_answer_is_no_and_takes_as_long():
    kept = passwords.hashed(PASSWORD)

    def cost(password_hash):
        started = time.process_time()
        answers = [passwords.match(password_hash, "wrong") for _ in range(5)]
        assert answers == [False] * 5
        return time.process_time() - started

    cost(None)
    assert 0.5 < cost(None) / cost(kept) < 2
