import pytest

from ipr_compliance.domain.substance import doubts


@pytest.mark.parametrize(
    "note", ["In progress.", "Work is ongoing", "Still in progress", "No change", "…", "TBD", "status: pending"]
)
def test_an_update_that_says_nothing_is_doubted(note):
    assert doubts(note, None)


@pytest.mark.parametrize(
    "note", ["The draft procedure went to counsel on November 3.", "In progress: 3 of 7 ports trained."]
)
def test_an_update_that_says_something_is_not(note):
    assert doubts(note, "Something else.") == []


def test_a_repeated_update_is_doubted_whatever_its_punctuation():
    assert doubts("The draft went to counsel!", "the draft — went to counsel.")
