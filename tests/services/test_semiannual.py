import io
import json
import random
from datetime import date, timedelta

import pytest

from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.reporting_periods import asked_for, before, last_half_year
from ipr_compliance.domain.semiannual import Table
from ipr_compliance.domain.words import Agreement, Role, Status
from ipr_compliance.queries import progress
from ipr_compliance.services import corrections
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.inputs import CorrectionInput, EditInput, VoidInput
from ipr_compliance.services.orders import Order, Reading
from ipr_compliance.services.progress import make, tell
from ipr_compliance.services.rows_behind import rows_behind
from ipr_compliance.services.semiannual import gather
from tests.factories import TODAY, a_report, an_asker, an_office
from tests.lives import Life
from tests.services.test_imports import Importing

SUMMER, WINTER = last_half_year(TODAY), before(last_half_year(TODAY))
CODES = ("PLCY", "CBP-OT", "CBP-OFO")


def ordered(office, period=SUMMER, code="", asker=None):
    scope = progress.scope(asker or office.keeper, office.tree, code)
    return Order(scope, period, TODAY, Kind.SAR)


def made(session, office, form, period=SUMMER, code="", asker=None) -> bytes:
    target = io.BytesIO()
    asker = asker or office.keeper
    make(session.connection(), asker, office.tree, ordered(office, period, code, asker), form, target)
    return target.getvalue()


def answer(session, office, period=SUMMER, code="", asker=None):
    return json.loads(made(session, office, Format.JSON, period, code, asker))


def costs(session, office, period=SUMMER, **asked):
    """Each line of the first table as (reports, dollars)."""
    lines = answer(session, office, period, **asked)["questioned_costs"]
    return {line: (sums["reports"], float(sums["questioned"])) for line, sums in lines.items()}


def decided(life, on, **facts):
    """The OIG accepts the plan on that day."""
    issued = life.record.issued_on
    life.respond(received_on=issued)
    return life.decide(Status.OPEN_RESOLVED, letter=False, decided_on=on, **facts)


def a_life(session, office, issued_on, number, cost="100", **facts):
    if not any(number == known for known in office.numbers):
        a_report(session, office, number, issued_on=issued_on)
        office.numbers.append(number)
    return Life(session, office, report=number, questioned_cost=cost, **facts)


@pytest.fixture
def office(session):
    return an_office(session)


# ------------------------------------------------------------------------------------ a published pair of tables

FIRST = asked_for(Kind.SAR, date(2005, 10, 1), date(2006, 3, 31), TODAY)
SECOND = asked_for(Kind.SAR, date(2006, 4, 1), date(2006, 9, 30), TODAY)


def published(session, office):
    """Reports whose recommendations give the two published half-years.

    The tables name sums alone. How they are shared among reports is ours to choose, except where the sums force it:
    both of the last two reports must hold unsupported costs, one all of the old ones, the other all of the new ones.
    """
    old, first, second = date(2005, 7, 1), date(2005, 12, 1), date(2006, 6, 1)
    reports = [
        (old, "646392", "277348", None, None),
        (old, "256991", None, "2006-01-10", "256991"),
        *[(first, "60000", None, "2006-02-01", "60000")] * 6,
        (first, "121067", None, "2006-03-31", "121067"),
        *[(first, "140000", None, "2006-04-01", "140000")] * 3,
        (first, "158444", None, "2006-09-30", "155728"),
        (second, "100000", "12928", None, None),
        *[(second, "50000", None, "2006-09-01", "50000")] * 3,
        (second, "61197", None, "2006-09-02", "61197"),
    ]
    for place, (issued_on, cost, unsupported, on, agreed) in enumerate(reports):
        life = a_life(session, office, issued_on, f"Q-{place}", cost, unsupported_cost=unsupported)
        if on:
            decided(life, date.fromisoformat(on), costs_agreed=agreed)
    life = a_life(session, office, old, "F-1", None, funds_put_to_better_use="21200")
    decided(life, date(2005, 11, 2), better_use_agreed="11200")
    a_life(session, office, first, "F-2", None, funds_put_to_better_use="27068")


