"""Whatever happened, page, HTML, PDF, XLSX, CSV and JSON print the same semiannual tables, and these hold."""

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.reporting_periods import asked_for
from ipr_compliance.domain.semiannual import Line, Table
from ipr_compliance.domain.words import Status
from ipr_compliance.services import corrections
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.inputs import CorrectionInput, EditInput, VoidInput
from ipr_compliance.services.progress import tell
from tests.factories import TODAY, an_office
from tests.services.test_semiannual import CODES, SUMMER, WINTER, a_life, answer, made, ordered

PERIODS = (WINTER, SUMMER, asked_for(Kind.SAR, None, TODAY, TODAY))
AMOUNTS = {
    Table.QUESTIONED_COSTS: ("questioned", "unsupported"),
    Table.BETTER_USE: ("funds_put_to_better_use",),
}


@dataclass(frozen=True)
class Told:
    """What became of one recommendation: days are counted from its report's issue."""

    component: str
    cost: Decimal | None
    unsupported: bool
    better_use: Decimal | None
    agreed: bool
    moves: tuple[str, ...]
    days: tuple[int, ...]


MONEY = st.none() | st.decimals(0, 10**8, places=2)
MOVES = ("accepted", "closed", "superseded", "unresolved", "money", "edited", "moved", "corrected", "voided", "refused")
RECOMMENDATIONS = st.builds(
    Told,
    component=st.sampled_from(CODES),
    cost=MONEY,
    unsupported=st.booleans(),
    better_use=MONEY,
    agreed=st.booleans(),
    moves=st.lists(st.sampled_from(MOVES), max_size=4).map(tuple),
    days=st.lists(st.integers(0, 420), min_size=4, max_size=4).map(lambda days: tuple(sorted(days))),
)
REPORTS = st.lists(
    st.tuples(
        st.integers(-200, 400).map(lambda days: WINTER.first + timedelta(days=days)),
        st.lists(RECOMMENDATIONS, min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=4,
)


MADE: set[str] = set()


def live(session, office, drawn):
    """Enter the reports and all that became of them, by the use cases that people work with."""
    for place, (issued_on, told) in enumerate(drawn):
        for one in told:
            life = a_life(
                session, office, issued_on, f"R-{place}", one.cost, component=one.component,
                unsupported_cost=one.cost if one.unsupported else None, funds_put_to_better_use=one.better_use,
            )  # fmt: skip
            for move, day in zip(one.moves, one.days, strict=False):
                on = min(issued_on + timedelta(days=day), TODAY)
                # What the office's rules refuse has not happened.
                with suppress(Refused):
                    move_on(life, one, move, on)
                    MADE.add(move)


def move_on(life, one, move, on):
    """One move; raises Refused where the record does not stand so that it can be made."""
    decision = {
        "accepted": Status.OPEN_RESOLVED, "money": Status.OPEN_RESOLVED, "unresolved": Status.OPEN_UNRESOLVED,
        "closed": Status.CLOSED_NOT_IMPLEMENTED, "superseded": Status.CLOSED_SUPERSEDED,
        "corrected": Status.OPEN_RESOLVED,
    }.get(move)  # fmt: skip
    version = {"version": life.record.version}
    if move == "edited":
        keeping.edit(life.desk(), life.id, EditInput.read({"questioned_cost": f"{on.day}.50"} | version))
    elif move == "moved":
        other = CODES[(CODES.index(life.record.component) + 1) % len(CODES)]
        keeping.edit(life.desk(), life.id, EditInput.read({"component": other} | version))
    elif move == "voided":
        corrections.void(life.desk(), life.id, VoidInput.read({"note": "Twice."} | version))
    elif move == "refused":
        life.respond(received_on=life.record.issued_on, agreement="non-concur")
    elif decision:
        if life.record.status is Status.RESPONSE_DUE:
            life.respond(received_on=life.record.issued_on)
        money = {"costs_agreed": one.cost, "better_use_agreed": one.better_use} if one.agreed else {}
        seq = life.decide(decision, decided_on=on, **money)
        if move == "corrected":
            wrong = CorrectionInput.read({"seq": seq, "note": "Wrong report.", "version": life.record.version})
            corrections.correct(life.desk(), life.id, wrong)


def check(session, drawn, period):
    """Compare all forms of the tables of that period."""
    undone = session.begin_nested()
    try:
        office = an_office(session)
        live(session, office, drawn)
        told = answer(session, office, period)
        assert told["checks"] == {key: {"balances": True, "carries_over": True} for key in Table}
        parts = [answer(session, office, period, code) for code in CODES]
        for table, names in AMOUNTS.items():
            for line in "ABCD":
                for name in names:
                    added = sum(Decimal(part[table][line][name]) for part in parts)
                    assert f"{added:.2f}" == told[table][line][name]
        every_form_prints(session, office, told, period)
    finally:
        undone.rollback()


def every_form_prints(session, office, told, period):
    rows = list(csv.DictReader(io.StringIO(made(session, office, Format.CSV, period).decode(), newline="")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX, period)))
    names, *sheet = book.get_sheet_by_name("Tables").to_python()
    printed = pdf_words(made(session, office, Format.PDF, period))
    page = tell(session.connection(), office.keeper, office.tree, ordered(office, period), 1)
    html = made(session, office, Format.HTML, period).decode()
    for row, cells in zip(rows, sheet, strict=True):
        table, excel = Table(row["table"]), dict(zip(names, cells, strict=True))
        told_of = [name for name in AMOUNTS[table] if row[name]]
        for name in told_of:
            if row["row"] in "ABCD":
                line = told[table][row["row"]]
                assert (line["reports"], line[name]) == (int(row["reports"]), row[name])
            assert round(Decimal(excel[name]), 2) == Decimal(row[name])
        assert int(excel["reports"]) == int(row["reports"])
        amounts = [dollars(Decimal(row[name])) for name in told_of]
        if row["row"] != Line.CORRECTIONS or Decimal(row[AMOUNTS[table][0]]):
            title = row["description"].split(": ", 1)[1]
            section = page.sections[list(Table).index(table)]
            (there,) = [one for one in section.table.rows if one.cells[0] == title]
            assert there.cells[1 : 2 + len(amounts)] == (row["reports"], *amounts)
            assert all(amount in html for amount in amounts)
            assert f"{title} {row['reports']} {' '.join(amounts)}" in printed


def pdf_words(data):
    """What a reader of the PDF sees, as one line."""
    document = PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def try_out(session, examples):
    """So many histories, each about one of the periods."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(drawn=REPORTS, period=st.sampled_from(PERIODS))
    def run(drawn, period):
        check(session, drawn, period)

    MADE.clear()
    run()
    assert len(MADE) >= len(MOVES) / 2, "most kinds of moves should have been made"


def test_whatever_happened_every_form_prints_the_same_tables_and_they_hold(session):
    try_out(session, examples=12)


@pytest.mark.soak
def test_the_same_for_hundreds_of_histories(session):
    try_out(session, examples=150)
