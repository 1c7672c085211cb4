"""What administrators and keepers do for the office, told by programs."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import AuthenticatorApp, Message, MessageState
from ipr_compliance.queries import people as askers
from ipr_compliance.services import issued
from ipr_compliance.services.orders import read_order
from tests.api.conftest import Caller
from tests.factories import NOW, PASSWORD, TODAY
from tests.visitors import log_in, send

NEW = {"email": "New@CBP.example", "name": "New", "new_password": PASSWORD, "role": "viewer", "component": "CBP"}


def test_a_person_comes_gets_roles_and_goes(admin, client):
    made = admin.post("/people", json=NEW)
    assert (made.status_code, made.json["email"], made.json["active"]) == (201, "new@cbp.example", True)
    assert made.json["roles"] == [{"role": "viewer", "component": "CBP"}]
    path = f"/people/{made.json['id']}"
    assert log_in(client, "new@cbp.example").status_code == 303
    again = admin.post("/people", json=NEW)
    assert (again.status_code, again.json["field"]) == (409, "email")

    assert admin.post(f"{path}/roles", json={"role": "liaison", "component": "PLCY"}).status_code == 201
    assert admin.post(f"{path}/roles", json={"role": "liaison", "component": "PLCY"}).status_code == 409
    left = admin.post(f"{path}/roles/removal", json={"role": "viewer", "component": "CBP"}).json["items"]
    person = next(one for one in left if one["email"] == "new@cbp.example")
    assert person["roles"] == [{"role": "liaison", "component": "PLCY"}]

    assert admin.app.test_client().patch(
        f"/api/v1{path}", json={"active": False}, headers=admin.headers
    ).json["active"] is False  # fmt: skip
    assert log_in(client.application.test_client(), "new@cbp.example").status_code == 422
    assert PASSWORD not in admin.get("/people").text


@pytest.mark.parametrize(
    ("change", "field"),
    [({"new_password": "short"}, "new_password"), ({"role": "king"}, "role"), ({"component": "FEMA"}, "component"),
     ({"email": "nobody"}, "email"), ({"admin": True}, "admin")],
)  # fmt: skip
def test_what_is_wrong_with_a_new_person_is_named_and_nobody_is_added(admin, change, field):
    before = admin.read("/people")["total"]
    answer = admin.post("/people", json=NEW | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert admin.read("/people")["total"] == before


def test_an_office_is_added_and_renamed(admin):
    made = admin.post("/components", json={"code": "CBP-X", "name": "X", "parent": "CBP"})
    assert (made.status_code, made.json["parent"]) == (201, "CBP")
    changed = admin.patch("/components/cbp-x", json={"name": "Y", "mailbox": "y@cbp.example"})
    assert (changed.json["name"], changed.json["mailbox"]) == ("Y", "y@cbp.example")
    assert "CBP-X" in {one["code"] for one in admin.read("/components")["items"]}
    assert admin.post("/components", json={"code": "CBP-X", "name": "X", "parent": "CBP"}).status_code == 409


def test_a_record_entered_in_error_leaves_the_lists(admin, brought):
    at = brought(Status.OPEN_RESOLVED)
    assert admin.move(f"{at}/entered-in-error", note="Twice.").status_code == 201
    assert admin.read("/recommendations")["total"] == 0
    assert admin.post(f"{at}/updates", json={"note": "x", "version": admin.read(at)["version"]}).status_code == 409


def test_a_closeout_package_holds_the_evidence(viewer: Caller, brought):
    at = brought(Status.OPEN_RESOLVED)
    assert viewer.get(f"{at}/closeout.pdf").data.startswith(b"%PDF")
    packed = zipfile.ZipFile(io.BytesIO(viewer.get(f"{at}/closeout.zip").data))
    assert any(name.startswith("evidence/") for name in packed.namelist())


def test_a_failed_message_is_tried_again_and_a_planned_one_cancelled(admin, database):
    with database.transaction() as session:
        message = Message(
            key="a", kind="test", recipient="a@x.example", planned_for=TODAY, planned_at=NOW, rfc_message_id="<a@x>",
            not_before=NOW + timedelta(hours=1), subject="1", text="", html="", state=MessageState.FAILED,
        )  # fmt: skip
        session.add(message)
        session.flush()
        path = f"/deliveries/{message.id}"
    assert admin.post(f"{path}/again").json["state"] == "planned"
    assert admin.post(f"{path}/again").status_code == 409
    assert admin.post(f"{path}/cancellation").json["state"] == "cancelled"
    assert admin.read(path)["state"] == "cancelled"


def test_a_progress_report_comes_in_every_form_and_kind(viewer, brought):
    brought(Status.OPEN_RESOLVED)
    made = viewer.read("/progress", component="CBP")
    assert (made["summary"]["open"], len(made["items"])) == (1, 1)
    assert "questioned_costs" in viewer.read("/progress", kind="sar")
    assert viewer.get("/progress", format="csv").text.startswith("report_number,")
    for query, field in (({"kind": "x"}, "kind"), ({"format": "doc"}, "format"), ({"from": "soon"}, "from"),
                         ({"since": "2026-01-01"}, "since")):  # fmt: skip
        answer = viewer.get("/progress", **query)
        assert (answer.status_code, answer.json["field"]) == (422, field)


def test_an_issued_report_is_read_as_it_was(a_caller, database, office, brought):
    brought(Status.OPEN_RESOLVED)
    keeper = office.keeper
    with database.reading() as connection:
        tree, file = askers.tree(connection), io.BytesIO()
        order = read_order(connection, {"kind": Kind.PROGRESS}, keeper, tree, TODAY)
        draft = issued.draft(connection, keeper, tree, order, Format.JSON, file)
    file.seek(0)
    with database.transaction() as session:
        number = issued.issue(session, keeper, tree, draft, file, today=TODAY, now=NOW)
    whole, part = a_caller(Role.VIEWER, "DHS"), a_caller(Role.VIEWER, "CBP")

    [listed] = whole.read("/issued-reports")["items"]
    assert listed == whole.read(f"/issued-reports/{number}")
    assert listed["number"] == number
    assert whole.get(f"/issued-reports/{number}/file").data == file.getvalue()
    assert part.read("/issued-reports")["items"] == []
    assert part.get(f"/issued-reports/{number}/file").status_code == 404


def test_a_test_mail_is_planned_once_a_minute_for_who_asks(liaison):
    sent = liaison.post("/deliveries/test")
    assert (sent.status_code, sent.json["kind"], sent.json["state"]) == (201, "test", "planned")
    assert sent.json["recipient"] == liaison.read("/account")["email"]
    assert liaison.read(f"/deliveries/{sent.json['id']}") == sent.json
    assert liaison.post("/deliveries/test").status_code == 409


def test_the_office_s_rules_are_read_and_some_of_them_set(admin, departmental):
    before = admin.read("/office-rules")
    assert before["defaults"] == {name: value for name, value in before.items() if name != "defaults"}
    now = admin.patch("/office-rules", json={"update_days": 30, "extension_reasons": ["The vendor", "Counsel"]})
    assert now.json == before | {"update_days": 30, "extension_reasons": ["The vendor", "Counsel"]}
    assert admin.read("/office-rules") == now.json
    assert admin.patch("/office-rules", json={"update_days": 30}).status_code == 422
    assert departmental.patch("/office-rules", json={"update_days": 60}).status_code == 403
    for wrong in ({"update_days": 0}, {"extension_limit": 99}, {"extension_reasons": ["A", "a"]}, {"other_days": 3}):
        answer = admin.patch("/office-rules", json=wrong)
        assert (answer.status_code, answer.json["field"]) == (422, *wrong)
    assert admin.read("/office-rules") == now.json


def test_the_limits_of_rhythms_are_read_and_some_of_them_set(departmental, viewer):
    before = departmental.read("/reminder-limits")
    assert before == {"weekly": True, "at_once": [], "within": 0}
    now = departmental.patch("/reminder-limits", json={"weekly": False, "at_once": ["milestone", "due-date"]})
    assert now.json == {"weekly": False, "at_once": ["due-date", "milestone"], "within": 0}
    assert departmental.read("/reminder-limits") == now.json
    assert viewer.patch("/account", json={"rhythm": "monday"}).status_code == 422
    assert departmental.patch("/reminder-limits", json={"at_once": []}).json["at_once"] == []
    for wrong in ({"within": 91}, {"at_once": ["never"]}, {"daily": True}):
        answer = departmental.patch("/reminder-limits", json=wrong)
        assert (answer.status_code, answer.json["field"]) == (422, *wrong)
    assert departmental.patch("/reminder-limits", json={}).status_code == 422


def test_an_administrator_of_all_sees_and_ends_the_tokens_of_others(admin, viewer, manager):
    people = {one["email"]: f"/people/{one['id']}/tokens" for one in admin.read("/people")["items"]}
    theirs = people[viewer.read("/account")["email"]]
    assert admin.read(theirs) == viewer.read("/account/tokens")
    revocation = f"{theirs}/{admin.read(theirs)['items'][0]['id']}/revocation"
    other = revocation.replace(theirs, people[manager.read("/account")["email"]])
    assert admin.post(other).status_code == 404
    assert (viewer.get("/account").status_code, admin.post(revocation).json["items"]) == (200, [])
    assert (viewer.get("/account").status_code, admin.post(revocation).status_code) == (401, 404)
    assert admin.get("/people/999/tokens").status_code == 404


def test_an_administrator_of_all_takes_the_second_factors_of_somebody_else(admin, viewer, client, database):
    email = viewer.read("/account")["email"]
    found = {one["email"]: one["id"] for one in admin.read("/people")["items"]}
    path = f"/people/{found[email]}/second-factors/removal"
    assert admin.post(path).status_code == 409
    app = {"person_id": 0, "sealed_secret": "x", "added_at": NOW, "confirmed": True, "last_step": 0}
    mine = found[admin.read("/account")["email"]]
    with database.transaction(recorded=False) as session:
        for person_id in (found[email], mine):
            session.connection().execute(sa.insert(AuthenticatorApp.__table__).values(app | {"person_id": person_id}))
    assert admin.post(path).json["email"] == email
    assert admin.post(path).status_code == 409
    own = admin.post(f"/people/{mine}/second-factors/removal")
    assert (own.status_code, "your own" in own.json["detail"]) == (403, True)
    with database.reading() as connection:
        assert connection.execute(sa.select(AuthenticatorApp.__table__.c.person_id)).scalars().all() == [mine]
    assert [one["recipient"] for one in admin.read("/deliveries", person=email)["items"]] == [email]
    assert log_in(client, email).status_code == 303


def test_the_address_of_ones_calendar_is_ended(viewer, client):
    log_in(client, viewer.read("/account")["email"])
    page = send(client, "/account/calendar", page="/account").text
    feed = re.search(r"/calendar/[^/\s]+\.ics", page)[0]
    assert (client.get(feed).status_code, viewer.read("/account")["calendar_made_at"] is None) == (200, False)
    for _twice in range(2):
        assert viewer.post("/account/calendar/revocation").json["calendar_made_at"] is None
    assert client.get(feed).status_code == 404