def test_the_published_tables_of_an_inspector_general_are_rebuilt(session, office):
    """Every figure quoted follows from entries.

    Not quoted, and so derived: the second half-year's A, its eight decided reports and its better use. No sharing of
    the sums is ever published; `published` says which are forced.
    """
    published(session, office)
    one, two = answer(session, office, FIRST), answer(session, office, SECOND)
    assert one["questioned_costs"] == {
        "A": {"reports": 2, "questioned": "903383.00", "unsupported": "277348.00"},
        "B": {"reports": 11, "questioned": "1059511.00", "unsupported": "0.00",
              "corrections": {"reports": 0, "questioned": "0.00", "unsupported": "0.00"}},
        "C": {"reports": 8, "questioned": "738058.00", "unsupported": "0.00", "agreed": "738058.00",
              "not_agreed": "0.00"},
        "D": {"reports": 5, "questioned": "1224836.00", "unsupported": "277348.00"},
    }  # fmt: skip
    lines = one["better_use"]
    assert {name: (sums["reports"], sums["funds_put_to_better_use"]) for name, sums in lines.items()} == {
        "A": (1, "21200.00"), "B": (1, "27068.00"), "C": (1, "21200.00"), "D": (1, "27068.00"),
    }  # fmt: skip
    assert (lines["C"]["agreed"], lines["C"]["not_agreed"]) == ("11200.00", "10000.00")
    then = two["questioned_costs"]
    assert then["A"] == one["questioned_costs"]["D"]
    assert (then["B"]["reports"], then["B"]["questioned"], then["B"]["unsupported"]) == (5, "311197.00", "12928.00")
    assert (then["C"]["reports"], then["C"]["agreed"], then["C"]["not_agreed"]) == (8, "786925.00", "2716.00")
    assert then["D"] == {"reports": 2, "questioned": "746392.00", "unsupported": "290276.00"}
    assert two["better_use"]["A"] == lines["D"]
    assert one["checks"] == two["checks"] == {key: {"balances": True, "carries_over": True} for key in Table}


# ------------------------------------------------------------------------------------------- what may happen to entries


def test_a_report_decided_over_several_periods_is_decided_with_its_last_recommendation(session, office):
    first = a_life(session, office, WINTER.first, "R", "100")
    second = a_life(session, office, WINTER.first, "R", "50")
    decided(first, WINTER.last, costs_agreed="60")
    decided(second, SUMMER.first, costs_agreed="50")
    assert costs(session, office, WINTER) == {"A": (0, 0), "B": (1, 150), "C": (0, 0), "D": (1, 150)}
    told = answer(session, office, SUMMER)["questioned_costs"]
    assert (told["A"]["questioned"], told["C"]["questioned"]) == ("150.00", "150.00")
    assert (told["C"]["agreed"], told["C"]["not_agreed"]) == ("110.00", "40.00")


def test_what_is_entered_late_counts_from_its_issue_and_its_decision(session, office):
    decided(a_life(session, office, WINTER.first, "R"), WINTER.last, costs_agreed="100")
    assert costs(session, office, WINTER) == {"A": (0, 0), "B": (1, 100), "C": (1, 100), "D": (0, 0)}


def test_an_edit_of_today_leaves_the_tables_before_it_and_is_a_correction_in_the_next(session, office):
    life = a_life(session, office, SUMMER.first, "R")
    given = EditInput.read({"questioned_cost": "80", "version": life.record.version})
    keeping.edit(life.desk(), life.id, given)
    assert costs(session, office, SUMMER)["D"] == (1, 100)
    now = asked_for(Kind.SAR, None, TODAY, TODAY)
    told = answer(session, office, now)["questioned_costs"]
    assert (told["A"]["questioned"], told["D"]["questioned"]) == ("100.00", "80.00")
    assert told["B"]["questioned"] == told["B"]["corrections"]["questioned"] == "-20.00"


def test_what_was_entered_in_error_counts_nowhere(session, office):
    life = a_life(session, office, SUMMER.first, "R")
    corrections.void(life.desk(), life.id, VoidInput.read({"note": "Twice.", "version": life.record.version}))
    assert set(costs(session, office, SUMMER).values()) == {(0, 0)}


def test_a_decision_that_was_declared_wrong_is_none(session, office):
    life = a_life(session, office, SUMMER.first, "R")
    seq = decided(life, SUMMER.last, costs_agreed="70")
    assert costs(session, office, SUMMER)["C"] == (1, 100)
    given = CorrectionInput.read({"seq": seq, "note": "Wrong report.", "version": life.record.version})
    corrections.correct(life.desk(), life.id, given)
    assert costs(session, office, SUMMER)["D"] == (1, 100)
    decided_again = life.decide(Status.OPEN_RESOLVED, decided_on=SUMMER.last)
    assert decided_again
    assert answer(session, office, SUMMER)["questioned_costs"]["C"]["agreed"] == "0.00"


def test_a_decision_stays_made_when_the_oig_later_finds_the_progress_insufficient(session, office):
    life = a_life(session, office, WINTER.first, "R")
    decided(life, WINTER.last)
    life.decide(Status.OPEN_UNRESOLVED, decided_on=SUMMER.first)
    assert costs(session, office, SUMMER)["D"] == (0, 0)
    (row,) = answer(session, office, SUMMER)["unresolved_recommendations"]
    assert row["standing"] == "Open, unresolved"


