"""A table that is too long for one request: checked, imported and undone as long work, which can be stopped."""

import re
import threading

import pytest
import sqlalchemy as sa

from ipr_compliance import handed_in
from ipr_compliance.adapters import tables_apart
from ipr_compliance.adapters.notes import Notes
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.models import ImportBatch
from ipr_compliance.program import Program
from ipr_compliance.queries import history
from ipr_compliance.services import import_staging, import_undo
from ipr_compliance.services.import_write import Writer
from tests.factories import an_office
from tests.visitors import form_token
from tests.web.test_imports import HEADER, Visitor

ROWS = HEADER + "".join(f"OIG-26-{number},1,We recommend.,CBP,open-resolved,\n" for number in range(10, 18))


@pytest.fixture
def begun(monkeypatch):
    """Four rows are long here; what is begun is only noted."""
    begun = []
    monkeypatch.setattr(tables_apart, "ROW_LIMIT", 3)
    monkeypatch.setattr(import_undo, "LONG", 3)
    monkeypatch.setattr(import_staging, "BATCH", 2)
    monkeypatch.setattr(import_staging, "STEP", 1)
    monkeypatch.setattr(job, "TOLD_EVERY", 0)
    monkeypatch.setattr(handed_in, "launch", begun.append)
    return begun


@pytest.fixture
def program(settings, database, clock):
    return Program(settings, database, clock)


@pytest.fixture
def liaison(client, database, program, begun):
    with database.transaction() as session:
        office = an_office(session)
    visitor = Visitor(client, database).enter(Role.LIAISON, "CBP", office=office)
    visitor.office, visitor.work = office, lambda: job.run(program, begun[-1])
    return visitor


def head(database):
    with database.reading() as connection:
        return history.head(connection)


def looks_again(page):
    """Where script and link look how far it is; no page loads itself anew under the hands of its reader."""
    assert "http-equiv" not in page
    found = re.search(r'data-under-way="([^"]+)"', page)
    assert bool(found) == ("js/under_way.js" in page) == (">Look again</a>" in page)
    return found and found[1]


def test_a_long_table_is_checked_accepted_and_undone_beside_the_pages(liaison, begun):
    page = liaison.page(ROWS)
    assert "Check of table.csv: it has not begun yet." in page
    assert looks_again(page) == "/imports/1"
    assert "Accept: import" not in page
    assert liaison.say("acceptance").status_code == 409
    liaison.work()
    page = liaison.page()
    assert "<strong>8 new</strong>" in page
    assert looks_again(page) is None
    assert liaison.accept().status_code == 303
    assert liaison.records() == {}
    assert "Import of table.csv: it has not begun yet." in liaison.page()
    assert liaison.say("acceptance").status_code == 409
    liaison.work()
    assert len(liaison.records()) == 1  # by number, which all share
    assert "Imported" in liaison.page()
    assert liaison.say("undoing").status_code == 303
    assert liaison.records() != {}
    liaison.work()
    assert liaison.records() == {}
    assert "Undone" in liaison.page()
    assert len(begun) == 3


def test_work_says_where_what_came_of_it_is_seen_and_has_no_file(liaison, begun):
    liaison.page(ROWS)
    liaison.work()
    page = liaison.client.get(f"/work/{begun[-1]}").text
    assert f'href="{liaison.path}">See the table' in page
    assert liaison.client.get(f"/work/{begun[-1]}/file").status_code == 404


def test_other_words_for_a_long_table_are_checked_beside_the_pages_too(liaison):
    liaison.page(ROWS.replace("open-resolved", "Under way"))
    liaison.work()
    assert "8 rows are refused" in liaison.page()
    assert liaison.say(**{"word-status-0": "open-unresolved"}).status_code == 303
    liaison.work()
    assert "<strong>8 new</strong>" in liaison.page()
    liaison.accept()
    liaison.work()
    assert liaison.records()["1"].status == "open-unresolved"


def test_a_long_table_that_cannot_be_read_to_its_end_says_why(liaison):
    liaison.page(ROWS + 'OIG-26-18,1,"We recommend.,CBP,,\n')
    liaison.work()
    page = liaison.page()
    assert "Line 10: the quotation marks do not pair off" in page
    assert "Accept: import" not in page


def test_records_that_changed_since_the_check_are_not_overwritten(liaison):
    liaison.page(ROWS)
    liaison.work()
    first = liaison.path
    liaison.page(ROWS)
    liaison.work()
    liaison.accept()
    liaison.work()
    liaison.path, before = first, head(liaison.database)
    liaison.accept()
    liaison.work()
    assert "records have changed since this table was checked" in liaison.page()
    assert head(liaison.database) == before
    liaison.say()
    liaison.work()
    assert "8 say what is recorded already" in liaison.page()


def test_an_import_that_is_stopped_while_it_writes_leaves_nothing(liaison, begun, program, monkeypatch):
    """Its page tells how far it is all the while, also where nobody else can write."""
    liaison.page(ROWS)
    liaison.work()
    liaison.accept()
    before, token, pages, stops, write = head(liaison.database), form_token(liaison.client), [], [], Writer.write

    def written(writer, plans):
        write(writer, plans)
        if stops:
            return
        pages.append(liaison.page())
        where, form = f"/work/{begun[-1]}/cancel", {"csrf_token": token}
        stops.append(threading.Thread(target=liaison.client.post, args=[where], kwargs={"data": form}))
        stops[0].start()
        # SQLite's one writer is this import: stopping waits for it, but has told it already.
        while stops[0].is_alive() and not Notes(program.settings.home, begun[-1]).stopped:
            stops[0].join(0.01)

    monkeypatch.setattr(Writer, "write", written)
    liaison.work()
    stops[0].join()
    assert "percent done" in pages[0]
    assert "was stopped. Nothing came of it." in liaison.page()
    assert (liaison.records(), head(liaison.database)) == ({}, before)
    assert list(program.settings.home.glob("work-*")) == []
    with liaison.database.reading() as connection:
        assert connection.execute(sa.select(ImportBatch.state)).scalar() == "checked"
