"""What tables and history files tell, where people have moved a recommendation themselves."""

from datetime import timedelta

import pytest

from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import history
from ipr_compliance.services import corrections
from ipr_compliance.services.inputs import CorrectionInput
from tests.factories import TODAY, a_report, an_office
from tests.lives import ISSUED, Life
from tests.services.test_imports import Importing

ROW = {"report_number": "OIG-26-01", "number": "77", "text": "We recommend.", "component": "CBP-OT"}


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def table(session, office, tmp_path):
    return Importing(session, office, tmp_path / "table.csv")


def test_a_history_file_does_not_reopen_what_the_oig_s_letter_closed(table, session, office):
    life = Life(session, office, number="1").brought_to(Status.CLOSED_IMPLEMENTED)
    row = {"report_number": "OIG-26-01", "number": "1", "note": "Late news."}
    told = row | {"on": str(ISSUED + timedelta(days=240)), "status": "open-resolved"}
    assert table.refused(told, told=True) == [(2, "status")]
    assert life.record.status is Status.CLOSED_IMPLEMENTED
    assert table.tell(row | {"on": told["on"]}).new == 1


def found(table, session, office):
    """A record that a table says is closed, and the entry that says so."""
    a_report(session, office)
    table.accept(ROW | {"status": "closed-implemented", "closed_on": str(TODAY - timedelta(days=30))})
    life = Life(session, office)
    life.id = table.record("77").id
    told = history.timeline(session.connection(), "recommendation", life.id)
    return life, next(entry.seq for entry in told if entry.kind == "found")


def correct(life, seq):
    given = CorrectionInput(seq=seq, note="The table was wrong.", version=life.record.version)
    corrections.correct(life.desk(), life.id, given)


def test_a_closing_that_a_table_told_wrongly_is_corrected(table, session, office):
    life, seq = found(table, session, office)
    correct(life, seq)
    assert (life.record.status, life.record.closed_on) == (Status.RESPONSE_DUE, None)
    life.respond()


def test_what_a_table_found_stays_while_moves_stand_on_it(table, session, office):
    a_report(session, office)
    table.accept(ROW | {"status": "open-resolved", "due_on": str(TODAY)})
    life = Life(session, office)
    life.id = table.record("77").id
    [seq] = [
        one.seq for one in history.timeline(session.connection(), "recommendation", life.id) if one.kind == "found"
    ]
    life.decide(Status.CLOSED_NOT_IMPLEMENTED, day=250)
    with pytest.raises(Conflict, match="later move"):
        correct(life, seq)
