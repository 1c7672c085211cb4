from datetime import date
from decimal import Decimal

import pytest

from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.words import Agreement, Status

TODAY = date(2026, 11, 24)
TREE = Tree([Component(1, "CBP-OT", "Office of Trade", None)])


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("Closed-Implemented", Status.CLOSED_IMPLEMENTED),
        ("closed  implemented", Status.CLOSED_IMPLEMENTED),
        ("Open \N{EN DASH} Resolved", Status.OPEN_RESOLVED),
        ("Closed, not implemented", Status.CLOSED_NOT_IMPLEMENTED),
        ("RESPONSE DUE", Status.RESPONSE_DUE),
    ],
)
def test_words_match_without_regard_to_case_spaces_and_dashes(cell: str, word: Status) -> None:
    assert cells.status(cell) is word


def test_a_page_s_own_wording_is_understood() -> None:
    assert cells.agreement("Partially concur") is Agreement.PARTIALLY_CONCUR


@pytest.mark.parametrize("cell", ["Open", "closed", "implemented", "-"])
def test_a_word_that_could_mean_several_things_is_not_guessed(cell: str) -> None:
    with pytest.raises(ValueError, match="is not one of our words"):
        cells.status(cell)


@pytest.mark.parametrize(
    ("cell", "dollars"),
    [
        ("$10,506,676", "10506676.00"),
        ("66848", "66848.00"),
        ("0", "0.00"),
        ("$ 1,234.5", "1234.50"),
        ("12.34", "12.34"),
    ],
)
def test_money_with_and_without_dollar_sign_and_commas(cell: str, dollars: str) -> None:
    assert cells.dollars(cell) == Decimal(dollars)


@pytest.mark.parametrize(
    "cell", ["-5", "(500)", "1,23", "1.005", "12 million", "$", "1e9", "NaN", "٣", "99999999999999"]
)
def test_negative_and_malformed_money_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"amount in dollars|more than can be kept"):
        cells.dollars(cell)


@pytest.mark.parametrize(
    "cell", ["a@b", "a b@c.example", "a@@c.example", "a@c..example", "@c.example", "a@c.example ", "jürgen@c.example"]
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        cells.email(cell)


def test_an_address_stays_as_it_is() -> None:
    assert cells.email("Chief.Officer+oig@cbp.example") == "Chief.Officer+oig@cbp.example"


def test_a_component_is_found_by_its_code_in_any_case() -> None:
    assert cells.component(TREE, {})("cbp-ot") == "CBP-OT"
    with pytest.raises(ValueError, match="There is no component CBP-XX"):
        cells.component(TREE, {})("CBP-XX")


def test_a_component_is_found_by_another_name_too() -> None:
    read = cells.component(TREE, {"Trade Staff": "CBP-OT", "cbp-xx": "CBP-OT"})
    assert (read("the  trade STAFF"), read("CBP-XX")) == ("CBP-OT", "CBP-OT")
    with pytest.raises(ValueError, match="There is no component Trade"):
        read("Trade")


@pytest.mark.parametrize("cell", ["02/31/2026", "31 February 2026", "0020-03-01", "soon", "2026-13-01"])
def test_a_date_that_does_not_exist_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        cells.day(cell)


def test_what_has_happened_did_not_happen_in_the_future() -> None:
    assert cells.past_day(TODAY)("11/24/2026") == TODAY
    with pytest.raises(ValueError, match=r"November 25, 2026 lies in the future\."):
        cells.past_day(TODAY)("2026-11-25")


def test_line_breaks_in_a_line_become_spaces_and_stay_in_a_text() -> None:
    assert cells.line(60)("Chief\r\n  Officer") == "Chief Officer"
    assert cells.text(60)("First.\r\nSecond.\rThird.") == "First.\nSecond.\nThird."


@pytest.mark.parametrize("cell", ["a\x00b", "a\x07b", "a\x7fb", "a\ud800b"])
def test_control_characters_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        cells.line(60)(cell)


def test_what_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(ValueError, match="61 characters long; at most 60"):
        cells.line(60)("x" * 61)


@pytest.mark.parametrize(
    ("exported", "cell"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'-5", "-5"),
        ("'@x", "@x"),
        ("'\tx", "\tx"),
        ("'tis", "'tis"),
        ("''", "''"),
    ],
)
def test_one_apostrophe_of_an_export_is_removed(exported: str, cell: str) -> None:
    assert cells.undefused(exported) == cell


@pytest.mark.parametrize(("cell", "marked"), [("1", True), ("Yes", True), ("TRUE", True), ("0", False), ("no", False)])
def test_a_mark_is_yes_or_no(cell: str, marked: bool) -> None:
    assert cells.yes_or_no(cell) is marked


def test_another_mark_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        cells.yes_or_no("maybe")


@pytest.mark.parametrize("number", ["..", ".", "N/../1"])
def test_a_report_s_number_that_no_address_can_hold_is_refused(number):
    with pytest.raises(ValueError, match="cannot be the number"):
        cells.report_number(number)
