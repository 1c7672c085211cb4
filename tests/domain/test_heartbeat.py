from datetime import UTC, datetime, timedelta

import pytest

from ipr_compliance.domain.heartbeat import is_late

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "late"),
    [
        (None, True),
        (NOW - timedelta(minutes=5, seconds=1), True),
        (NOW - timedelta(minutes=5), False),
        (NOW, False),
        (NOW + timedelta(seconds=9), False),  # another machine's clock
    ],
)
def test_five_minutes_of_silence_mean_that_it_does_not_run(last, late):
    assert is_late(last, NOW) is late
