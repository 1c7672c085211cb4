"""Columns of other tables."""

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.table_guesses import guess, shape_of
from ipr_compliance.domain.tables import RECORD_COLUMNS, UPDATE_COLUMNS

TRACKER = [
    "source", "report_number", "report_title", "report_date", "rec_no", "recommendation", "status", "addressee",
    "questioned_costs", "funds_better_use", "closed_date",
]  # fmt: skip


def test_the_columns_of_a_public_tracker_are_found():
    assert guess(TRACKER) == {
        "report_date": "issued_on", "rec_no": "number", "recommendation": "text", "addressee": "component",
        "questioned_costs": "questioned_cost", "funds_better_use": "funds_put_to_better_use",
        "closed_date": "closed_on",
    }  # fmt: skip


def test_a_name_of_ours_goes_before_a_guess():
    assert guess(["text", "Recommendation", "Rec No"]) == {"Rec No": "number"}


def test_a_history_has_other_columns():
    assert guess(["Report No", "Rec", "Date", "Comment"], UPDATE_COLUMNS) == {
        "Report No": "report_number", "Rec": "number", "Date": "on", "Comment": "note",
    }  # fmt: skip


@given(st.lists(st.sampled_from([*TRACKER, *RECORD_COLUMNS, "Title", "Due", "ECD", "?"]), max_size=12))
def test_each_of_our_columns_is_guessed_once_and_never_beside_its_own_name(header):
    found = list(guess(header).values())
    assert len(found) == len(set(found))
    assert not set(found) & set(header)


def test_the_shape_knows_neither_case_nor_spaces():
    assert shape_of(["Report No", "Text"]) == shape_of(["report  no", "TEXT"]) != shape_of(["Text", "Report No"])
