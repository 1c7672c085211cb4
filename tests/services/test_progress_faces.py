"""Page, PDF, XLSX and JSON of a progress report tell the same number for every measure of the dashboard."""

import io
import json
import random
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.measures import AGREEMENT, MEASURES, OF_THE_PERIOD
from ipr_compliance.domain.progress import Format, Scope, period
from ipr_compliance.domain.words import Status
from ipr_compliance.services import extensions
from ipr_compliance.services.inputs import ExtensionInput
from ipr_compliance.services.orders import Order
from ipr_compliance.services.progress import make, tell
from tests.factories import TODAY, a_desk, a_report, an_office
from tests.lives import Life

FIRST = TODAY - timedelta(days=100)


def two_of_each_status(session):
    """Recommendations of every status, some late, some with money."""
    chance, office = random.Random(7), an_office(session)  # noqa: S311  # chance that can be repeated, no secret
    for number, age in enumerate((310, 700, 1500)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for status in [*Status, *Status]:
        due_on = chance.choice([None, TODAY + timedelta(days=chance.randint(-200, 200))])
        report = f"R-{chance.randint(0, 2)}"
        Life(session, office, report=report, due_on=due_on, questioned_cost="1200.50").brought_to(status)
    return office


pytestmark = pytest.mark.beginning(recorded=two_of_each_status)


@pytest.fixture
def office(begun):
    return begun


def order():
    return Order(Scope(), period(FIRST, TODAY, TODAY), TODAY)


def made(session, office, form):
    target = io.BytesIO()
    make(session.connection(), office.keeper, office.tree, order(), form, target)
    return target.getvalue()


def words(pdf):
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is missing: install poppler-utils"
    done = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60)  # noqa: S603
    return done.stdout.decode()


def section(document, heading):
    return next(one for one in document.sections if one.heading == heading)


def test_every_face_tells_the_same_number_for_every_measure(session, office):
    page = tell(session.connection(), office.keeper, office.tree, order(), 100)
    shown = {row.cells[0]: row.cells[1:3] for row in section(page, "All figures").table.rows}
    answer = json.loads(made(session, office, Format.JSON))["summary"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX)))
    sheet = book.get_sheet_by_name("Summary").to_python()
    whole = dict(zip(sheet[0], sheet[1], strict=True))
    before = next(dict(zip(sheet[0], row, strict=True)) for row in sheet[2:] if row[1] == "all")
    printed = words(made(session, office, Format.PDF)).partition("All figures")[2]
    for measure in (*MEASURES, *AGREEMENT):
        name = f"agreement:{measure.name}" if measure in AGREEMENT else measure.name
        of_period = measure in OF_THE_PERIOD
        now, then = str(int(whole[name])), "–" if of_period else str(int(before[name]))
        assert shown[measure.label] == (now, then), measure.name
        part = answer["period"] if of_period else answer["agreement"] if measure in AGREEMENT else answer
        assert str((part | {"waiting_for_oig": answer["whose_move"]["oig"]})[measure.name]) == now
        first_words = re.escape(measure.label.rpartition(" window")[0] or measure.label)
        assert re.search(rf"^\s*{first_words}\s+{now}\s+{then}\s", printed, re.MULTILINE), measure.name


def test_money_is_that_of_the_summary(session, office):
    money = json.loads(made(session, office, Format.JSON))["summary"]["money"]
    rows = section(tell(session.connection(), office.keeper, office.tree, order()), "Money").table.rows
    told = [[cell.replace("$", "").replace(",", "") for cell in row.cells[1:]] for row in rows]
    assert told == [
        [money["questioned_open"], money["questioned_closed"]], [money["better_use_open"], money["better_use_closed"]],
    ]  # fmt: skip
    assert money["questioned_open"] != "0.00" != money["questioned_closed"]


def test_what_waits_for_a_decision_is_told_until_it_is_decided(session, office):
    life = Life(session, office, due_on=TODAY + timedelta(days=30)).brought_to(Status.OPEN_RESOLVED)
    given = {"proposed_due_on": TODAY + timedelta(days=120), "reason": "The contract ran out.",
             "version": life.record.version}  # fmt: skip
    extensions.ask(a_desk(session, office), life.id, ExtensionInput.read(given))
    document = tell(session.connection(), office.keeper, office.tree, order())
    waiting = section(document, "Decisions asked for")
    assert waiting.paragraphs == ("1 request for more time and 2 requests for closure wait for a decision.",)
    assert "The contract ran out." in waiting.table.rows[0].cells[2]
    assert section(document, "Extensions in the period").table.rows[0].cells[-1] == "Not decided yet"


def test_the_pdf_is_tagged_with_headings_tables_and_pictures_that_are_described(session, office):
    tool = shutil.which("pdfinfo")
    assert tool, "pdfinfo is missing: install poppler-utils"
    pdf = made(session, office, Format.PDF)
    done = subprocess.run([tool, "-struct-text", "-"], input=pdf, capture_output=True, check=True, timeout=60)  # noqa: S603
    tags = done.stdout.decode()
    assert len(re.findall(r"^\s*Figure", tags, re.MULTILINE)) == 3
    assert "H1 " in tags or "H1:" in tags
    for tag in ("Table", "THead", "TBody", "TH ", "TD", "L ", "LI"):
        assert tag in tags, tag
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(en-US)" in pdf
    assert b"/Outlines" in pdf
    assert b"/DisplayDocTitle true" in pdf
    drawn = tell(session.connection(), office.keeper, office.tree, order()).pictures
    assert [one.title for one in drawn] == ["Deadlines of the next 18 months", "Open and overdue over two years",
                                            "Status by component"]  # fmt: skip
    assert pdf.count(b"/Alt") >= 3


def test_a_page_draws_nothing_and_says_where_it_shows_less(session, office):
    page = tell(session.connection(), office.keeper, office.tree, order(), 2)
    assert page.pictures == ()
    shown = section(page, "All open recommendations")
    assert len(shown.table.rows) == 2
    assert shown.paragraphs == ("The first 2 of 8 are shown; the files have them all.",)
