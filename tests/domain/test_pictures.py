from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain import pictures
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.pictures import Dated, Point
from ipr_compliance.domain.summary import AGES, UNKNOWN_AGE, Tally, summarise
from ipr_compliance.domain.words import OPEN_STATUSES, Agreement, Status, WhoseMove

TODAY = date(2026, 11, 24)
CODES = {1: "DHS", 2: "CBP", 3: "CBP-OT", 4: "CBP-OFO", 5: "PLCY", 6: "CBP-OT-X"}
TREE = Tree([Component(one, code, "", parent) for (one, code), parent in zip(
    CODES.items(), (None, 1, 2, 2, 1, 3), strict=True)])  # fmt: skip
TALLIES = st.lists(
    st.builds(
        Tally,
        component_id=st.sampled_from(sorted(CODES)),
        status=st.sampled_from(Status),
        whose_move=st.just(WhoseMove.COMPONENT),
        agreement=st.just(Agreement.CONCUR),
        age=st.none() | st.integers(0, 3),
        total=st.integers(1, 5),
        questioned=st.just(Decimal(0)),
        better_use=st.just(Decimal(0)),
    )
)
DAYS = st.none() | st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))
DATED = st.lists(st.builds(Dated, st.text(min_size=1, max_size=5), st.just("CBP"), DAYS, DAYS, DAYS), max_size=20)


def counted(tallies, ids, key):
    found = Counter()
    for tally in tallies:
        if tally.component_id in ids and tally.status.is_open:
            found[key(tally)] += tally.total
    return found


def ids_of(name):
    """The components that a row counts, by its name."""
    code, _space, own = name.partition(" ")
    one = TREE.by_code[code].id
    return {one} if own == "itself" else TREE.below(one)


@given(TALLIES, st.sampled_from(sorted(CODES)))
def test_every_open_one_stands_in_exactly_one_row(tallies, top):
    shown = TREE.below(top)
    tallies = [tally for tally in tallies if tally.component_id in shown]
    found = summarise(tallies, [], TODAY, TREE, shown)
    for picture in (pictures.status(found, TREE), pictures.age(found, TREE)):
        covered = [one for row in picture.rows for one in ids_of(row[0])]
        assert len(covered) == len(set(covered))
        assert sum(row[-1] for row in picture.rows) == found.whole.open
        assert all(sum(row[1:-1]) == row[-1] > 0 for row in picture.rows)


@given(TALLIES)
def test_a_row_counts_what_belongs_to_its_component_and_what_is_below_it(tallies):
    found = summarise(tallies, [], TODAY, TREE, frozenset(CODES))
    for name, *numbers, _total in pictures.status(found, TREE).rows:
        own = counted(tallies, ids_of(name), lambda tally: tally.status)
        assert numbers == [own[status] for status in OPEN_STATUSES]
    picture = pictures.age(found, TREE)
    words = {place: pictures.AGES_IN_WORDS[name] for place, name in enumerate(AGES)}
    words[None] = pictures.AGES_IN_WORDS[UNKNOWN_AGE]
    for row in picture.rows:
        own = counted(tallies, ids_of(row[0]), lambda tally: words[tally.age])
        assert dict(zip(picture.columns[1:-1], row[1:-1], strict=True)) == {
            name: own[name] for name in picture.columns[1:-1]
        }


def tally(one, total=1, status=Status.OPEN_RESOLVED):
    return Tally(one, status, WhoseMove.COMPONENT, Agreement.CONCUR, 3, total)


def test_an_office_with_open_ones_of_its_own_has_a_row_for_itself():
    found = summarise([tally(2, 4), tally(3), tally(6), tally(4, 3)], [], TODAY, TREE, frozenset(CODES))
    assert [(row[0], row[-1]) for row in pictures.status(found, TREE).rows] == [
        ("CBP itself", 4), ("CBP-OFO", 3), ("CBP-OT", 2),
    ]  # fmt: skip


def test_too_many_components_share_the_last_row():
    many = Tree([Component(one, f"C{one:02}", "", None) for one in range(1, 41)])
    found = summarise([tally(one, 50 - one) for one in range(1, 41)], [], TODAY, many, frozenset(many.by_id))
    rows = pictures.status(found, many).rows
    assert len(rows) == pictures.MOST_BARS
    assert rows[-1][0] == "11 others"
    assert sum(row[-1] for row in rows) == found.whole.open


