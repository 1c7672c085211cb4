from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.standing import BLANK, Entry, Kind, LastWord, replay, standing_on, whose_move
from ipr_compliance.domain.words import Status, WhoseMove

ISSUED = date(2025, 1, 10)


def entered(seq=1, on=ISSUED, **values):
    return Entry(seq, Kind.ENTERED, on, date(2026, 11, 24), {"component": "PLCY", "text": "Do it."} | values)


def later(seq, days, kind=Kind.EDITED, recorded=date(2026, 11, 24), **values):
    return Entry(seq, kind, ISSUED + timedelta(days=days), recorded, values)


def test_a_record_begins_on_the_day_its_report_was_issued():
    [only] = replay([entered(on=date(2026, 11, 24))], issued_on=ISSUED)
    assert only.from_on == ISSUED


def test_a_backdated_entry_splits_the_interval_it_falls_into():
    march, february = date(2025, 3, 1), date(2025, 2, 1)
    intervals = replay([entered(), later(2, 60, due_on=march), later(3, 30, due_on=february)])
    assert [(interval.from_on - ISSUED).days for interval in intervals] == [0, 30, 60]
    assert [interval.values["due_on"] for interval in intervals] == [None, february, march]


def test_entries_of_one_day_apply_in_the_order_they_were_recorded():
    [only] = replay([entered(), later(3, 0, priority=False), later(2, 0, priority=True)])
    assert only.values["priority"] is False


def test_the_closing_day_is_the_day_the_status_became_closed():
    intervals = replay([entered(), later(2, 40, status=Status.CLOSED_IMPLEMENTED), later(3, 50, priority=True)])
    assert intervals[-1].values["closed_on"] == ISSUED + timedelta(days=40)


def test_a_table_read_later_does_not_redate_what_a_history_file_dates():
    read_on = date(2026, 11, 24)
    found = later(2, 10, Kind.FOUND, read_on, status=Status.CLOSED_IMPLEMENTED)
    told = later(3, 90, Kind.REPORTED, read_on, status=Status.CLOSED_IMPLEMENTED)
    assert replay([entered(), found])[-1].values["closed_on"] == ISSUED + timedelta(days=10)
    assert replay([entered(), found, told])[-1].values["closed_on"] == ISSUED + timedelta(days=90)


def test_whose_move_it_is_follows_from_status_and_last_word():
    assert whose_move(Status.RESPONSE_DUE, LastWord.OIG) is WhoseMove.COMPONENT
    assert whose_move(Status.OPEN_UNRESOLVED, LastWord.COMPONENT) is WhoseMove.OIG
    assert whose_move(Status.OPEN_UNRESOLVED, LastWord.OIG) is WhoseMove.COMPONENT
    assert whose_move(Status.CLOSURE_REQUESTED, LastWord.COMPONENT) is WhoseMove.OIG
    assert whose_move(Status.CLOSED_SUPERSEDED, LastWord.OIG) is WhoseMove.NOBODY


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status),
        "due_on": st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
        "priority": st.booleans(),
    },
)


@given(st.lists(st.tuples(st.integers(0, 40), CHANGES), max_size=12), st.randoms())
def test_every_day_stands_as_a_naive_replay_says_in_whatever_order_entries_arrive(told, random):
    entries = [entered()] + [later(seq, days, **values) for seq, (days, values) in enumerate(told, start=2)]
    shuffled = random.sample(entries, len(entries))
    intervals = replay(shuffled)
    assert all(one.until_on == two.from_on for one, two in pairwise(intervals))
    for days in range(-1, 45):
        day = ISSUED + timedelta(days=days)
        assert standing_on(intervals, day) == naive(entries, day)


def naive(entries, day):
    """How it stood, told the slow way: every entry up to that day, one after the other."""
    values, closed_on = dict(BLANK), None
    past = sorted((entry for entry in entries if entry.on <= day), key=lambda entry: (entry.on, entry.seq))
    for entry in past:
        before = values["status"]
        values |= entry.values
        if values["status"].is_open:
            closed_on = None
        elif values["status"] != before:
            closed_on = entry.on
        values["closed_on"] = closed_on
        if values["decided_on"] is None and (values["status"] == "open-resolved" or not values["status"].is_open):
            values["decided_on"] = entry.on
    return values if past else None


def test_a_corrected_entry_counts_no_more_and_others_stay():
    wrong = later(2, 10, Kind.DECISION, status=Status.CLOSED_IMPLEMENTED)
    correction = later(4, 30, Kind.CORRECTION, corrects=2)
    intervals = replay([entered(), wrong, later(3, 20, priority=True), correction])
    assert intervals[-1].values["status"] is Status.RESPONSE_DUE
    assert intervals[-1].values["priority"] is True
    assert intervals[-1].values["closed_on"] is intervals[-1].values["decided_on"] is None


def test_what_is_told_besides_the_tracked_facts_makes_no_interval():
    [only] = replay([entered(), later(2, 5, Kind.UPDATE, percent_complete=40)])
    assert "percent_complete" not in only.values


def test_the_management_decision_is_the_first_acceptance_or_else_the_closing():
    accepted = later(2, 10, status=Status.OPEN_RESOLVED)
    back, again = later(3, 20, status=Status.OPEN_UNRESOLVED), later(4, 30, status=Status.OPEN_RESOLVED)
    assert replay([entered(), accepted, back, again])[-1].values["decided_on"] == accepted.on
    closed = later(2, 40, status=Status.CLOSED_NOT_IMPLEMENTED)
    assert replay([entered(), closed])[-1].values["decided_on"] == closed.on


def test_a_pending_extension_is_the_liaisons_move():
    assert whose_move(Status.OPEN_RESOLVED, LastWord.OIG, extension_pending=True) is WhoseMove.LIAISON
    assert whose_move(Status.CLOSED_IMPLEMENTED, LastWord.OIG, extension_pending=True) is WhoseMove.NOBODY


def test_what_a_table_found_had_begun_when_a_move_recorded_later_says_it_was_over():
    read_on = date(2026, 11, 24)
    found = later(2, 600, Kind.FOUND, read_on, status=Status.OPEN_RESOLVED)
    closing = later(3, 500, Kind.DECISION, read_on, status=Status.CLOSED_NOT_IMPLEMENTED)
    last = replay([entered(), found, closing])[-1].values
    assert (last["status"], last["closed_on"]) == (Status.CLOSED_NOT_IMPLEMENTED, closing.on)
