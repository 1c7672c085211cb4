import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.web import progress, work
from tests.factories import a_person, a_recommendation, a_report, an_office, an_update
from tests.visitors import log_in, send

FORMS = {
    "html": ("text/html; charset=utf-8", b"<!DOCTYPE html>"),
    "pdf": ("application/pdf", b"%PDF-1.7"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "csv": ("text/csv; charset=utf-8", b"report_number,"),
    "json": ("application/json", b'{"summary": '),
}


@pytest.fixture
def office(database):
    """One overdue recommendation at CBP-OT, told in markup; one without a date at PLCY."""
    with database.transaction() as session:
        office = an_office(session)
        late = a_recommendation(session, office, due_on="2026-10-21", text="<script>alert(1)</script>")
        an_update(session, office, late, note="<b>Draft</b> sent.", next_step="Sign it")
        a_recommendation(session, office, component="PLCY", text="Coordinate the strategy.")
        return office


@pytest.fixture
def viewer(database, office, client):
    """Somebody who reads everything."""
    with database.transaction() as session:
        log_in_as = a_person(session, office, Role.VIEWER)
    log_in(client, log_in_as)
    return client


@pytest.fixture
def policy(database, office, client):
    """Somebody who reads PLCY's records alone."""
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER, "PLCY")
    log_in(client, email)
    return client


def test_the_page_tells_the_report_and_offers_it_in_each_form(viewer):
    page = viewer.get("/progress")
    assert page.status_code == 200
    assert "2 of 2 recommendations are open: 1 overdue, by 34 days" in page.text
    links = re.findall(r'href="(/progress/file[^"]*)"', page.text)
    assert len(links) == len(FORMS)
    assert all("as_of=2026-11-24" in link and "from=2026-11-01" in link for link in links)


def take(client, **query):
    """Ask for the file and read it to its end, as a browser does: the server's copy is closed then."""
    return client.get("/progress/file", query_string=query, buffered=True)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_can_be_taken_away(viewer, form):
    answer = take(viewer, format=form)
    media_type, begins = FORMS[form]
    assert (answer.status_code, answer.content_type) == (200, media_type)
    assert answer.data.startswith(begins)
    assert f'filename="progress-all-2026-11-24.{form}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_numbers_and_records_on_the_page_lead_to_what_they_are_about(viewer):
    page = viewer.get("/progress?component=CBP&as_of=2026-11-20").text
    address = re.search(r'href="(/recommendations\?[^"]*overdue[^"]*)">(\d+)<', page)
    assert address.group(1) == "/recommendations?component=CBP&amp;as_of=2026-11-20&amp;overdue=1"
    assert address.group(2) == "1"
    assert re.search(r'<a class="usa-link" href="/recommendations/\d+">OIG-26-01, recommendation 1', page)


@pytest.mark.parametrize("path", ["/progress", "/progress/file?format=html"])
def test_what_people_wrote_is_text(viewer, path):
    page = viewer.get(path, buffered=True).text
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;Draft&lt;/b&gt; sent." in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "limit", ["report=OIG-26-01", "component=CBP", "kind=sar&component=CBP", "where=overdue%3D1", ""]
)
def test_the_way_back_to_today_keeps_what_the_report_is_limited_to(viewer, limit):
    page = viewer.get(f"/progress?as_of=2026-10-31&from=2026-10-01&{limit}").text
    back = unescape(re.search(r'<a href="([^"]*)">Back to today', page)[1])
    heading = re.search(r"<h1>[^<]*</h1>", page)[0]
    today = viewer.get(back).text
    assert "as_of" not in back
    asked = ("component", "where", "kind")
    kept = dict(parse_qsl(urlsplit(back).query))
    first = dict(parse_qsl(urlsplit(re.search(r'href="(/progress/file[^"]*)"', unescape(page))[1]).query))
    assert {name: kept.get(name) for name in asked} == {name: first.get(name) for name in asked}
    assert heading in today


