import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import people
from tests.factories import TODAY, Office, a_person, a_recommendation, a_report, an_office
from tests.lives import Life
from tests.visitors import log_in


@pytest.fixture
def viewer(database, client):
    with database.transaction() as session:
        office = an_office(session)
        for component, days in (("PLCY", -34), ("PLCY", 12), ("CBP-OT", -112), ("CBP-OFO", 55), ("CBP-OFO", None)):
            due_on = None if days is None else TODAY + timedelta(days=days)
            a_recommendation(session, office, component=component, due_on=due_on)
        email = a_person(session, office, Role.VIEWER)
        a_person(session, office, Role.VIEWER, "CBP", email="viewer@cbp.example")
    log_in(client, email)
    return client


def all_kinds(session):
    """Recommendations of all ages, dates and statuses."""
    office = an_office(session)
    a_report(session, office, "OLD", issued_on=TODAY - timedelta(days=1500))
    for number, status in enumerate(Status):
        component = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")[number % 4]
        Life(session, office, component=component).brought_to(status)
        due_on = TODAY + timedelta(days=30 * number - 60)
        a_recommendation(session, office, "OLD", component=component, due_on=due_on)
    a_recommendation(session, office, "OLD", component="CBP-OFO")
    a_person(session, office, Role.VIEWER)
    a_person(session, office, Role.VIEWER, "CBP", email="viewer@cbp.example")
    a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")


def counts(page):
    return re.findall(r'<a class="usa-link site-count" href="([^"]+)">(\d+)</a>', page)


def followed(client, path):
    """Each count on the dashboard with its link, and the total that the list behind it tells."""
    for link, count in sorted(set(counts(client.get(path).text))):
        told = re.search(r"<strong>(\d+) recommendations?</strong>", client.get(unescape(link)).text)
        yield link, count, told and told[1]


@pytest.mark.beginning(recorded=all_kinds)
@pytest.mark.parametrize("email", ["viewer@dhs.example", "viewer@cbp.example", "manager@plcy.example"])
@pytest.mark.parametrize(
    "path", ["/", "/?component=CBP", f"/?as_of={TODAY - timedelta(days=90)}", f"/?as_of={TODAY + timedelta(days=60)}",
             f"/?component=CBP&as_of={TODAY - timedelta(days=190)}", "/?component=NO", "/?component=PLCY"],
)  # fmt: skip
def test_every_count_leads_to_the_list_that_makes_it_up(client, email, path):
    log_in(client, email)
    found = list(followed(client, path))
    assert len(found) >= 30
    assert [link for link, count, told in found if count != told] == []


def test_every_number_of_recommendations_in_a_table_is_a_link(viewer):
    page = viewer.get("/").text
    cells = re.findall(r'<td class="number[^"]*"[^>]*>(.*?)</td>', page)
    assert len(cells) > 30
    figure = r"<a [^>]+>\$?[\d,.]+</a>|[\d.]+ days?|–"
    figure += r"|\d+ days? <span class=\"site-quiet site-beside\">median [\d.]+ days</span>"
    compared = r"\$?[\d,.]+|unchanged|[\d.]+ (more|fewer)"
    assert [cell for cell in cells if not re.fullmatch(f"{figure}|{compared}", cell)] == []


def test_the_first_sentence_tells_how_things_are(viewer):
    page = viewer.get("/").text
    assert "5 of 5 recommendations are open: 2 overdue, the longest by 112 days; 1 more falls due by" in page


def test_what_needs_attention_comes_first_and_parts_stay_below_their_whole(viewer):
    codes = re.findall(r'<th scope="row" class="site-depth-(\d)"><a [^>]*>([^<]+)</a>', viewer.get("/").text)
    assert codes == [("0", "DHS"), ("1", "CBP"), ("2", "CBP-OT"), ("2", "CBP-OFO"), ("1", "PLCY")]


def test_another_day_is_announced_with_the_way_back(viewer):
    page = viewer.get("/?as_of=2026-09-30&component=CBP").text
    assert "You are looking at <strong>September 30, 2026</strong>." in page
    assert '<a href="/?component=CBP">Back to today</a>' in page


def test_a_day_that_does_not_exist_is_refused_in_a_sentence_and_kept(viewer):
    answer = viewer.get("/?as_of=2026-02-31&component=CBP")
    assert answer.status_code == 422
    assert "“2026-02-31” is not a date of the calendar." in answer.text
    assert 'value="2026-02-31"' in answer.text
    assert "<title>Error: Dashboard" in answer.text


