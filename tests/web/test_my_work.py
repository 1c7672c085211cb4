import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office
from tests.visitors import log_in

RESOLVED = (
    "UPDATE recommendation SET status = 'open-resolved', whose_move = :move, last_update_on = '2026-11-01'"
    " WHERE id = :id"
)


def work_of_all_kinds(session):
    """Recommendations of PLCY by days to their due date, one that waits for the OIG, and some of CBP."""
    office = an_office(session)
    found = {}
    for name, component, days in (
        ("late", "PLCY", -1), ("near", "PLCY", 30), ("soon", "PLCY", 31), ("later", "PLCY", 91),
        ("undated", "PLCY", None), ("waits", "PLCY", 5), ("theirs", "CBP-OT", -9),
    ):  # fmt: skip
        due_on = None if days is None else TODAY + timedelta(days=days)
        found[name] = a_recommendation(session, office, component=component, due_on=due_on)
        move = "oig" if name == "waits" else "component"
        session.connection().execute(sa.text(RESOLVED), {"move": move, "id": found[name]})
    a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")
    a_person(session, office, Role.VIEWER, "CBP", email="director@cbp.example")
    a_person(session, office, Role.LIAISON, email="liaison@dhs.example")
    a_report(session, office, "A/1", title=None, issued_on=None)
    found["named"] = a_recommendation(
        session, office, component="CBP-OT", due_on=TODAY, responsible_email="Director@cbp.example"
    )
    return found


pytestmark = pytest.mark.beginning(recorded=work_of_all_kinds)


@pytest.fixture
def made(begun):
    return begun


def sections(page):
    parts = re.split(r"<h2>(Needs you|Soon|Waiting for others|Later, or without a date) ", page)
    return {title: [int(n) for n in re.findall(r'<th scope="row"[^>]*><a [^>]*href="/recommendations/(\d+)"', text)]
            for title, text in zip(parts[1::2], parts[2::2], strict=True)}  # fmt: skip


def test_work_is_parted_by_whose_turn_it_is_the_most_overdue_first(made, client):
    log_in(client, "manager@plcy.example")
    assert sections(client.get("/my-work").text) == {
        "Needs you": [made["late"], made["near"]],
        "Soon": [made["soon"]],
        "Waiting for others": [made["waits"]],
        "Later, or without a date": [made["later"], made["undated"]],
    }


def test_a_status_update_that_is_overdue_comes_first_by_its_own_date_however_far_the_due_date_is(
    made, database, client
):
    with database.transaction() as session:
        told = sa.text("UPDATE recommendation SET last_update_on = '2026-08-01' WHERE id = :id")
        session.connection().execute(told, {"id": made["later"]})
    log_in(client, "manager@plcy.example")
    page = client.get("/my-work").text
    assert sections(page)["Needs you"] == [made["later"], made["late"], made["near"]]
    first = re.sub(r"<[^>]+>|\s+", " ", page[page.index("Needs you") :].split("</tr>")[1])
    assert " ".join(first.split()).endswith(
        "Status update October 30, 2026 25 days overdue All of it: February 23, 2027 Record an update"
        " on OIG-26-01, number 4"
    )


@pytest.mark.usefixtures("made")
def test_the_header_counts_what_needs_me(client):
    log_in(client, "manager@plcy.example")
    assert '<span class="site-nav__count">2<span class="usa-sr-only"> need you' in client.get("/help").text


def test_whoever_is_named_responsible_finds_it_in_their_work(made, client):
    log_in(client, "director@cbp.example")
    page = client.get("/my-work").text
    assert sections(page)["Needs you"] == [made["named"]]
    assert "Open it" in page
    assert "#update" not in page


@pytest.mark.beginning(recorded=None)
def test_whoever_has_nothing_to_do_is_told_so(database, client):
    with database.transaction() as session:
        a_person(session, an_office(session), Role.VIEWER, email="viewer@dhs.example")
    log_in(client, "viewer@dhs.example")
    page = client.get("/my-work").text
    assert "Nothing needs you now." in page
    assert 'class="site-nav__count"' not in page
    assert "Incomplete records" not in page


@pytest.mark.usefixtures("made")
def test_a_liaison_sees_which_records_are_incomplete(client):
    log_in(client, "liaison@dhs.example")
    page = client.get("/my-work").text
    assert 'Incomplete records <span class="site-quiet">(9)</span>' in page
    assert '<a class="usa-link" href="/reports/A/1">Report A/1</a>: no title and no issue date' in page
    assert "no responsible official and no due date" in page


@pytest.mark.parametrize(
    ("status", "move", "place"),
    [
        ("response-due", "component", "response"),
        ("open-unresolved", "component", "response"),
        ("open-resolved", "component", "update-form"),
        ("open-resolved", "liaison", "extension-decision"),
    ],
)
def test_the_button_leads_to_the_form_of_what_is_expected(made, database, client, status, move, place):
    change = sa.text("UPDATE recommendation SET status = :status, whose_move = :move WHERE id = :id")
    with database.transaction() as session:
        session.connection().execute(change, {"status": status, "move": move, "id": made["late"]})
    log_in(client, "liaison@dhs.example")
    assert f'href="/recommendations/{made["late"]}#{place}"' in client.get("/my-work").text


@pytest.mark.usefixtures("made")
# A liaison's page also tells what is incomplete and what failed to arrive.
@pytest.mark.parametrize(("email", "most"), [("manager@plcy.example", 4), ("liaison@dhs.example", 6)])
def test_the_page_asks_the_database_little(client, statements, email, most):
    log_in(client, email)
    client.get("/my-work")  # what follows from the history is kept from here on
    statements.clear()
    assert client.get("/my-work").status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= most
