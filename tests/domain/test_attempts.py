from datetime import timedelta

from ipr_compliance.domain.attempts import MOST_ATTEMPTS, next_try_after


def test_waits_grow_from_a_minute_to_hours():
    waits = [next_try_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=4))


def test_the_eighth_attempt_is_the_last():
    assert MOST_ATTEMPTS == 8
    assert next_try_after(MOST_ATTEMPTS) is None