@pytest.mark.usefixtures("viewer")
def test_nobody_sees_figures_of_others(app):
    client = app.test_client()
    log_in(client, "viewer@cbp.example")
    page = client.get("/").text
    assert "3 of 3 recommendations are open" in page
    assert "PLCY" not in page
    assert "0 overdue" in client.get("/?component=PLCY").text


def test_the_dashboard_asks_the_database_little(viewer, statements):
    for most in (10, 2):
        statements.clear()
        assert viewer.get("/").status_code == 200
        assert len([one for one in statements if one.startswith("SELECT")]) <= most


def test_before_anything_is_recorded_the_page_says_how_it_gets_here(database, client):
    with database.transaction() as session:
        a_person(session, an_office(session), Role.VIEWER)
    log_in(client, "viewer@dhs.example")
    page = client.get("/").text
    assert "no recommendation is recorded here: 0 open, 0 overdue." in page
    assert "hands in a table on the page Imports" in page


def test_a_figure_says_how_it_has_changed(viewer):
    page = viewer.get("/?compare_with=2026-10-01").text
    assert "1 more since October 1, 2026" in page
    assert "Since October 1, 2026: 0 closed, 1 became overdue." in page
    assert "since October 31, 2026" in viewer.get("/").text


def test_a_day_to_compare_with_that_comes_later_is_refused_in_a_sentence(viewer):
    answer = viewer.get("/?as_of=2026-10-01&compare_with=2026-10-02")
    assert answer.status_code == 422
    assert "has to come before the day that is shown" in answer.text
    assert 'value="2026-10-02"' in answer.text


def taken_away(client, address):
    with client.get(address) as answer:
        assert answer.status_code == 200
        return answer.data


@pytest.mark.beginning(recorded=all_kinds)
def test_the_table_to_take_away_says_what_the_page_says(client):
    log_in(client, "viewer@dhs.example")
    address = "?as_of=2026-10-15&compare_with=2026-06-30"
    whole, *parts = csv.DictReader(io.StringIO(taken_away(client, f"/dashboard.csv{address}").decode(), newline=""))
    assert (whole["as_of"], whole["component"]) == ("2026-10-15", "all")
    shown = dict.fromkeys(unescape(link) for link, _count in counts(client.get(f"/{address}").text))
    told = dict(counts(client.get(f"/{address}").text))
    for name, asks in (("open", "open=1"), ("overdue", "overdue=1"), ("no_date", "no_date=1")):
        link = f"/recommendations?{asks}&as_of=2026-10-15"
        assert link in shown
        assert told[link.replace("&", "&amp;")] == whole[name]
    assert {row["as_of"] for row in parts} == {"2026-10-15", "2026-06-30"}


@pytest.mark.beginning(recorded=all_kinds)
def test_the_workbook_holds_the_same_table_with_real_numbers(client):
    log_in(client, "viewer@dhs.example")
    table = list(csv.reader(io.StringIO(taken_away(client, "/dashboard.csv").decode(), newline="")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken_away(client, "/dashboard.xlsx")))
    sheet = book.get_sheet_by_name("Summary").to_python()
    assert sheet[0] == table[0]
    place = sheet[0].index("open")
    assert [row[place] for row in sheet[1:]] == [float(row[place]) for row in table[1:]]
    assert client.get("/dashboard.pdf").status_code == 404


def test_an_unchanged_page_is_not_sent_again(viewer, statements):
    first = viewer.get("/?component=CBP")
    again = viewer.get("/?component=CBP", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert first.headers["Cache-Control"] == "private, no-cache"
    statements.clear()
    viewer.get("/?component=CBP", headers={"If-None-Match": first.headers["ETag"]})
    assert len([one for one in statements if one.startswith("SELECT")]) <= 2


def test_a_page_is_sent_again_when_something_was_recorded_and_to_another_reader(database, viewer, app):
    tag = {"If-None-Match": viewer.get("/").headers["ETag"]}
    other = app.test_client()
    log_in(other, "viewer@cbp.example")
    assert other.get("/", headers=tag).status_code == 200
    assert viewer.get("/?as_of=2026-10-31", headers=tag).status_code == 200
    with database.transaction() as session:
        tree = people.tree(session.connection())
        a_recommendation(session, Office(tree, the_system("tests", tree), list(range(9))), component="PLCY")
    assert viewer.get("/", headers=tag).status_code == 200
