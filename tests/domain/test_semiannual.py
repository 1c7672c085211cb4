from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.progress import Period
from ipr_compliance.domain.reporting_periods import before, half_year_of
from ipr_compliance.domain.semiannual import (
    NOTHING,
    ZERO,
    Agreed,
    AuditReport,
    Line,
    Part,
    Stretch,
    Sums,
    Table,
    Totals,
    balance,
    behind,
    carried,
    lines,
)
from ipr_compliance.domain.semiannual_words import wording
from ipr_compliance.domain.standing import Entry, Kind, replay, standing_on
from ipr_compliance.domain.words import Status

WINTER = Period(date(2025, 10, 1), date(2026, 3, 31))
SUMMER = Period(date(2026, 4, 1), date(2026, 9, 30))
COSTS = Table.QUESTIONED_COSTS
JUNE, AUGUST, DECEMBER = date(2026, 6, 1), date(2026, 8, 1), date(2025, 12, 1)


def a_part(number=1, cost=100, decided=None, issued=DECEMBER, agreed=(), **facts):
    stretch = Stretch(issued, FOREVER, inside=True, questioned=Decimal(cost), **facts)
    return Part(number, str(number), (stretch,), decided, agreed=agreed)


def a_report(*parts, issued=DECEMBER):
    return AuditReport(1, "OIG-1", None, issued, parts or (a_part(issued=issued),))


def amounts(report, period, table=COSTS):
    return {line.value: (sums.reports, int(sums.amount)) for line, sums in lines(report, period, table).items()}


def test_a_report_is_issued_in_one_period_and_stands_undecided_in_the_next():
    assert amounts(a_report(), WINTER) == {"B": (1, 100), "D": (1, 100)}
    assert amounts(a_report(), SUMMER) == {"A": (1, 100), "D": (1, 100)}


def test_a_report_decided_piece_by_piece_is_undecided_until_the_last_piece():
    report = a_report(a_part(1, decided=date(2026, 1, 5)), a_part(2, cost=50, decided=AUGUST))
    assert amounts(report, WINTER) == {"B": (1, 150), "D": (1, 150)}
    assert amounts(report, SUMMER) == {"A": (1, 150), "C": (1, 150), "not_agreed": (1, 150)}
    assert amounts(report, half_year_of(date(2026, 12, 1))) == {}


def test_a_recommendation_without_an_amount_keeps_its_report_undecided_too():
    assert "D" in amounts(a_report(a_part(1, decided=JUNE), a_part(2, cost=0)), SUMMER)


def test_a_report_without_an_amount_is_not_counted():
    assert amounts(a_report(a_part(cost=0)), WINTER) == {}


def test_a_report_closed_on_the_day_of_issue_is_issued_and_decided():
    report = a_report(a_part(decided=DECEMBER, agreed=(Agreed(DECEMBER, costs=Decimal(60)),)))
    assert amounts(report, WINTER) == {"B": (1, 100), "C": (1, 100), "agreed": (1, 60), "not_agreed": (1, 40)}


def test_the_ends_of_the_period_belong_to_it():
    for day in (SUMMER.first, SUMMER.last):
        assert amounts(a_report(a_part(issued=day), issued=day), SUMMER) == {"B": (1, 100), "D": (1, 100)}
        assert "C" in amounts(a_report(a_part(decided=day)), SUMMER)
    assert "D" in amounts(a_report(a_part(decided=SUMMER.last + timedelta(days=1))), SUMMER)


def test_an_edited_amount_is_a_correction_that_keeps_the_last_table_as_it_was():
    then = Stretch(DECEMBER, JUNE, inside=True, questioned=Decimal(100))
    now = Stretch(JUNE, FOREVER, inside=True, questioned=Decimal(80))
    report = a_report(Part(1, "1", (then, now), None))
    assert amounts(report, WINTER) == {"B": (1, 100), "D": (1, 100)}
    assert amounts(report, SUMMER) == {"A": (1, 100), "B": (0, -20), "corrections": (0, -20), "D": (1, 80)}


def test_an_amount_found_later_brings_an_earlier_report_to_the_table():
    then, now = Stretch(DECEMBER, JUNE, inside=True), Stretch(JUNE, FOREVER, inside=True, questioned=Decimal(80))
    report = a_report(Part(1, "1", (then, now), None))
    assert amounts(report, SUMMER) == {"B": (1, 80), "corrections": (1, 80), "D": (1, 80)}


def test_what_is_edited_after_the_decision_changes_no_table():
    then = Stretch(DECEMBER, AUGUST, inside=True, questioned=Decimal(100))
    now = Stretch(AUGUST, FOREVER, inside=True, questioned=Decimal(80))
    assert amounts(a_report(Part(1, "1", (then, now), JUNE)), SUMMER)["C"] == (1, 100)


