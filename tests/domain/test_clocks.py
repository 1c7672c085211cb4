from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.clocks import Clock, Facts, Lengths, readings
from ipr_compliance.domain.words import Status

ISSUED = date(2026, 8, 31)
NOTHING = Facts(
    status=Status.RESPONSE_DUE, issued_on=ISSUED, responded_on=None, decided_on=None, implemented_on=None,
    closure_requested_on=None, closed_on=None, due_on=None, complete_by=None, last_update_on=None, next_update_on=None,
)  # fmt: skip


def ends(facts, lengths=None):
    return {reading.clock: reading.ends_on for reading in readings(facts, lengths or Lengths())}


def test_at_issue_three_clocks_begin():
    assert ends(NOTHING) == {
        Clock.RESPONSE: date(2026, 11, 29),
        Clock.RESOLUTION: date(2027, 2, 28),
        Clock.STATUS_UPDATE: date(2026, 11, 29),
    }


def test_final_action_is_a_year_from_the_management_decision():
    assert ends(replace(NOTHING, decided_on=date(2028, 2, 29)))[Clock.FINAL_ACTION] == date(2029, 2, 28)


def test_the_closeout_letter_is_due_thirty_days_after_implementation():
    facts = replace(NOTHING, implemented_on=date(2027, 1, 31), closure_requested_on=date(2027, 3, 3))
    [letter] = [one for one in readings(facts, Lengths()) if one.clock is Clock.CLOSEOUT_LETTER]
    assert (letter.ends_on, letter.late(date(2027, 12, 1))) == (date(2027, 3, 2), True)


def test_the_oigs_letter_may_name_the_next_update():
    named = replace(NOTHING, next_update_on=date(2026, 10, 1))
    assert ends(named)[Clock.STATUS_UPDATE] == date(2026, 10, 1)
    answered = replace(named, last_update_on=date(2026, 10, 1))
    assert ends(answered)[Clock.STATUS_UPDATE] == date(2026, 12, 30)


def test_closing_ends_the_clock_of_updates_and_satisfies_the_others():
    facts = replace(NOTHING, status=Status.CLOSED_IMPLEMENTED, closed_on=ISSUED, decided_on=ISSUED, due_on=ISSUED)
    found = readings(facts, Lengths())
    assert Clock.STATUS_UPDATE not in {one.clock for one in found}
    assert all(one.satisfied_on == ISSUED for one in found)


def test_a_report_without_issue_date_starts_no_clock():
    assert readings(replace(NOTHING, issued_on=None), Lengths()) == []


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.integers(0, 60))
def test_a_running_clock_is_late_from_the_day_after_it_ends(issued_on, days, months):
    lengths = Lengths(response_days=days, resolution_months=months)
    for reading in readings(replace(NOTHING, issued_on=issued_on), lengths):
        assert reading.ends_on >= reading.starts_on
        assert not reading.late(reading.ends_on)
        assert reading.late(reading.ends_on + timedelta(days=1))
