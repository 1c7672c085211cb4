"""What people say about a table, as it is stored and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_options import Options, read_lines, written_lines


def test_options_come_back_as_they_were_stored():
    said = Options(
        {"rec_no": "number", "x": ""}, {"component": "CBP"}, {("status", "open"): "open-resolved"}, frozenset({3, 2}),
        frozenset({(4, "due_on")}),
    )  # fmt: skip
    assert Options.from_json(said.as_json()) == said


@given(st.frozensets(st.integers(1, 300)))
def test_lines_are_read_as_they_are_written(lines):
    assert read_lines(written_lines(lines)) == lines


def test_lines_are_written_shortly():
    assert written_lines([7, 3, 8, 9]) == "3, 7-9"
    assert read_lines(" 3 ; 7 – 9,\n") == {3, 7, 8, 9}


@pytest.mark.parametrize("text", ["all", "3-", "-3", "٣", "1-999999", "12345678"])
def test_what_are_no_lines_is_refused(text):
    with pytest.raises(Invalid) as refusal:
        read_lines(text)
    assert refusal.value.field == "left_out"