def test_agreed_is_what_the_decisions_said_by_the_day_of_the_report_s_decision():
    said = (Agreed(JUNE, costs=Decimal(30)), Agreed(AUGUST, costs=Decimal(70)))
    assert amounts(a_report(a_part(decided=JUNE, agreed=said)), SUMMER)["agreed"] == (1, 30)
    last = a_report(a_part(1, decided=JUNE, agreed=said), a_part(2, cost=0, decided=AUGUST))
    assert amounts(last, SUMMER)["agreed"] == (1, 70)


def test_no_more_is_agreed_to_than_was_questioned():
    report = a_report(a_part(decided=JUNE, agreed=(Agreed(JUNE, costs=Decimal(500)),)))
    assert amounts(report, SUMMER) == {"A": (1, 100), "C": (1, 100), "agreed": (1, 100)}


def test_for_a_component_the_report_s_other_recommendations_still_decide():
    other = replace(
        a_part(2, decided=AUGUST), stretches=(Stretch(DECEMBER, FOREVER, inside=False, questioned=Decimal(7)),)
    )
    report = a_report(a_part(1, decided=JUNE), other)
    assert report.decided_on(SUMMER.last) == AUGUST
    assert amounts(report, SUMMER)["C"] == (1, 100)


def test_a_move_between_components_is_a_correction_of_both():
    def moved(*, away):
        first, then = Stretch(DECEMBER, JUNE, away, Decimal(9)), Stretch(JUNE, FOREVER, not away, Decimal(9))
        return a_report(Part(1, "1", (first, then), None))

    assert amounts(moved(away=True), SUMMER) == {"A": (1, 9), "B": (-1, -9), "corrections": (-1, -9)}
    assert amounts(moved(away=False), SUMMER) == {"B": (1, 9), "corrections": (1, 9), "D": (1, 9)}


def test_what_leaves_the_reader_s_sight_settles_its_report():
    gone = Part(2, "2", (Stretch(DECEMBER, AUGUST, inside=True, questioned=Decimal(5)),), None)
    report = a_report(a_part(1, decided=JUNE), gone)
    assert (report.undecided(JUNE), report.decided_on(SUMMER.last)) == (True, AUGUST)
    assert amounts(report, SUMMER) == {"A": (1, 105), "B": (0, -5), "corrections": (0, -5), "C": (1, 100),
                                       "not_agreed": (1, 100)}  # fmt: skip


def test_unsupported_costs_are_a_part_of_the_questioned_ones_and_none_of_the_other_table():
    report = a_report(a_part(unsupported=Decimal(40), better_use=Decimal(9)))
    assert lines(report, WINTER, COSTS)[Line.B] == Sums(1, Decimal(100), Decimal(40))
    assert lines(report, WINTER, Table.BETTER_USE)[Line.B] == Sums(1, Decimal(9))


def test_a_cell_s_rows_add_up_to_it():
    reports = [a_report(a_part(cost=cost)) for cost in (1, 0, 20)]
    rows = list(behind(reports, WINTER, COSTS, Line.D))
    assert [int(sums.amount) for _report, sums in rows] == [1, 20]
    assert sum((sums for _report, sums in rows), NOTHING) == Totals.over(reports, WINTER).tables[COSTS][Line.D]


def test_every_line_of_both_tables_has_its_law_and_definition():
    for table in Table:
        for line in Line:
            words = wording(table, line)
            assert words.title
            assert words.law
            assert words.definition
    assert wording(Table.BETTER_USE, Line.AGREED).law.startswith("5 U.S.C. 405(b)(9)(C)(i)")


# --------------------------------------------------------------------------------------------------- random histories

COMPONENTS = ("PLCY", "CBP-OT", "CBP-OFO")
BEGIN = date(2024, 7, 1)
DAYS = st.integers(0, 900).map(lambda days: BEGIN + timedelta(days=days))
MONEY = st.one_of(st.none(), st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2)))
PERIODS = [half_year_of(BEGIN + timedelta(days=days)) for days in range(0, 1100, 183)]

