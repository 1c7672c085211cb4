"""What is made for one answer is closed however the answer ends."""

import pytest

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.downloads import IN_MEMORY, just_made

NAME = "list – ü.csv"


def writing(kept, data=b"a,b\r\n", problem=None):
    def write(target):
        kept.append(target)
        target.write(data)
        if problem:
            raise problem

    return write


@pytest.mark.parametrize(
    "problem", [Invalid("There is no such day."), OSError("The disk is full."), KeyboardInterrupt()]
)
def test_what_cannot_be_made_leaves_nothing_open(problem):
    kept = []
    with pytest.raises(type(problem)):
        just_made(writing(kept, b"x" * (IN_MEMORY + 1), problem), "text/csv", NAME)
    assert kept[0].closed


@pytest.mark.parametrize("size", [5, IN_MEMORY + 1])
def test_what_is_sent_is_whole_named_and_closed(size):
    kept = []
    answer = just_made(writing(kept, b"x" * size), "text/csv", NAME)
    assert (answer.content_length, answer.content_type) == (size, "text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''list%20%E2%80%93%20%C3%BC.csv")
    assert sum(map(len, answer.response)) == size
    assert kept[0].closed


def test_what_nobody_waits_for_is_closed():
    kept = []
    just_made(writing(kept), "text/csv", NAME).close()
    assert kept[0].closed
