from datetime import timedelta
from urllib.parse import quote

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.queries.pictures import NAMES
from ipr_compliance.services import components
from ipr_compliance.services.components import ComponentChangeInput
from tests.factories import NOW, TODAY, a_person, a_recommendation, an_office, an_update
from tests.visitors import log_in

ALL = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def viewer(database, client):
    with database.transaction() as session:
        office = an_office(session)
        for component, days in (("PLCY", -34), ("CBP-OT", 12), ("CBP-OFO", None)):
            due_on = None if days is None else TODAY + timedelta(days=days)
            a_recommendation(session, office, component=component, due_on=due_on)
        email = a_person(session, office, Role.VIEWER)
        a_person(session, office, Role.VIEWER, "CBP", email="viewer@cbp.example")
    log_in(client, email)
    return client


@ALL
@pytest.mark.parametrize("width", ["", "&width=narrow", "&width=wide", "&width=99"])
def test_a_picture_is_an_image_that_may_load_nothing(viewer, name, width):
    answer = viewer.get(f"/charts/{name}.svg?as_of=2026-11-24{width}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.data.startswith(b"<?xml")


@ALL
def test_what_has_not_changed_is_not_sent_again(viewer, name):
    mark = viewer.get(f"/charts/{name}.svg").headers["ETag"]
    again = viewer.get(f"/charts/{name}.svg", headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert viewer.get(f"/charts/{name}.svg?width=wide", headers={"If-None-Match": mark}).status_code == 200
    assert viewer.get(f"/charts/{name}.svg?as_of=2026-11-01", headers={"If-None-Match": mark}).status_code == 200


def test_after_a_write_or_a_new_name_it_is_sent_again(viewer, database):
    def mark():
        return viewer.get("/charts/status.svg").headers["ETag"]

    marks = [mark()]
    with database.transaction() as session:
        office = an_office_again(session)
        given = ComponentChangeInput.read({"name": "Trade and more"})
        number = office.tree.by_code["CBP-OT"].id
        components.change(session, number, given, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    marks.append(mark())
    with database.transaction() as session:
        office = an_office_again(session)
        an_update(session, office, 1)
    marks.append(mark())
    assert len(set(marks)) == 3


def an_office_again(session):
    from ipr_compliance.domain.permissions import the_system  # noqa: PLC0415  # for this helper alone
    from ipr_compliance.queries import people  # noqa: PLC0415
    from tests.factories import Office  # noqa: PLC0415

    tree = people.tree(session.connection())
    return Office(tree, the_system("tests", tree))


@pytest.mark.usefixtures("viewer")
def test_nobody_sees_pictures_of_others(app):
    client = app.test_client()
    log_in(client, "viewer@cbp.example")
    for name in NAMES:
        assert "PLCY" not in client.get(f"/charts/{name}.svg").text
        assert "PLCY" not in client.get(f"/charts/{name}.svg?component=PLCY").text
    assert "Nothing is open here" in client.get("/charts/status.svg?component=PLCY").text


@pytest.mark.usefixtures("viewer")
def test_what_one_reader_got_does_not_hold_for_another(app, client):
    other = app.test_client()
    log_in(other, "viewer@cbp.example")
    mark = client.get("/charts/status.svg").headers["ETag"]
    assert other.get("/charts/status.svg", headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("name", ["nowhere", "status.svg", quote("../status"), "STATUS"])
def test_there_are_no_other_pictures(viewer, name):
    assert viewer.get(f"/charts/{name}.svg").status_code == 404


def test_a_day_that_does_not_exist_is_refused_in_a_sentence(viewer):
    answer = viewer.get("/charts/status.svg?as_of=2026-02-31")
    assert answer.status_code == 422
    assert "“2026-02-31” is not a date of the calendar." in answer.text
