from datetime import date
from decimal import Decimal

import pytest

from ipr_compliance.domain import columns
from ipr_compliance.domain.progress import COLUMNS, Reckoning
from ipr_compliance.domain.words import Agreement
from tests.domain.test_progress import TODAY, an_item


def test_chosen_columns_come_in_their_order_and_the_usual_ones_need_no_choice():
    assert columns.chosen("due_on, status,due_on") == ("status", "due_on")
    assert columns.chosen(",".join(reversed(columns.USUAL))) == columns.chosen("") == ()
    assert columns.shown(()) == columns.USUAL
    with pytest.raises(ValueError, match="“secret” is not a column"):
        columns.chosen("status,secret")


def test_a_table_always_names_its_records():
    assert columns.of_table(()) == COLUMNS
    assert columns.of_table(("days_late", "due_on")) == (
        "report_number", "number", "text", "component", "due_on", "days_late",
    )  # fmt: skip


@pytest.mark.parametrize("name", columns.TITLES)
def test_every_column_has_words_where_nothing_is_known(name):
    item = an_item(text="", agreement=Agreement.NONE)
    assert columns.in_cell(name, item, Reckoning(TODAY))


def test_values_are_written_for_people():
    item = an_item(
        due_on=date(2026, 11, 20), priority=True, questioned_cost=Decimal("1204.5"), issued_on=date(2026, 1, 1),
        last_update_on=date(2026, 11, 1), text="a\n" * 200,
    )  # fmt: skip
    said = {name: columns.in_cell(name, item, Reckoning(TODAY, 30)) for name in columns.TITLES}
    assert (said["due_on"], said["days_late"], said["priority"]) == ("November 20, 2026", "4", "Yes")
    assert (said["questioned_cost"], said["next_update_due_on"]) == ("$1,204.50", "December 1, 2026")
    assert said["text"].endswith("…")
    assert len(said["text"]) <= columns.EXCERPT + 1
