from datetime import timedelta
from pathlib import Path

import pytest

from ipr_compliance.api.rate import Rate
from ipr_compliance.clock import FixedClock
from ipr_compliance.settings import Settings
from tests.api.conftest import Caller
from tests.factories import NOW


def test_calls_beyond_the_limit_wait_until_the_oldest_is_a_minute_old() -> None:
    rate = Rate(2)

    assert [rate.wait("a", NOW + timedelta(seconds=second)) for second in (0, 20, 30, 59)] == [0, 0, 31, 2]
    assert rate.wait("a", NOW + timedelta(seconds=60)) == 0
    assert rate.wait("a", NOW + timedelta(seconds=61)) == 20


def test_tokens_do_not_slow_each_other_down() -> None:
    rate = Rate(1)

    assert (rate.wait("a", NOW), rate.wait("b", NOW)) == (0, 0)


class TestWithALimit:
    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return Settings(home=tmp_path, database_url=database_url, env="development", rate_limit=2)

    def test_a_token_that_calls_too_often_is_told_when_to_come_back(self, liaison: Caller, clock: FixedClock) -> None:
        answers = [liaison.get("/components") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        clock.at += timedelta(seconds=int(answers[-1].headers["Retry-After"]))
        assert liaison.get("/components").status_code == 200
