"""Page, API, CSV and XLSX tell the same number for every figure of every component, on any day."""

import csv
import io
import random
import re
from datetime import timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.measures import AGREEMENT, MEASURES, OF_THE_PERIOD
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.services import tokens
from tests.factories import NOW, TODAY, a_person, a_report, an_office
from tests.lives import Life
from tests.visitors import log_in

DAYS = [(TODAY, TODAY - timedelta(days=24)), (TODAY - timedelta(days=70), TODAY - timedelta(days=190))]
CODES = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")


def records_of_chance(session):
    """Records of all kinds, and somebody who reads them: the address and a token."""
    chance = random.Random(6)  # noqa: S311  # chance that can be repeated, no secret
    office = an_office(session)
    for number, age in enumerate((310, 700, 1500)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for _ in range(24):
        due_on = chance.choice([None, TODAY + timedelta(days=chance.randint(-200, 200))])
        facts = {"priority": chance.choice(["1", None]), "questioned_cost": chance.choice([None, "1200.50"])}
        report, component = f"R-{chance.randint(0, 2)}", chance.choice(CODES)
        Life(session, office, report=report, component=component, due_on=due_on, **facts).brought_to(
            chance.choice(list(Status))
        )
    email = a_person(session, office, Role.VIEWER)
    token = tokens.add(session, email, tokens.TokenInput(name="faces"), by=office.keeper, today=TODAY, now=NOW)
    return email, token


pytestmark = pytest.mark.beginning(recorded=records_of_chance)


@pytest.fixture
def readers(begun, client):
    """A viewer's browser, and the same person's token."""
    email, token = begun
    log_in(client, email)
    return client, {"Authorization": f"Bearer {token}"}


def on_the_page(page):
    """The figures of the page: every label of a table's row with its first number."""
    row = r'<th scope="row">(?:<details><summary>)?([^<]+)<(?:(?!</tr>).)*?<td class="number">(?:<a [^>]+>)?([^<]+)'
    rows = re.findall(row, page, re.DOTALL)
    return {unescape(label): number for label, number in rows}


@pytest.mark.parametrize(("as_of", "since"), DAYS)
def test_every_face_tells_the_same(readers, as_of, since):
    client, token = readers
    asked = f"?as_of={as_of}&compare_with={since}"
    page = on_the_page(client.get(f"/{asked}").text)
    answer = client.get(f"/api/v1/summary{asked}", headers=token).json
    whole, table = taken_away(client, asked)
    for measure in MEASURES:
        told = (
            answer["period"] if measure in OF_THE_PERIOD else answer | {"waiting_for_oig": answer["whose_move"]["oig"]}
        )
        assert page[measure.label] == str(told[measure.name]) == whole[measure.name], measure.name
    for measure in AGREEMENT:
        assert page[measure.label] == str(answer["agreement"][measure.name]) == whole[f"agreement:{measure.name}"]
    for name, amount in answer["money"].items():
        assert whole[name] == amount
    for code, figures in answer["by_component"].items():
        row = table[(str(as_of), code)]
        assert {name: str(figures[name]) for name in ("open", "overdue", "due_90", "slipped", "days_slipped")} == {
            name: row[name] for name in ("open", "overdue", "due_90", "slipped", "days_slipped")
        }
    then = table[(str(since), "all")]
    assert then["overdue"] == str(answer["compared_with"]["overdue"])


def taken_away(client, asked):
    """The whole, and every row by day and component, as CSV tells them; the workbook has the same numbers."""
    with client.get(f"/dashboard.csv{asked}") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))
    with client.get(f"/dashboard.xlsx{asked}") as answer:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("Summary").to_python()
    for row, cells in zip(rows, sheet[1:], strict=True):
        for name, cell in zip(sheet[0], cells, strict=True):
            assert row[name] == (str(cell) if not isinstance(cell, float) else row[name])
            assert not isinstance(cell, float) or float(row[name]) == cell
    return rows[0], {(row["as_of"], row["component"]): row for row in rows}
