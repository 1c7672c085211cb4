import os
from datetime import timedelta
from pathlib import Path

import pytest

from ipr_compliance.api.rate import SLOTS, Rate
from ipr_compliance.clock import FixedClock
from ipr_compliance.settings import Settings
from tests.api.conftest import Caller
from tests.factories import NOW


def test_calls_beyond_the_limit_wait_until_the_first_is_a_minute_old() -> None:
    rate = Rate(2)

    counts = [rate.count("a", NOW + timedelta(seconds=second)) for second in (0, 20, 30, 59)]

    assert [(count.refused, count.left) for count in counts] == [(False, 1), (False, 0), (True, 0), (True, 0)]
    assert [count.seconds for count in counts] == [61, 41, 31, 2]
    assert rate.count("a", NOW + timedelta(seconds=60)).left == 1


def test_tokens_do_not_slow_each_other_down() -> None:
    rate = Rate(1)

    assert not any(rate.count(name, NOW).refused for name in ("a", "b"))


def test_more_callers_than_there_is_room_for_are_let_in_rather_than_refused() -> None:
    rate = Rate(1)

    assert not any(rate.count(str(number), NOW).refused for number in range(2 * SLOTS))


def test_all_processes_of_a_server_count_together() -> None:
    rate = Rate(1000)
    workers = []
    for _number in range(4):
        if not (worker := os.fork()):
            for _call in range(250):
                rate.count("a", NOW)
            os._exit(0)
        workers.append(worker)
    for worker in workers:
        os.waitpid(worker, 0)

    assert rate.count("a", NOW).refused


class TestWithALimit:
    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return Settings(home=tmp_path, database_url=database_url, env="development", rate_limit=2)

    def test_a_token_that_calls_too_often_is_told_when_to_come_back(self, liaison: Caller, clock: FixedClock) -> None:
        answers = [liaison.get("/components") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"token";q=2;w=60'] * 3
        assert [answer.headers["RateLimit"] for answer in answers] == [f'"token";r={left};t=61' for left in (1, 0, 0)]
        clock.at += timedelta(seconds=int(answers[-1].headers["Retry-After"]))
        assert liaison.get("/components").status_code == 200

    def test_guesses_are_counted_by_address_and_do_not_lock_out_a_token(self, liaison: Caller) -> None:
        guess = Caller(liaison.app, "ipr_guessed")

        answers = [guess.get("/components") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert answers[0].headers["RateLimit"] == '"address";r=1;t=61'
        assert liaison.get("/components").status_code == 200


def test_without_a_limit_none_is_told(liaison: Caller) -> None:
    assert "RateLimit" not in liaison.get("/components").headers