CHANGES = st.one_of(
    st.tuples(st.just(Kind.EDITED), st.fixed_dictionaries({}, optional={
        "questioned_cost": MONEY, "unsupported_cost": MONEY, "funds_put_to_better_use": MONEY,
        "component": st.sampled_from(COMPONENTS),
    })),
    st.tuples(st.just(Kind.DECISION), st.fixed_dictionaries({"status": st.sampled_from(Status)}, optional={
        "costs_agreed": MONEY, "better_use_agreed": MONEY,
    })),
    st.tuples(st.just(Kind.REPORTED), st.fixed_dictionaries({"status": st.sampled_from(Status)})),
)  # fmt: skip
ENTERED = st.fixed_dictionaries({
    "component": st.sampled_from(COMPONENTS), "questioned_cost": MONEY, "unsupported_cost": MONEY,
    "funds_put_to_better_use": MONEY,
})  # fmt: skip
LIVES = st.tuples(ENTERED, st.lists(st.tuples(DAYS, CHANGES), max_size=6))
REPORTS = st.lists(st.tuples(DAYS, st.lists(LIVES, min_size=1, max_size=3)), max_size=5)


def entries_of(issued_on, life):
    entered, later = life
    yield Entry(1, Kind.ENTERED, issued_on, date(2027, 1, 1), entered)
    for seq, (on, (kind, values)) in enumerate(later, start=2):
        yield Entry(seq, kind, on, date(2027, 1, 1), values)


def part_of(number, issued_on, entries, component):
    stretches = [
        Stretch(
            one.from_on, one.until_on, component in {None, one.values["component"]},
            one.values["questioned_cost"] or ZERO, one.values["unsupported_cost"] or ZERO,
            one.values["funds_put_to_better_use"] or ZERO,
        )
        for one in replay(entries, issued_on)
    ]  # fmt: skip
    decided_on = replay(entries, issued_on)[-1].values["decided_on"]
    agreed = tuple(
        Agreed(entry.on, entry.values.get("costs_agreed"), entry.values.get("better_use_agreed"))
        for entry in entries if entry.kind is Kind.DECISION
    )  # fmt: skip
    return Part(number, str(number), tuple(stretches), decided_on, agreed=agreed)


def told(drawn, component=None, until=date(2100, 1, 1)):
    reports = []
    for number, (issued_on, lives) in enumerate(drawn):
        parts = []
        for place, life in enumerate(lives):
            entries = [
                entry for entry in entries_of(issued_on, life) if entry.kind is Kind.ENTERED or entry.on <= until
            ]
            parts.append(part_of(place, issued_on, entries, component))
        reports.append(AuditReport(number, f"R-{number}", None, issued_on, tuple(parts)))
    return reports


@given(REPORTS)
def test_the_identities_hold_in_every_period_for_all_and_for_each_component(drawn):
    for component in (None, *COMPONENTS):
        reports = told(drawn, component)
        totals = [Totals.over(reports, period) for period in PERIODS]
        for table in Table:
            for one in totals:
                found = one.tables[table]
                assert balance(found, table).holds
                assert found[Line.AGREED].amount + found[Line.NOT_AGREED].amount == found[Line.C].amount
                assert min(found[line].amount for line in Line if line not in {Line.B, Line.CORRECTIONS}) >= 0
            for last, this in pairwise(totals):
                assert before(this.period) == last.period
                assert carried(this.tables[table], last.tables[table], table).holds


@given(REPORTS)
def test_the_components_amounts_add_up_to_the_whole(drawn):
    for period in PERIODS:
        whole = Totals.over(told(drawn), period).tables
        parts = [Totals.over(told(drawn, component), period).tables for component in COMPONENTS]
        for table in Table:
            for line in Line:
                added = sum((part[table][line] for part in parts), NOTHING)
                assert (added.amount, added.unsupported) == (whole[table][line].amount, whole[table][line].unsupported)
                if line in {Line.A, Line.C, Line.D}:
                    assert added.reports >= whole[table][line].reports


@given(REPORTS)
def test_what_takes_effect_after_the_period_changes_nothing_in_it(drawn):
    for period in PERIODS:
        assert Totals.over(told(drawn), period) == Totals.over(told(drawn, until=period.last), period)


@given(REPORTS)
def test_undecided_is_what_a_look_at_each_day_s_standing_finds(drawn):
    for period in PERIODS:
        reports, amount = 0, ZERO
        for issued_on, lives in drawn:
            stood = [standing_on(replay(list(entries_of(issued_on, life)), issued_on), period.last) for life in lives]
            there = [values for values in stood if values is not None]
            if any(values["decided_on"] is None for values in there):
                costs = sum((values["questioned_cost"] or ZERO for values in there), ZERO)
                unsupported = sum((values["unsupported_cost"] or ZERO for values in there), ZERO)
                reports, amount = reports + bool(costs or unsupported), amount + costs
        found = Totals.over(told(drawn), period).tables[COSTS][Line.D]
        assert (found.reports, found.amount) == (reports, amount)
