import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest

from ipr_compliance.domain import columns
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.words import Agreement, Role, in_words
from ipr_compliance.queries.filters import SORTS
from ipr_compliance.services.corrections import void
from ipr_compliance.services.inputs import VoidInput
from tests.factories import TODAY, a_desk, a_person, a_recommendation, an_office, an_update
from tests.visitors import log_in


def one_a_day(session):
    """PLCY, CBP and its offices have one each; in all there is one a day around today, and one without a date."""
    office = an_office(session)
    for component, days in (("PLCY", -1), ("CBP", 0), ("CBP-OT", 1), ("CBP-OFO", None)):
        due_on = None if days is None else TODAY + timedelta(days=days)
        a_recommendation(session, office, component=component, due_on=due_on)
    a_person(session, office, Role.VIEWER, email="viewer@dhs.example")
    a_person(session, office, Role.VIEWER, "CBP-OT", email="trade@cbp.example")
    return office


pytestmark = pytest.mark.beginning(recorded=one_a_day)


@pytest.fixture
def office(begun):
    return begun


@pytest.fixture
def viewer(office, client):  # noqa: ARG001  # the person is one of the office
    log_in(client, "viewer@dhs.example")
    return client


def total(client, query):
    return int(re.search(r"<strong>(\d+) recommendations?</strong>", client.get(f"/recommendations?{query}").text)[1])


def components(page):
    return re.findall(r'data-label="Component">([^<]+)<', page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("component=CBP", 3),
        ("component=cbp-ot", 1),
        ("component=NO-SUCH", 0),
        (f"due_before={TODAY}", 1),
        (f"due_after={TODAY}", 1),
        (f"due_after={TODAY - timedelta(days=1)}&due_before={TODAY + timedelta(days=1)}", 1),
        ("due_in=0", 1),
        ("due_in=1", 2),
        ("overdue=1", 1),
        ("no_date=1", 1),
        ("age=6_to_12_months", 4),
        ("age=under_6_months", 0),
        (f"as_of={TODAY - timedelta(days=301)}", 0),
    ],
)
def test_the_list_tells_how_many_there_are(viewer, query, count):
    assert total(viewer, query) == count


@pytest.mark.usefixtures("office")
def test_another_components_records_give_an_empty_list(client):
    log_in(client, "trade@cbp.example")
    assert total(client, "") == total(client, "component=CBP") == 1
    assert total(client, "component=PLCY") == 0


def test_each_order_is_a_link_and_keeps_the_filters(viewer, database, office):
    with database.transaction() as session:
        an_update(session, office, 1)
    page = viewer.get("/recommendations?open=1").text
    for sort, first in (("-due", "CBP-OFO"), ("report", "PLCY"), ("updated", "CBP")):
        address = unescape(re.search(rf'href="([^"]*sort={sort})"', page)[1])
        assert "open=1" in address
        assert components(viewer.get(address).text)[0] == first
    assert len(SORTS) == 4


def test_the_way_to_the_next_page_keeps_filter_and_order(viewer, database, office):
    with database.transaction() as session:
        for _ in range(30):
            a_recommendation(session, office, component="PLCY")
    address, pages = "/recommendations?component=PLCY&sort=-due", []
    while address:
        page = viewer.get(address).text
        assert "<strong>31 recommendations</strong>" in page
        pages.append(re.findall(r'<th scope="row"[^>]*><a [^>]*href="/recommendations/(\d+)"', page))
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found and unescape(found[1])
    assert [len(rows) for rows in pages] == [25, 6]
    assert len({one for rows in pages for one in rows}) == 31
    assert 'href="/recommendations?component=PLCY&amp;sort=-due">First page</a>' in page


def test_every_filter_of_an_address_is_a_chip_that_takes_it_away(viewer):
    query = f"component=PLCY&report=OIG-26-01&priority=0&age=6_to_12_months&due_before={TODAY}&no_date=0&due_in=30"
    page = viewer.get(f"/recommendations?{query}").text
    chips = dict(re.findall(r'<li><a href="([^"]+)">([^<]+?) <span', page))
    assert sorted(chips.values()) == [
        "Age: 6 to 12 months", "Component: PLCY", "Due before November 24, 2026", "Due in 30 days", "Report: OIG-26-01",
    ]  # fmt: skip
    for address in chips:
        assert len(re.findall(r'<li><a href="[^"]+">[^<]+ <span', viewer.get(unescape(address)).text)) == 4


def test_another_day_is_announced_and_its_days_count_from_then(viewer):
    page = viewer.get(f"/recommendations?as_of={TODAY - timedelta(days=10)}&component=PLCY").text
    assert "You are looking at <strong>November 14, 2026</strong>." in page
    assert '<a href="/recommendations?component=PLCY">Back to today</a>' in page
    assert "in 9 days" in page
    assert re.search(r'href="/recommendations/\d+\?as_of=2026-11-14"', page)
    assert "You are looking at" not in viewer.get(f"/recommendations?as_of={TODAY}").text


