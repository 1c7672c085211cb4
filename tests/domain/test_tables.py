from datetime import date
from typing import Any

import pytest

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_options import Options, WrongOption
from ipr_compliance.domain.tables import Layout, Problem, Shape
from ipr_compliance.domain.words import Status

TODAY = date(2026, 11, 24)
SHAPE = Shape.of_records(Tree([Component(1, "CBP-OT", "Office of Trade", None)]), TODAY)
HEADER = ("report_number", "number", "text", "component")
ROW = ("OIG-26-01", "2", "We recommend.", "CBP-OT")


def options(*maps: str, sets: tuple[str, ...] = (), values: tuple[str, ...] = ()) -> Options:
    return Options.read(maps, sets, values, SHAPE.readers)


def read(facts: dict[str, str], given: Options | None = None) -> tuple[dict[str, Any], list[Problem]]:
    named = dict(zip(HEADER, ROW, strict=True)) | facts
    return Layout.match(list(named), SHAPE, given or Options()).read(2, list(named.values()))


def test_our_columns_are_found_in_any_order_and_spelling() -> None:
    layout = Layout.match(["Component", "Number", "Report Number", "TEXT"], SHAPE, Options())
    assert layout.read(2, ["cbp-ot", "2", "OIG-26-01", "We recommend."])[0] == {
        "component": "CBP-OT", "number": "2", "report_number": "OIG-26-01", "text": "We recommend.",
    }  # fmt: skip


def test_columns_that_are_nobody_s_are_told_and_nameless_ones_are_not() -> None:
    assert Layout.match([*HEADER, "source", "", ""], SHAPE, Options()).ignored == ("source",)


def test_a_column_may_have_another_name() -> None:
    layout = Layout.match(["report_number", "rec no.", "text", "component"], SHAPE, options("rec no.=number"))
    assert layout.read(2, ROW)[0]["number"] == "2"


def test_a_mapping_takes_a_name_of_ours_away_from_its_column() -> None:
    layout = Layout.match([*HEADER, "status"], SHAPE, options("status=agreement"))
    assert layout.read(2, [*ROW, "concur"])[0]["agreement"] == "concur"


def test_a_missing_column_gets_one_value_and_a_blank_cell_too() -> None:
    given = options(sets=("component=CBP-OT", "status=open-resolved"))
    layout = Layout.match(["report_number", "number", "text", "status"], SHAPE, given)
    assert layout.read(2, ["R", "1", "T", " "])[0] == {
        "report_number": "R", "number": "1", "text": "T", "component": "CBP-OT", "status": Status.OPEN_RESOLVED,
    }  # fmt: skip


def test_a_word_is_translated_however_it_is_written() -> None:
    facts, _ = read({"status": "OPEN"}, options(values=("status:Open=open-resolved",)))
    assert facts["status"] is Status.OPEN_RESOLVED


@pytest.mark.parametrize(
    ("maps", "sets", "values"),
    [
        (("rec=nummer",), (), ()),
        (("number",), (), ()),
        ((), ("colour=red",), ()),
        ((), ("component=",), ()),
        ((), (), ("status:Open",)),
        ((), (), ("status=Open",)),
        ((), (), ("state:Open=open-resolved",)),
        ((), (), ("status:Open=opened",)),
    ],
)
def test_an_option_that_fits_nothing_of_ours_is_wrong_usage(
    maps: tuple[str, ...], sets: tuple[str, ...], values: tuple[str, ...]
) -> None:
    with pytest.raises(WrongOption, match=r"\.$"):
        options(*maps, sets=sets, values=values)


def test_mapping_a_column_that_the_file_does_not_have_is_wrong_usage() -> None:
    with pytest.raises(WrongOption, match="has no column “rec”; it has report_number"):
        Layout.match(HEADER, SHAPE, options("rec=number"))


def test_two_columns_cannot_be_the_same_one_of_ours() -> None:
    with pytest.raises(WrongOption, match="Two columns of the file would be number"):
        Layout.match([*HEADER, "rec"], SHAPE, options("rec=number"))


def test_a_header_with_a_name_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="“Number” twice"):
        Layout.match([*HEADER, "Number"], SHAPE, Options())


def test_a_table_without_a_required_column_is_refused() -> None:
    with pytest.raises(Invalid, match="no column text, component: say"):
        Layout.match(HEADER[:2], SHAPE, Options())


def test_a_row_without_its_report_is_refused_for_that_alone() -> None:
    _, problems = read({"report_number": " ", "component": "XX", "status": "?"})
    assert [(one.line, one.column) for one in problems] == [(2, "report_number")]


def test_every_wrong_cell_of_a_row_is_named() -> None:
    _, problems = read({"component": "XX", "due_on": "31 February 2026", "questioned_cost": "-1", "text": ""})
    assert {one.column: one.value for one in problems} == {
        "component": "XX", "due_on": "31 February 2026", "questioned_cost": "-1", "text": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"issued_on": "2026-02-01", "due_on": "2026-01-31"}, "due_on"),
        ({"issued_on": "2026-02-01", "original_due_on": "2026-01-31"}, "original_due_on"),
        ({"issued_on": "2026-02-01", "closed_on": "2026-01-31", "status": "closed-implemented"}, "closed_on"),
        ({"closed_on": "2026-01-31", "status": "open-resolved"}, "closed_on"),
        ({"issued_on": "2026-11-25"}, "issued_on"),
        ({"closed_on": "2026-11-25", "status": "closed-implemented"}, "closed_on"),
    ],
)
def test_dates_that_cannot_be_together_are_refused(facts: dict[str, str], column: str) -> None:
    assert [one.column for one in read(facts)[1]] == [column]


def test_a_row_with_more_cells_than_the_header_is_refused_unless_they_are_blank() -> None:
    layout = Layout.match(HEADER, SHAPE, Options())
    assert layout.read(2, [*ROW, "", " "])[1] == []
    assert layout.read(2, [*ROW, "", "left over"])[1][0].value == "left over"


def test_a_row_of_a_history_says_something() -> None:
    layout = Layout.match(["report_number", "number", "on", "status", "note"], Shape.of_updates(TODAY), Options())
    assert layout.read(2, ["R", "1", "2026-01-01", "", "Draft sent."])[1] == []
    assert [one.column for one in layout.read(3, ["R", "1", "2026-01-01", "", ""])[1]] == ["note"]


def test_a_history_without_status_date_and_note_is_refused() -> None:
    with pytest.raises(Invalid, match="one of the columns status, due_on, note"):
        Layout.match(["report_number", "number", "on", "author"], Shape.of_updates(TODAY), Options())