def test_the_sentences_tell_what_can_be_seen():
    tallies = [tally(3, 2), tally(5, 1, Status.RESPONSE_DUE), tally(5, 7, Status.CLOSED_IMPLEMENTED)]
    found = summarise(tallies, [], TODAY, TREE, frozenset(CODES))
    assert pictures.status(found, TREE).sentence == (
        "3 recommendations are open: 1 response due, 2 resolved. CBP has most: 2. 7 closed, not drawn."
    )
    assert pictures.age(found, TREE).sentence == (
        "3 open recommendations by the time since the report was issued – over 3 years: 3."
    )


def test_the_course_has_24_ends_of_months_and_the_day_itself():
    days = pictures.series_days(TODAY)
    assert len(days) == 25
    assert (days[0], days[-2], days[-1]) == (date(2024, 11, 30), date(2026, 10, 31), TODAY)
    assert pictures.series_days(date(2026, 10, 31))[-2:] == [date(2026, 9, 30), date(2026, 10, 31)]


def test_the_course_says_where_it_began_ended_and_was_highest():
    picture = pictures.course([Point(date(2026, 9, 30), 4, 1), Point(date(2026, 10, 31), 1200, 0), Point(TODAY, 6, 2)])
    assert picture.sentence == (
        "6 open and 2 overdue on November 24, 2026; 4 and 1 on September 30, 2026. "
        "Most were open on October 31, 2026: 1,200."
    )
    assert picture.rows[0] == (date(2026, 9, 30), 4, 1)


def test_slippage_counts_those_that_slipped_and_how_far():
    picture = pictures.slippage({0: 5, 2: 2, 4: 1, None: 3}, TODAY)
    assert picture.sentence == (
        "3 of 11 open recommendations are due later than was first agreed, 1 of them by more than 180 days."
    )
    assert [row[1] for row in picture.rows] == [5, 0, 2, 0, 1, 0, 3]
    assert pictures.slippage({0: 1}, TODAY).sentence == (
        "None of 1 open recommendation is due later than was first agreed."
    )


@given(DATED)
def test_the_lines_stand_in_the_order_of_their_dates_and_none_is_lost(dated):
    rows = pictures.calendar_lines(dated, TODAY).rows
    assert Counter((row[0], row[2], row[3], row[5]) for row in rows) == Counter(
        (one.name, one.original_due_on, one.due_on, one.complete_by) for one in dated
    )
    assert [row[3] or date.max for row in rows] == sorted(one.due_on or date.max for one in dated)
    for row in rows:
        assert row[4] == (max(0, (row[3] - row[2]).days) if row[2] and row[3] else 0)


def test_the_lines_are_summed_up_in_a_sentence():
    days = [TODAY - timedelta(days=1), TODAY, add_months(TODAY, 18), add_months(TODAY, 19), None]
    dated = [Dated(str(place), "CBP", TODAY, day, TODAY) for place, day in enumerate(days)]
    assert pictures.calendar_lines(dated, TODAY).sentence == (
        "One line for each of 5 open recommendations: 1 overdue, 2 due within 18 months, 1 due later, "
        "1 without a date. 2 slipped; 2 are due after the 18-month window of the report."
    )


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1))
def test_in_the_months_every_date_is_counted_once(dates):
    def months(place):
        return Counter(pair[place] and pair[place].replace(day=1) for pair in dates if not is_past(pair[place]))

    def is_past(day):
        return day is not None and day < TODAY

    past = tuple(sum(is_past(pair[place]) for pair in dates) for place in (0, 1))
    rows = pictures.calendar_months(months(0), months(1), past, TODAY).rows
    assert [row[0] for row in rows[:3]] == ["Already past", "Rest of November 2026", "December 2026"]
    assert [row[0] for row in rows[-3:]] == ["May 2028", "Later", "No date"]
    for place in (0, 1):
        assert sum(row[place + 1] for row in rows) == len(dates)
        assert rows[2][place + 1] == sum(bool(p[place]) and f"{p[place]:%Y-%m}" == "2026-12" for p in dates)
        assert rows[-2][place + 1] == sum(bool(p[place]) and p[place] > date(2028, 5, 31) for p in dates)
        assert rows[-1][place + 1] == sum(p[place] is None for p in dates)
