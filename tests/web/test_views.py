import re
from html import unescape
from urllib.parse import urlencode

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import TODAY, a_person, a_recommendation, an_office
from tests.visitors import log_in

ASKS = "component=CBP&open=1&sort=-due&columns=status%2Cdue_on"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, component="CBP-OT", due_on=TODAY)
        a_person(session, office, Role.VIEWER, email="viewer@dhs.example")
        a_person(session, office, Role.VIEWER, "CBP-OT", email="trade@cbp.example")
    return office


@pytest.fixture
def viewer(office, client):  # noqa: ARG001  # the person is one of the office
    log_in(client, "viewer@dhs.example")
    return client


def posted(client, path, at="/views/new", **fields):
    """Send a form as the page has it."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(at).text)[1]
    return client.post(path, data={"csrf_token": token, **fields})


def saved(client, **fields):
    answer = posted(client, "/views", **{"asks": ASKS, "name": "Late", **fields})
    assert answer.status_code == 303
    return answer.location


def test_the_list_leads_to_the_form_and_the_saved_view_back_to_the_list(viewer):
    page = viewer.get(f"/recommendations?{ASKS}").text
    link = unescape(re.search(r'href="(/views/new[^"]+)"', page)[1])
    assert link == f"/views/new?{urlencode({'asks': ASKS})}"
    form = viewer.get(link).text
    assert "Component: CBP; Open" in form
    assert f'name="asks" value="{ASKS.replace("&", "&amp;")}"' in form
    view = viewer.get(saved(viewer)).text
    assert f'href="/recommendations?{ASKS.replace("&", "&amp;")}">Open it' in view
    assert "The view is saved." in view
    assert ">Late</a>" in viewer.get("/recommendations").text
    assert "Component: CBP; Open" in viewer.get("/views").text


def test_a_name_that_is_taken_is_said_and_all_that_was_typed_stays(viewer):
    saved(viewer)
    answer = posted(viewer, "/views", asks=ASKS, name="Late", component="CBP", rhythm="weekly")
    assert answer.status_code == 409
    assert "You have a view “Late” already" in answer.text
    for kept in ('value="Late"', '<option value="CBP" selected>', '<option value="weekly" selected>'):
        assert kept in answer.text


def test_a_view_is_replaced_where_it_is_still_what_the_person_saw(viewer):
    address = saved(viewer)
    option = re.search(r'<option value="(\d+\.1)">Replace “Late”', viewer.get("/views/new").text)[1]
    assert posted(viewer, "/views", asks="overdue=1", replaces=option).location == address
    assert 'href="/recommendations?overdue=1"' in viewer.get(address).text
    assert posted(viewer, "/views", asks="open=1", replaces=option).status_code == 409
    assert 'href="/recommendations?overdue=1"' in viewer.get(address).text


def test_it_is_renamed_shared_subscribed_to_and_deleted(viewer):
    address = saved(viewer)
    answer = posted(viewer, address, at=address, name="Sooner", component="CBP-OT", version="1")
    assert answer.status_code == 303
    assert "shared with all who read CBP-OT" in viewer.get(address).text
    assert posted(viewer, address, at=address, name="Again", version="1").status_code == 409
    posted(viewer, f"{address}/subscription", at=address, rhythm="weekly")
    assert "Once a week" in viewer.get("/views").text
    assert posted(viewer, f"{address}/subscription", at=address, rhythm="hourly").status_code == 422
    log_in(viewer, "trade@cbp.example")
    assert "Sooner" in viewer.get("/views").text
    assert "Name and sharing" not in viewer.get(address).text
    assert posted(viewer, f"{address}/deletion", at=address, version="2").status_code == 403
    log_in(viewer, "viewer@dhs.example")
    assert posted(viewer, f"{address}/deletion", at=address, version="2").location == "/views"
    assert viewer.get(address).status_code == 404


def test_a_private_view_of_somebody_else_is_not_there(viewer):
    address = saved(viewer)
    log_in(viewer, "trade@cbp.example")
    assert viewer.get(address).status_code == 404
    assert posted(viewer, address, name="Mine now", version="1").status_code == 404
    assert ">Late</a>" not in viewer.get("/recommendations").text


def test_it_can_be_saved_and_had_by_mail_at_once(viewer):
    assert '<option value="daily" selected>' in viewer.get(saved(viewer, rhythm="daily")).text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": ""}, 422), ({"component": "NASA"}, 422), ({"rhythm": "hourly"}, 422), ({"replaces": "x.1"}, 422),
        ({"replaces": "99.1"}, 404), ({"asks": "status=late"}, 422),
        ({"asks": "as_of=2026-01-01", "rhythm": "daily"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused(viewer, fields, status):
    assert posted(viewer, "/views", **{"asks": ASKS, "name": "Late", **fields}).status_code == status
    assert "No view is saved yet." in viewer.get("/views").text


def test_what_people_type_stays_text(viewer):
    address = saved(viewer, name="<script>alert(1)</script>", asks=urlencode({"q": "<b>x</b>"}))
    for path in (address, "/views", "/recommendations"):
        assert "<script>alert" not in viewer.get(path).text


def test_the_pages_ask_the_database_little(viewer, statements):
    address = saved(viewer)
    for path, most in (("/views", 3), (address, 3), ("/views/new?asks=open%3D1", 3)):
        viewer.get(path)  # what follows from the history is kept from here on
        statements.clear()
        viewer.get(path)
        assert len([one for one in statements if one.startswith("SELECT")]) <= most, path
