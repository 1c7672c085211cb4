from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.clocks import Clock, Facts, Lengths, readings
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.watching import Dates, cutoffs, watched
from ipr_compliance.domain.words import OPEN_STATUSES, Status

ISSUED = date(2026, 8, 31)


def seen(status, milestones=(), **dates):
    return dict(watched(Dates(status, **({"issued_on": ISSUED} | dates)), Lengths(), milestones))


def test_before_the_response_an_answer_and_an_agreement_are_owed():
    assert seen(Status.RESPONSE_DUE) == {
        Event.RESPONSE: date(2026, 11, 29), Event.RESOLUTION: date(2027, 2, 28),
    }  # fmt: skip


def test_after_the_response_updates_are():
    assert seen(Status.OPEN_UNRESOLVED, last_update_on=date(2026, 11, 1)) == {
        Event.RESOLUTION: date(2027, 2, 28), Event.STATUS_UPDATE: date(2027, 1, 30),
    }  # fmt: skip


def test_after_the_decision_final_action_within_a_year():
    found = seen(Status.OPEN_RESOLVED, decided_on=date(2028, 2, 29))
    assert found[Event.FINAL_ACTION] == date(2029, 2, 28)
    assert Event.RESOLUTION not in found


def test_the_letter_is_owed_once_it_is_implemented_until_closure_is_asked_for():
    done = date(2026, 11, 24)
    assert seen(Status.OPEN_RESOLVED, implemented_on=done)[Event.CLOSEOUT_LETTER] == date(2026, 12, 24)
    assert Event.CLOSEOUT_LETTER not in seen(Status.CLOSURE_REQUESTED, implemented_on=done)


def test_the_day_that_the_oig_names_goes_before_the_count():
    assert seen(Status.OPEN_RESOLVED, next_update_on=date(2026, 9, 30))[Event.STATUS_UPDATE] == date(2026, 9, 30)


def test_due_date_window_and_steps_are_watched():
    found = list(
        watched(
            Dates(Status.OPEN_RESOLVED, due_on=date(2027, 1, 31), complete_by=date(2028, 2, 29)), Lengths(),
            [date(2026, 12, 1), date(2026, 12, 24)],
        )
    )  # fmt: skip
    assert (Event.DUE_DATE, date(2027, 1, 31)) in found
    assert [on for event, on in found if event is Event.MILESTONE] == [date(2026, 12, 1), date(2026, 12, 24)]


@pytest.mark.parametrize("status", [Status.RESPONSE_DUE, Status.OPEN_RESOLVED])
def test_of_what_has_no_dates_nothing_is_watched(status):
    assert seen(status, issued_on=None) == {}


a_day = st.none() | st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(st.builds(Dates, st.sampled_from(OPEN_STATUSES), *[a_day] * 7))
def test_what_is_watched_are_the_clocks_that_run(dates):
    asked, owed = dates.status is Status.CLOSURE_REQUESTED, dates.status is Status.RESPONSE_DUE
    facts = Facts(
        **dates._asdict(),
        responded_on=None if owed else dates.issued_on,
        closure_requested_on=dates.implemented_on if asked else None,
        closed_on=None,
    )
    running = {
        reading.clock.value: reading.ends_on for reading in readings(facts, Lengths()) if not reading.satisfied_on
    }
    if owed:
        running.pop(Clock.STATUS_UPDATE, None)
    # Before the report's issue is known its clock does not run, but a due date is kept all the same.
    running |= {Event.DUE_DATE.value: dates.due_on} if dates.due_on else {}
    assert {event.value: on for event, on in watched(dates, Lengths())} == running


@given(
    st.builds(Dates, st.sampled_from(OPEN_STATUSES), *[a_day] * 7),
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.builds(Lengths, st.integers(1, 900), *[st.integers(1, 40)] * 2, st.integers(1, 400), st.integers(1, 400)),
)
def test_a_record_without_a_date_before_its_cutoff_has_nothing_near(dates, today, lengths):
    until = cutoffs(today, DEFAULTS, lengths)
    reads = {
        Event.DUE_DATE: (dates.due_on, until.due_on), Event.WINDOW: (dates.complete_by, until.complete_by),
        Event.RESPONSE: (dates.issued_on, until.issued_on_unanswered),
        Event.RESOLUTION: (dates.issued_on, until.issued_on_undecided),
        Event.FINAL_ACTION: (dates.decided_on, until.decided_on),
        Event.CLOSEOUT_LETTER: (dates.implemented_on, until.implemented_on),
    }  # fmt: skip
    for event, on in watched(dates, lengths):
        near = on <= today + timedelta(days=DEFAULTS[event].horizon)
        if event in reads:
            day, last = reads[event]
            assert (day <= last) is near
        elif near:
            last = dates.last_update_on or dates.issued_on
            assert last <= until.last_update_on or dates.next_update_on <= until.next_update_on
