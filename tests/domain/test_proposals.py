from ipr_compliance.domain import extraction
from ipr_compliance.domain.extraction.addressees import whom
from ipr_compliance.domain.proposals import OF_REPORT, OF_ROW, Proposal, Row, proposed
from tests.documents import REPORT

NAMES = {"CBP-OT": "CBP-OT"}


def read(officials=None):
    return proposed(extraction.read(REPORT.split("\f"), NAMES), officials or {})


def test_a_proposal_begins_with_what_was_read_and_nothing_else():
    made = read()
    assert made.report == {
        "report_number": "OIG-26-07", "report_title": "Trade Data Needs Better Checks", "issued_on": "2026-03-05"
    }  # fmt: skip
    first, second = (row.fields for row in made.rows)
    assert (first["number"], first["component"], first["due_on"]) == ("1", "CBP-OT", "2027-06-30")
    assert (second["component"], second["agreement"], second["status"]) == ("", "partially-concur", "open-unresolved")
    assert {first[name] for name in ("closed_on", "questioned_cost", "responsible_email")} == {""}


def test_a_name_is_to_be_remembered_where_no_component_was_found_by_it():
    assert [(row.called, row.remember) for row in read().rows] == [
        ("Executive Director of Office CBP-OT", False),
        ("Chief of the Field Staff", True),
    ]


def test_an_official_comes_with_the_name_that_stands_for_one():
    named = read({"chief of the field staff": ("The chief", "chief@cbp.example")}).rows[1]
    assert (named.fields["responsible_official"], named.fields["responsible_email"]) == (
        "The chief", "chief@cbp.example",
    )  # fmt: skip
    by_component = read({"cbp-ot": ("The director", "")}).rows[0]
    assert by_component.fields["responsible_official"] == "The director"


def test_the_table_has_a_row_for_each_that_is_not_left_out():
    rows = (Row({"number": "1"}, left_out=True), Row({"number": "2", "text": "'=1+1"}))
    header, table = Proposal({"report_number": "A-1"}, rows).table()
    assert header == [*OF_REPORT, *OF_ROW]
    [(place, cells)] = table
    told = dict(zip(header, cells, strict=True))
    assert (place, told["report_number"], told["number"], told["issued_on"]) == (2, "A-1", "2", "")
    assert told["text"] == "''=1+1"


def test_what_is_stored_comes_back_as_it_was():
    assert Proposal.from_json(read().as_json()) == read()


def test_who_is_meant_is_told_without_what_introduces_them():
    said = {
        "We recommend that the Director of the Office of Trade update it.": "Director of the Office of Trade",
        "The Chief Procurement Officer should write it down.": "Chief Procurement Officer",
        "We recommend the head of the Field Staff, in coordination with ICE, train all.": "head of the Field Staff",
        "Check the data. (Action: Office of Trade)": "Office of Trade",
        "Checks were late.": "",
    }
    assert {sentence: whom(sentence) for sentence in said} == said