def test_how_old_the_last_update_is_stands_beside_it(viewer, database, office):
    with database.transaction() as session:
        an_update(session, office, 1)
    age, before = '<span class="site-quiet">today</span>', TODAY - timedelta(days=20)
    assert age in viewer.get("/recommendations").text
    assert age not in viewer.get(f"/recommendations?as_of={before}").text


def test_an_empty_list_says_what_would_be_here(viewer, database, office, client):
    assert "Remove one to see more." in viewer.get("/recommendations?overdue=1&no_date=1").text
    with database.transaction() as session:
        for number in range(1, 5):
            void(a_desk(session, office), number, VoidInput(version=1, note="Entered twice."))
    assert "hands in a table on the page Imports" in client.get("/recommendations").text


def test_what_cannot_be_read_is_said_and_all_that_was_typed_is_kept(viewer):
    answer = viewer.get("/recommendations?due_before=soon&age=old&q=seizure&report=OIG-26-01")
    assert answer.status_code == 422
    assert "“old” is not an age; they are under_6_months," in answer.text
    assert '<option value="old" selected>old</option>' in answer.text
    assert '<input type="hidden" name="due_before" value="soon">' in answer.text
    answer = viewer.get("/recommendations?due_before=soon")
    assert 'id="due_before" name="due_before" type="text" value="soon"' in answer.text
    answer = viewer.get("/recommendations?q=seizure&report=OIG-26-01&age=old")
    assert 'name="q" type="text" value="seizure"' in answer.text
    assert '<input type="hidden" name="report" value="OIG-26-01">' in answer.text


def test_chosen_columns_are_shown_and_every_link_keeps_them(viewer):
    page = viewer.get("/recommendations?columns=due_on&columns=days_late&columns=extensions&component=PLCY").text
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads == ["Number", "Due", "Days overdue", "Extensions"]
    assert re.findall(r'data-label="Days overdue">(\d+)<', page) == ["1"]
    chosen = "columns=due_on%2Cdays_late%2Cextensions"
    for link in (f'href="/recommendations?{chosen}"', f"sort=-due&amp;{chosen}", f"{chosen}&amp;format=xlsx"):
        assert link in page


def test_the_usual_columns_need_no_address(viewer):
    usual = "&".join(f"columns={name}" for name in columns.USUAL)
    assert "columns=" not in re.sub(r"/views/new[^\"]+", "", viewer.get(f"/recommendations?{usual}").text)
    answer = viewer.get("/recommendations?columns=secret")
    assert answer.status_code == 422
    assert "“secret” is not a column" in answer.text


def test_the_files_are_those_of_the_list(viewer):
    page = viewer.get("/recommendations?component=CBP&sort=report").text
    for address in re.findall(r'href="(/recommendations/file[^"]+)"', page):
        answer = viewer.get(unescape(address), buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="recommendations-{TODAY}.')
        assert len(answer.data) > 100
    assert viewer.get("/recommendations/file?format=docx").status_code == 404
    assert viewer.get("/recommendations/file?format=csv&status=late").status_code == 422


def test_every_cell_of_the_page_is_in_the_table_file(viewer):
    query = "columns=component,agreement,days_late,extensions,issued_on,due_on&sort=report"
    page = viewer.get(f"/recommendations?{query}").text
    table = list(
        csv.DictReader(io.StringIO(viewer.get(f"/recommendations/file?format=csv&{query}", buffered=True).text))
    )
    cells = {name: re.findall(rf'data-label="{columns.TITLES[name]}">([^<]*)<', page) for name in ("component",)}
    assert cells["component"] == [row["component"] for row in table]
    assert re.findall(r'data-label="Days overdue">(\d+)<', page) == [row["days_late"] for row in table]
    assert re.findall(r'data-label="Agreement">([^<]+)<', page) == [
        in_words(Agreement(row["agreement"])) for row in table
    ]
    issued = [written_out(date.fromisoformat(row["issued_on"])) for row in table]
    assert re.findall(r'data-label="Issued">([^<]+)<', page) == issued


def test_a_past_day_says_what_is_told_as_of_today(viewer):
    said = "Texts, titles and officials are shown as they are today"
    assert said in viewer.get(f"/recommendations?as_of={TODAY - timedelta(days=10)}").text
    assert said not in viewer.get("/recommendations").text


def test_the_list_asks_the_database_little(viewer, statements):
    viewer.get("/recommendations?open=1")  # what is kept for a state has been worked out then
    statements.clear()
    assert viewer.get("/recommendations?open=1&columns=next_update_due_on").status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= 5