def test_a_later_decision_about_money_changes_no_table_of_the_first(session, office):
    life = a_life(session, office, WINTER.first, "R")
    decided(life, WINTER.last, costs_agreed="60")
    life.decide(Status.OPEN_RESOLVED, decided_on=SUMMER.first, costs_agreed="90")
    assert answer(session, office, WINTER)["questioned_costs"]["C"]["agreed"] == "60.00"


ROW = {"report_number": "R", "issued_on": "2025-01-10", "text": "Do it.", "component": "PLCY"}
CLOSED = ROW | {"status": "closed-implemented", "closed_on": "2026-05-05", "questioned_cost": "100"}


@pytest.fixture
def table(session, office, tmp_path):
    return Importing(session, office, tmp_path / "table.csv")


def test_an_imported_record_is_decided_on_the_day_of_its_closing_with_the_amount_that_the_table_states(
    session, office, table
):
    table.accept(CLOSED | {"number": "1", "costs_agreed": "70"}, CLOSED | {"number": "2", "closed_on": "2026-05-04"})
    told = answer(session, office, SUMMER)["questioned_costs"]
    assert (told["A"]["questioned"], told["C"]["questioned"]) == ("200.00", "200.00")
    assert (told["C"]["agreed"], told["C"]["not_agreed"]) == ("70.00", "130.00")


def test_an_imported_open_record_is_decided_at_the_latest_on_the_day_it_was_found_so(session, office, table):
    table.accept(ROW | {"number": "1", "status": "open-resolved", "questioned_cost": "100"})
    assert costs(session, office, SUMMER)["D"] == (1, 100)
    assert costs(session, office, asked_for(Kind.SAR, None, TODAY, TODAY))["C"] == (1, 100)


def test_a_history_file_dates_the_decision_and_the_table_s_amount_belongs_to_it(session, office, table):
    table.accept(CLOSED | {"number": "1", "closed_on": "2026-10-05", "costs_agreed": "70"})
    table.tell({"report_number": "R", "number": "1", "on": "2026-05-01", "status": "open-resolved"})
    told = answer(session, office, SUMMER)["questioned_costs"]
    assert (told["C"]["questioned"], told["C"]["agreed"]) == ("100.00", "70.00")


def test_a_table_that_corrects_what_a_decision_said_tells_of_that_decision(session, office, table):
    table.accept(CLOSED | {"number": "1"})
    table.accept(CLOSED | {"number": "1", "costs_agreed": "55"})
    assert answer(session, office, SUMMER)["questioned_costs"]["C"]["agreed"] == "55.00"


def test_a_report_without_an_issue_date_stands_beside_the_tables_and_is_told(session, office):
    a_life(session, office, None, "R")
    now = asked_for(Kind.SAR, None, TODAY, TODAY)
    assert set(costs(session, office, now).values()) == {(0, 0)}
    assert answer(session, office, now)["without_issue_date"] == {
        "reports": 1, "questioned": "100.00", "funds_put_to_better_use": "0.00",
    }  # fmt: skip
    assert "1 report with $100.00 of questioned costs" in made(session, office, Format.HTML, now).decode()


# ----------------------------------------------------------------------------------------------------------- whose rows


def test_a_reader_gets_the_tables_of_what_they_see_and_foreign_records_do_not_exist(session, office):
    mine = a_life(session, office, WINTER.first, "R", component="PLCY")
    a_life(session, office, WINTER.first, "R", "7000", component="CBP-OT")
    decided(mine, SUMMER.first, costs_agreed="100")
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    assert costs(session, office, asker=viewer) == {"A": (1, 100), "B": (0, 0), "C": (1, 100), "D": (0, 0)}
    assert costs(session, office)["D"] == (1, 7100)
    assert costs(session, office, code="PLCY")["D"] == (1, 100)
    assert "7000" not in made(session, office, Format.JSON, asker=viewer).decode()
    assert "CBP" not in made(session, office, Format.HTML, asker=viewer).decode()


# ------------------------------------------------------------------------------------------- what happened by chance


