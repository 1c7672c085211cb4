"""The OIG's list beside the records: who is who, and what differs."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.reconciliation import Listed, Recorded, Result, called, reconcile, rows, unreadable
from ipr_compliance.domain.status_words import STATUS_WORDS, meanings
from ipr_compliance.domain.words import Status

RESOLVED, UNRESOLVED = Status.OPEN_RESOLVED, Status.OPEN_UNRESOLVED
DONE = Status.CLOSED_IMPLEMENTED


def ours(*named, status=RESOLVED):
    return [Recorded(place, report, number, status) for place, (report, number) in enumerate(named, start=1)]


def theirs(report, number, status=RESOLVED, said="", line=2):
    return Listed(line, report, number, status, said)


@pytest.mark.parametrize(
    ("report", "number", "listed_report", "listed_number"),
    [
        ("OIG-25-04", "3", "OIG-25-04", "3"),
        ("OIG-25-04", "3", "oig 25 04", "Recommendation 3"),
        ("OIG-25-04", "3", "OIG–25–4", "Rec. No. 03"),
        ("OIG-25-04", "1.2", "OIG-25-04", "#1.2"),
        ("OIG-25-04", "3a", "OIG-25-04", "3 (A)"),
        ("25-E-05-040", "1", "25-E-05-040", "25-E-05-040.01"),
        ("25-E-05-040", "25-E-05-040.01", "25-E-05-040", "1"),
        ("25-E-05-040", "1", "", "25-E-05-040.01"),
        ("OEI-05-22-00290", "25-E-05-040.01", "", "25-e-05-040.01"),
        ("OEI-05-22-00290", "1", "OEI-05-22-00290", "25-E-05-040.01"),
        ("OIG-25-04", "3", "", "OIG-25-04, Recommendation 3"),
    ],
)
def test_a_number_is_known_however_it_is_written(report, number, listed_report, listed_number):
    row = theirs(listed_report, listed_number)
    assert unreadable(row) is None
    found = reconcile([row], ours((report, number), (report, "9"), ("OIG-1-1", "8")))
    assert [pair.recorded.id for pair in found.matched] == [1]


@pytest.mark.parametrize(
    ("report", "number"), [("OIG-25-04", "1.1"), ("OIG-25-14", "1"), ("OIG-25-04", "2.1"), ("OIG-25-04", "21")]
)
def test_another_number_is_another_recommendation(report, number):
    found = reconcile([theirs(report, number)], ours(("OIG-25-04", "1"), ("OIG-25-04", "1.10")))
    assert (found.matched, len(found.missing_here)) == ([], 1)


def test_several_records_that_a_row_could_mean_are_told_and_none_is_chosen():
    found = reconcile([theirs("A-1", "1")], ours(("A-1", "1"), ("A-1", "01")))
    (one,) = found.unclear
    assert [record.id for record in one.recorded] == [1, 2]
    assert (found.matched, found.missing_here, found.missing_there) == ([], [], [])


def test_the_whole_number_goes_before_its_end():
    records = ours(("OEI-1", "25-E-05-040.01"), ("OEI-1", "25-E-05-041.01"))
    found = reconcile([theirs("OEI-1", "25-E-05-041.01")], records)
    assert [pair.recorded.id for pair in found.matched] == [2]


def test_both_words_are_told_where_the_status_differs():
    found = reconcile([theirs("A-1", "1", DONE, "Closed-Implemented")], ours(("A-1", "1")))
    (row,) = rows(found)
    assert (row["result"], row["our_status"], row["their_status"]) == (
        Result.DIFFERS, "open-resolved", "Closed-Implemented",
    )  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_a_tracker_of_open_and_closed_differs_only_where_the_other_one_is_recorded(status):
    for said, read in (("Open", RESOLVED), ("Closed", DONE)):
        found = reconcile([theirs("A-1", "1", read, said)], ours(("A-1", "1"), status=status))
        assert bool(found.matched) == (status.is_open == (said == "Open")), said


def test_a_word_that_was_given_another_meaning_means_that_alone():
    assert meanings("Open", UNRESOLVED) == {UNRESOLVED}
    assert meanings("closed-superseded", Status.CLOSED_SUPERSEDED) == {Status.CLOSED_SUPERSEDED}
    for one in STATUS_WORDS:
        assert one.status in meanings(one.word, one.status)
        assert {status.is_open for status in meanings(one.word, one.status)} == {one.status.is_open}


def test_missing_there_are_those_of_reports_that_the_list_covers():
    found = reconcile(
        [theirs("A-1", "1", DONE), theirs("C-1", "1")], ours(("A-1", "1"), ("A-1", "2"), ("B-1", "1"), status=DONE)
    )
    assert [(one.report_number, one.number) for one in found.missing_there] == [("A-1", "2")]
    assert found.reports == 1
    assert [row.report_number for row in found.missing_here] == ["C-1"]


def test_a_list_of_open_ones_says_nothing_of_closed_ones():
    records = [*ours(("A-1", "1")), Recorded(2, "A-1", "2", DONE), Recorded(3, "A-1", "3", UNRESOLVED)]
    found = reconcile([theirs("A-1", "1")], records)
    assert [one.id for one in found.missing_there] == [3]
    assert found.closed_unlisted == 1


def test_a_row_that_says_the_same_again_is_a_repeat_and_one_that_contradicts_is_not_believed():
    same = [theirs("A-1", "1", line=2), theirs("A-1", "01", line=3)]
    assert (len(reconcile(same, ours(("A-1", "1"))).matched), reconcile(same, ours(("A-1", "1"))).repeats) == (1, 1)
    found = reconcile([same[0], theirs("A-1", "1", DONE, line=5)], ours(("A-1", "1")))
    assert found.matched == []
    assert "Lines 2, 5" in found.unclear[0].reason


def test_a_row_without_status_agrees():
    assert len(reconcile([theirs("A-1", "1", None)], ours(("A-1", "1"))).matched) == 1


@pytest.mark.parametrize(("report", "number", "column"), [("", "3", "report_number"), ("A-1", "№", "number")])
def test_a_row_that_names_nothing_is_unreadable_with_the_reason(report, number, column):
    problem = unreadable(theirs(report, number, line=7))
    assert (problem.line, problem.column) == (7, column)


NAMES = st.tuples(st.sampled_from(["A-1", "a 1", "B-2-3", ""]), st.sampled_from(["1", "01", "2", "1.2", "B-2-3.1"]))


@given(
    st.lists(st.tuples(NAMES, st.sampled_from([None, *Status])), max_size=8),
    st.lists(st.tuples(NAMES, st.sampled_from(Status)), max_size=8),
)
def test_each_row_is_in_exactly_one_place(listed, recorded):
    lines = [Listed(line, *name, status) for line, (name, status) in enumerate(listed, start=2)]
    records = [Recorded(place, *name, status) for place, (name, status) in enumerate(recorded) if name[0]]
    found = reconcile(lines, records)
    places = Counter(pair.listed.line for pair in found.matched + found.differing)
    places += Counter(row.line for one in found.unclear for row in one.listed)
    places += Counter(row.line for row in found.missing_here)
    assert set(places.values()) <= {1}
    assert len(places) + found.repeats == len(lines)
    told = [pair.recorded.id for pair in found.matched + found.differing] + [one.id for one in found.missing_there]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("report", "number", "name"),
    [("OIG-26-01", "2", "OIG-26-01 no. 2"), ("", "2", "no. 2"), ("OIG-26-01", "", "OIG-26-01"), ("", "", "no. –")],
)
def test_a_row_is_named_also_where_it_lacks_something(report, number, name):
    assert called(report, number) == name
