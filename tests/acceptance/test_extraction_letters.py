"""The letters and memos of ../shared/data: what they recommend, and what one of them closes."""

import json
from datetime import date

import pytest

from ipr_compliance.domain.extraction import closings, read
from ipr_compliance.domain.words import Status

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="session")
def letters(shared):
    def letter(name):
        text = (shared / "data" / "oig_letters" / name / "report.txt").read_text(encoding="utf-8")
        return read(text.split("\f"), {"Denali Commission": "DENALI"})

    return letter


@pytest.fixture(scope="session")
def expected(shared):
    text = (shared / "data" / "oig_letters" / "expected.json").read_text(encoding="utf-8")
    return {name.removeprefix("denali/"): facts for name, facts in json.loads(text).items()}


def test_the_one_recommendation_of_a_memorandum(letters, expected):
    extracted, wanted = letters("DCOIG-15-006-M"), expected["DCOIG-15-006-M"]
    (found,) = extracted.recommendations
    assert found.text.value.startswith("We recommend that the")
    assert (found.number, found.component.value) == (None, "DENALI")
    assert extracted.report.title.value == wanted["subject"]
    assert extracted.report.issued_on.value == date.fromisoformat(wanted["memo_date"])


def test_an_announcement_recommends_nothing(letters):
    extracted = letters("DCOIG-15-Announcement-Improper-Payment-Review")
    assert (extracted.recommendations, extracted.earlier, extracted.closes) == ((), (), None)


def test_the_closing_letter_says_how_many_were_open_and_how_many_are(letters, expected):
    closing, wanted = letters("DCOIG-15-005-M").closes, expected["DCOIG-15-005-M"]
    assert (closing.was_open.value, closing.still_open.value) == (wanted["prior_open"], wanted["still_open"])


def test_the_closing_letter_is_tied_to_those_that_it_closes(letters, expected):
    before, later = letters("DCOIG-14-001-M"), letters("DCOIG-15-005-M")
    assert len(before.earlier) == expected["DCOIG-14-001-M"]["unimplemented_count_stated"]
    still, closed = closings.still_open(later.earlier, before.earlier)
    assert (len(still), len(closed)) == (1, 16)
    assert "Notice of Federal Interest" in " ".join(still[0].text.value.split())


def test_numbers_with_a_point_and_their_standing(shared):
    (path,) = (shared / "data" / "memos").glob("04_*.txt")
    found = read([path.read_text(encoding="utf-8")], {}).recommendations
    assert [one.number.value for one in found] == ["1.1", "1.2"]
    assert {one.status.value for one in found} == {Status.OPEN_RESOLVED}
