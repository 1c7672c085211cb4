from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.digests import WORST, Item, Owed, Pile, place
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.words import Status, WhoseMove

TODAY = date(2026, 11, 24)


def items(*days_left, component="CBP-OFO"):
    return [
        Item(
            number, "OIG-26-01", str(number), "We recommend.", component, Status.OPEN_RESOLVED, WhoseMove.COMPONENT,
            TODAY + timedelta(days=days), (Owed(Event.DUE_DATE, TODAY + timedelta(days=days)),),
        )
        for number, days in enumerate(days_left, start=1)
    ]  # fmt: skip


def told_of(items):
    pile = Pile()
    for item in items:
        pile.add(place(item, TODAY))
    return pile.digest("head@cbp.example", TODAY)


def of(*days_left):
    return told_of(items(*days_left))


def test_each_item_stands_where_its_date_puts_it():
    told = of(90, 8, 7, 1, 0, -1)
    groups = (told.overdue, told.due_today, told.this_week, told.later)
    assert [[(item.due_on - TODAY).days for item in group.items] for group in groups] == [[-1], [0], [1, 7], [8, 90]]


def owing(due_in, **events):
    """An item that is due in some days, with other events, by days from today."""
    owed = [Owed(Event.DUE_DATE, TODAY + timedelta(days=due_in))]
    owed += [Owed(Event(name.replace("_", "-")), TODAY + timedelta(days=days)) for name, days in events.items()]
    return Item(
        1, "R", "1", "Text", "C", Status.OPEN_RESOLVED, WhoseMove.COMPONENT, owed[0].on, tuple(owed)
    )  # fmt: skip


def test_what_is_late_with_something_but_not_overdue_stands_by_itself():
    told = told_of([owing(80, status_update=-3)])
    assert (told.late.count, told.overdue.count, told.later.count) == (1, 0, 0)
    assert told.headline == "1 with something late"


def test_what_is_overdue_stands_once_however_much_of_it_is_late():
    told = told_of([owing(-1, status_update=-30, milestone=2)])
    assert (told.overdue.count, told.late.count, told.this_week.count) == (1, 0, 0)
    assert [owed.event for owed in told.overdue.items[0].dates] == [
        Event.STATUS_UPDATE,
        Event.DUE_DATE,
        Event.MILESTONE,
    ]


def test_the_worst_ten_overdue_are_listed_and_the_rest_counted():
    told = of(*(-days for days in range(1, 14))).overdue
    assert [(TODAY - item.due_on).days for item in told.items] == list(range(13, 3, -1))
    assert (len(told.items), told.more) == (WORST, 3)


@given(st.permutations(range(1, 200)))
def test_the_worst_are_the_same_in_whatever_order_they_come(days_late):
    told = of(*(-days for days in days_late)).overdue
    assert [(TODAY - item.due_on).days for item in told.items] == list(range(199, 199 - WORST, -1))
    assert told.count == 199


def test_steps_of_one_day_are_one_line_that_names_all():
    owed = Owed(Event.MILESTONE, TODAY, ("Write it", "Teach it"))
    assert (owed.words, owed._replace(titles=("Write it",)).words) == (
        "Steps of the corrective action due", "Step of the corrective action due",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days_left", "headline"),
    [
        ([-1, -2, -3, 0, 30], "3 overdue, 2 due by December 24"),
        ([-1], "1 overdue"),
        ([5, 80], "1 due by December 24"),
        ([80, 90], "2 due by February 22"),
    ],
)
def test_the_headline_says_the_figures_that_matter(days_left, headline):
    assert of(*days_left).headline == headline


@pytest.mark.parametrize(
    ("codes", "words"), [("A", "A"), ("BA", "A, B"), ("ABC", "3 components")]
)  # fmt: skip
def test_a_subject_names_at_most_two_components(codes, words):
    told = told_of([item for code in codes for item in items(1, component=code)])
    assert told.offices == words


def test_an_excerpt_is_one_line_of_readable_length():
    item = Item(
        1, "R", "1", "word\nword " * 100, "C", Status.RESPONSE_DUE, WhoseMove.COMPONENT, TODAY, ()
    )  # fmt: skip
    assert item.excerpt.startswith("word word word")
    assert len(item.excerpt) <= 161
    assert item.excerpt.endswith("…")


@pytest.mark.parametrize(
    ("status_update", "expected"),
    [(-40, "send an update, owed since October 15, 2026"), (7, "send an update by December 1, 2026")],
)
def test_what_is_expected_is_measured_by_the_update_that_is_owed(status_update, expected):
    assert owing(200, status_update=status_update).expected(TODAY) == f"C: {expected}"