def test_a_past_day_is_shown_as_such(viewer):
    page = viewer.get("/progress?as_of=2026-10-21").text
    assert "You are looking at" in page
    assert "0 overdue" in page
    assert 'value="2026-10-01"' in page


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("as_of=2026-02-30", "as_of", "“2026-02-30” is not a date of the calendar."),
        ("from=2026-12-01&as_of=2026-11-30", "from", "after its last day"),
        ("component=NASA", "component", "There is no component NASA."),
        ("kind=sar&as_of=soon", "as_of", "“soon” is not a date of the calendar."),
    ],
)
def test_what_cannot_be_reported_is_said_beside_its_field(viewer, query, field, words):
    page = viewer.get(f"/progress?{query}")
    assert page.status_code == 422
    assert f'<a class="usa-link" href="#{field}">' in page.text
    assert page.text.count(words) == 2
    assert viewer.get(f"/progress/file?format=csv&{query}").status_code == 422


STATUTORY = {"sar": "Semiannual report tables", "gao-ig": "GAO-IG Act list of outstanding recommendations"}


@pytest.fixture
def costly(database, office):
    """Besides, two reports of a year and a half ago: questioned costs at CBP-OT, markup in place of a title."""
    with database.transaction() as session:
        for number in ("A/1", "A/2"):
            a_report(session, office, number, title="<i>Duties</i>", issued_on="2025-05-04")
            a_recommendation(session, office, number, questioned_cost="1000", unsupported_cost="400")


@pytest.mark.parametrize("kind", STATUTORY)
@pytest.mark.usefixtures("costly")
def test_a_report_of_the_law_is_told_and_offered_in_each_form(viewer, kind):
    page = viewer.get(f"/progress?kind={kind}")
    assert page.status_code == 200
    assert f"<h1>{STATUTORY[kind]}</h1>" in page.text
    links = re.findall(r'href="(/progress/file[^"]*)"', page.text)
    assert len(links) == len(FORMS)
    for link in links:
        answer = viewer.get(link.replace("&amp;", "&"), buffered=True)
        assert answer.status_code == 200
        assert f'filename="{kind}-all-' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", STATUTORY)
@pytest.mark.usefixtures("costly")
def test_every_number_on_the_page_opens_a_page_with_that_number(viewer, kind):
    page = viewer.get(f"/progress?kind={kind}").text
    cells = re.findall(r'<a class="usa-link site-count" href="(/progress/rows[^"]*)">([^<]*)</a>', page)
    assert len(cells) >= (30 if kind == "sar" else 2)
    for address, words in cells:
        rows = viewer.get(address.replace("&amp;", "&"))
        assert rows.status_code == 200
        assert words in re.search('<p class="site-lead">([^<]*)</p>', rows.text)[1]


@pytest.mark.usefixtures("costly")
def test_the_rows_behind_a_cell_lead_to_the_reports_and_their_recommendations(viewer):
    rows = viewer.get("/progress/rows?kind=sar&table=questioned_costs&row=A&component=CBP").text
    assert "2 reports, $2,000.00 of questioned costs, of this $800.00 unsupported" in rows
    assert rows.count('href="/reports/A/1"') == 1
    address = re.search(r'href="(/recommendations\?report=A[^"]*)">no. 3', rows)[1].replace("&amp;", "&")
    listed = viewer.get(address)
    assert "1 recommendation" in listed.text
    assert "&lt;i&gt;Duties&lt;/i&gt;" in rows
    assert "5 U.S.C. 405(b)(8)(A)" in rows


def test_a_kind_that_is_not_there_is_said_on_top_and_leads_to_those_there_are(viewer):
    page = viewer.get("/progress?kind=annual")
    assert page.status_code == 422
    assert '<a class="usa-link" href="#kind">There is no report of the kind “annual”.</a>' in page.text


def test_the_kinds_and_the_period_before_are_one_step_away(viewer):
    page = viewer.get("/progress?kind=sar&component=CBP").text
    assert 'href="/progress?kind=gao-ig&amp;component=CBP"' in page
    assert 'href="/progress?kind=sar&amp;component=CBP" aria-current="page"' in page
    earlier = re.search(r'href="([^"]*)">The period before', page)[1].replace("&amp;", "&")
    assert 'value="2025-10-01"' in viewer.get(earlier).text


