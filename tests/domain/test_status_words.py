"""Status words of the public trackers, and whether a person finds them all in the table."""

import pytest

from ipr_compliance.domain.status_words import STATUS_WORDS, proposed
from ipr_compliance.domain.table_cells import folded
from ipr_compliance.domain.words import Status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Open Unimplemented", Status.OPEN_RESOLVED),
        ("Closed-Implemented", Status.CLOSED_IMPLEMENTED),
        ("Closed Unimplemented", Status.CLOSED_NOT_IMPLEMENTED),
        ("Open – Partially Addressed", Status.OPEN_RESOLVED),
        ("open - partially  addressed", Status.OPEN_RESOLVED),
        ("On hold", Status.OPEN_RESOLVED),
        ("UNRESOLVED", Status.OPEN_UNRESOLVED),
        ("Closed", Status.CLOSED_IMPLEMENTED),
    ],
)
def test_a_word_of_theirs_has_one_of_ours(word, status):
    assert proposed([word]) == {word: status}


def test_what_no_tracker_says_is_not_guessed():
    assert proposed(["Halted", "", "2026"]) == {}


def test_open_stays_open_and_no_word_is_in_the_table_twice():
    assert len({folded(one.word) for one in STATUS_WORDS}) == len(STATUS_WORDS)
    told = [one for one in STATUS_WORDS if one.word.startswith(("Open", "Closed "))]
    assert [one.word for one in told if one.status.is_open != one.word.startswith("Open")] == []