def by_chance(session, office, seed):
    """Some reports of both half-years, with recommendations brought to a status by chance on days by chance."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be repeated, no secret
    for number in range(6):
        issued_on = WINTER.first + timedelta(days=chance.randint(-200, 330))
        for _ in range(chance.randint(1, 3)):
            amounts = {name: f"{chance.randint(0, 10**7) / 100:.2f}" for name in ("cost", "funds_put_to_better_use")}
            life = a_life(session, office, issued_on, f"R-{number}", component=chance.choice(CODES),
                          unsupported_cost=amounts["cost"], **amounts)  # fmt: skip
            if chance.random() < 0.7:
                on = min(issued_on + timedelta(days=chance.randint(0, 300)), TODAY)
                decided(life, on, costs_agreed=amounts["cost"] if chance.random() < 0.5 else "0")
            if chance.random() < 0.3:
                given = EditInput.read({"questioned_cost": "12.50", "version": life.record.version})
                keeping.edit(life.desk(), life.id, given)


@pytest.mark.parametrize("table", [*Table, "reports_issued", "unresolved_recommendations"])
def test_every_number_opens_rows_that_make_it_up(session, office, table):
    by_chance(session, office, seed=1)
    reading = Reading(session.connection(), office.keeper, office.tree, ordered(office, asked_for(
        Kind.SAR, date(2025, 4, 1), TODAY, TODAY
    )))  # fmt: skip
    found = gather(reading)
    if table not in set(Table):
        behind = rows_behind(reading, table, "")
        assert len(behind.table.rows if behind.table else ()) == found.listings[table].count
        return
    for line, sums in found.table(Table(table)).items():
        behind = rows_behind(reading, table, line)
        assert behind.total.startswith(f"{sums.reports} report")
        assert dollars(sums.amount) in behind.total
        rows = behind.table.rows if behind.table else ()
        assert sum(int(row.cells[4]) for row in rows) == sums.reports


def test_lists_on_the_page_are_cut_and_say_so(session, office):
    for number in range(3):
        a_life(session, office, WINTER.first, f"R-{number}")
    told = tell(session.connection(), office.keeper, office.tree, ordered(office), 2)
    section = next(one for one in told.sections if one.heading.startswith("Reports without a management decision"))
    assert "3 reports, the first 2 of them here." in section.paragraphs
    assert section.table.rows[-1].cells[0] == "All 3 reports"
    assert section.table.rows[-1].opens[0].asks["table"] == "reports_without_decision"


# -------------------------------------------------------------------------------------------------------------- lists


def test_each_list_holds_what_its_law_asks_for(session, office):
    a_life(session, office, SUMMER.first, "NEW")
    decided(a_life(session, office, WINTER.first, "DECIDED"), SUMMER.first, costs_agreed="40")
    a_life(session, office, WINTER.first, "UNDECIDED", funds_put_to_better_use="5")
    decided(a_life(session, office, date(2024, 1, 1), "OLD"), date(2024, 2, 1), costs_agreed="30")
    told = answer(session, office)
    numbers = {name: [row["report_number"] for row in rows] for name, rows in told.items() if isinstance(rows, list)}
    assert numbers == {
        "reports_issued": ["NEW"],
        "decisions_on_earlier_reports": ["DECIDED"],
        "recommendations_not_complete": ["DECIDED", "OLD", "UNDECIDED"],
        "reports_without_decision": ["UNDECIDED"],
        "reports_without_final_action": ["OLD"],
        "unresolved_recommendations": ["UNDECIDED"],
    }
    assert told["recommendations_not_complete"][2]["potential_savings"] == "105.00"
    assert told["reports_without_final_action"][0]["costs_agreed"] == "30.00"
    assert told["reports_issued"][0]["decision_made"] is False


def test_final_action_ends_the_year_that_runs(session, office):
    life = a_life(session, office, date(2024, 1, 1), "OLD")
    decided(life, date(2024, 2, 1))
    life.decide(Status.CLOSED_SUPERSEDED, decided_on=SUMMER.last)
    assert answer(session, office, WINTER)["reports_without_final_action"]
    assert answer(session, office, SUMMER)["reports_without_final_action"] == []


def test_a_missing_response_counts_as_unresolved_and_is_said_so(session, office):
    a_life(session, office, WINTER.first, "R")
    assert answer(session, office)["unresolved_recommendations"][0]["standing"].startswith("No response: counts as")


def test_the_tables_are_read_with_few_questions_however_many_reports(session, office, statements):
    by_chance(session, office, seed=1)
    statements.clear()
    made(session, office, Format.CSV)
    assert len(statements) <= 2


def test_nothing_recorded_gives_tables_of_nothing(session, office):
    for form in Format:
        assert made(session, office, form)
    assert set(costs(session, office).values()) == {(0, 0)}


def test_a_decision_without_a_word_on_money_agrees_to_none(session, office):
    life = a_life(session, office, SUMMER.first, "R")
    life.respond(received_on=SUMMER.first, agreement=Agreement.CONCUR)
    life.decide(Status.OPEN_RESOLVED, letter=False, decided_on=SUMMER.last)
    assert answer(session, office)["questioned_costs"]["C"]["not_agreed"] == "100.00"