def test_rows_that_are_not_there_are_not_found(viewer):
    for query in ("", "kind=sar", "kind=sar&table=questioned_costs&row=E", "kind=gao-ig&table=reports_issued"):
        assert viewer.get(f"/progress/rows?{query}").status_code == 404
    assert viewer.get("/progress/rows?kind=annual&table=items").status_code == 422
    assert viewer.get("/progress/rows?kind=gao-ig&table=items&after=-1").status_code == 422


def test_a_long_list_goes_on_on_the_next_page(viewer, database, office):
    with database.transaction() as session:
        a_report(session, office, "LONG", issued_on="2024-05-04")
        for _ in range(51):
            a_recommendation(session, office, "LONG")
    first = viewer.get("/progress/rows?kind=gao-ig&table=items").text
    assert "51 recommendations" in first
    second = viewer.get(re.search(r'href="([^"]*after=50)" rel="next"', first)[1].replace("&amp;", "&")).text
    assert second.count('data-label="Component"') == 1
    assert "First page" in second


@pytest.mark.usefixtures("costly")
def test_a_number_of_others_is_nobody_s(policy):
    rows = policy.get("/progress/rows?kind=sar&table=questioned_costs&row=A").text
    assert "0 reports, $0.00" in rows
    assert "A/1" not in rows


@pytest.mark.parametrize("kind", STATUTORY)
@pytest.mark.usefixtures("costly")
def test_the_statutory_page_needs_no_more_questions_for_more_records(viewer, office, database, statements, kind):
    viewer.get(f"/progress?kind={kind}")
    statements.clear()
    viewer.get(f"/progress?kind={kind}")
    before = len(statements)
    with database.transaction() as session:
        for _ in range(5):
            a_recommendation(session, office, "A/1", questioned_cost="5")
    viewer.get(f"/progress?kind={kind}")
    statements.clear()
    viewer.get(f"/progress?kind={kind}")
    assert len(statements) == before <= 15


def test_a_form_that_is_not_there_is_not_found(viewer):
    assert viewer.get("/progress/file?format=docx").status_code == 404
    assert viewer.get("/progress/file").status_code == 404


@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_components_of_others_stay_unknown(policy, form):
    text = take(policy, format=form).text
    assert "Coordinate the strategy." in text
    assert "CBP-OT" not in text
    assert "There is no component CBP." in policy.get("/progress?component=CBP").text


def test_the_page_needs_no_more_questions_for_more_records(viewer, office, database, statements):
    viewer.get("/progress")
    statements.clear()
    viewer.get("/progress")
    before = len(statements)
    with database.transaction() as session:
        for _ in range(5):
            an_update(session, office, a_recommendation(session, office, due_on="2026-10-21"))
    viewer.get("/progress")
    statements.clear()
    viewer.get("/progress")
    assert len(statements) == before <= 11


def test_a_long_report_is_asked_for_as_work_and_not_linked(viewer, monkeypatch):
    monkeypatch.setattr(progress, "LONG", 0)
    page = viewer.get("/progress").text
    assert "/progress/file" not in page
    assert page.count('name="format"') == len(FORMS)
    answer = take(viewer, format="pdf", component="PLCY")
    assert answer.status_code == 303
    assert answer.location.startswith("/progress?component=PLCY&")
    assert "This report is long: ask for its file here" in viewer.get(answer.location).text


def test_a_report_about_one_oig_report_or_a_view_is_named_and_taken_away(viewer, office, database, monkeypatch):
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-09", due_on="2026-10-01")
    page = viewer.get("/progress?report=OIG-26-09").text
    assert "All components; Report: OIG-26-09, November 1, 2026" in page
    assert "1 of 1 recommendations are open" in page or "1 of 1 recommendation is open" in page
    assert 'value="OIG-26-09"' in page
    link = re.search(r'href="(/progress/file[^"]*format=csv)"', page)[1].replace("&amp;", "&")
    lines = viewer.get(link, buffered=True).text.splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["OIG-26-09"]
    saved = send(viewer, "/views", page="/views/new?asks=q%3Dstrategy", name="Strategy", asks="q=strategy")
    assert saved.status_code == 303
    page = viewer.get("/progress?view=strategy").text
    assert "Words: strategy" in page
    assert '<option value="Strategy">' in page or '<option value="Strategy" selected>' in page
    wrong = viewer.get("/progress?report=NONE")
    assert (wrong.status_code, "There is no report “NONE”" in wrong.text) == (422, True)
    monkeypatch.setattr(work, "launch", lambda _number: None)
    send(viewer, "/progress/work", format="csv", where="report=OIG-26-09")
    assert "Report: OIG-26-09" in viewer.get("/work").text


def test_work_that_is_asked_for_is_begun_and_has_a_page_of_its_own(viewer, monkeypatch):
    begun = []
    monkeypatch.setattr(work, "launch", begun.append)
    answer = send(viewer, "/progress/work", format="pdf", as_of="2026-11-20", component="PLCY")
    assert (answer.status_code, answer.location) == (303, "/work/1")
    assert begun == [1]
    page = viewer.get("/work/1").text
    assert "Progress report, PLCY, November 1, 2026 to November 20, 2026 (PDF)" in page
    assert send(viewer, "/work/1/cancel").status_code == 303
    assert "It was stopped" in viewer.get("/work/1").text
    assert "Stopped" in viewer.get("/work").text


@pytest.mark.parametrize(
    "asked", [{"format": "docx"}, {"format": "pdf", "component": "NO"}, {"format": "pdf", "as_of": "x"}]
)
def test_work_that_makes_no_sense_is_refused(viewer, asked):
    assert send(viewer, "/progress/work", **asked).status_code in {404, 422}
    assert "Large reports" in viewer.get("/work").text


@pytest.fixture
def liaison(database, office, client):
    """Somebody who keeps all records."""
    with database.transaction() as session:
        email = a_person(session, office, Role.LIAISON)
    log_in(client, email)
    return client


def test_a_report_is_issued_listed_and_fetched(liaison, database, office):
    page = liaison.get("/progress").text
    assert "Issue this report" in page
    answer = send(liaison, "/progress/issued", page="/progress", format="csv", as_of="2026-11-24")
    assert (answer.status_code, answer.location) == (303, "/progress/issued/PR-2026-001")
    before = liaison.get("/progress/issued/PR-2026-001/file").data
    assert before.startswith(b"report_number,")
    with database.transaction() as session:
        a_recommendation(session, office)
    assert liaison.get("/progress/issued/PR-2026-001/file").data == before
    send(liaison, "/progress/issued", page="/progress", format="csv", as_of="2026-11-24", replaces="PR-2026-001")
    assert "It has been replaced by PR-2026-002" in liaison.get("/progress/issued/PR-2026-001").text
    assert "Replaced by PR-2026-002." in liaison.get("/progress/issued").text


def test_whoever_may_not_see_all_of_it_does_not_find_it(liaison, policy):
    with liaison.session_transaction() as kept:
        kept.clear()
    log_in(liaison, "liaison@dhs.example")
    send(liaison, "/progress/issued", page="/progress", format="csv", as_of="2026-11-24")
    log_in(policy, "viewer@dhs.example")
    assert policy.get("/progress/issued/PR-2026-001").status_code == 404
    assert policy.get("/progress/issued/PR-2026-001/file").status_code == 404
    assert "PR-2026-001" not in policy.get("/progress/issued").text


def test_a_reader_is_not_offered_to_issue_and_is_refused(viewer):
    assert "Issue this report" not in viewer.get("/progress").text
    assert send(viewer, "/progress/issued", format="pdf").status_code == 403
    assert "No report that is yours to see" in viewer.get("/progress/issued").text


def test_a_long_report_is_issued_by_work(liaison, monkeypatch, app):
    monkeypatch.setattr(progress, "LONG", 1)
    monkeypatch.setattr(work, "launch", lambda _number: None)
    assert send(liaison, "/progress/issued", page="/progress", format="pdf", as_of="2026-11-24").location == "/work/1"
    assert "PR-2026-001" not in liaison.get("/progress/issued").text
    assert job.run_waiting(app.extensions["ipr"]) == 1
    assert "PR-2026-001" in liaison.get("/progress/issued").text
    assert liaison.get("/progress/issued/PR-2026-001/file").data.startswith(b"%PDF")
