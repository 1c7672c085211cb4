"""Every call there is, for every role, on what is its component's, below it, above it, and another's."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from ipr_compliance.domain.permissions import ALLOWED, Action
from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.schedules import Every
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Message, MessageState, Person, Reminder
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import aliases, refused_addresses, schedules, views
from tests.api.conftest import Caller
from tests.api.test_permissions import BESIDE, CALLS, READS
from tests.factories import NOW, TODAY, a_person, a_recommendation
from tests.lives import Life

ROLES = list(Role)
NOBODY, EVERYBODY = frozenset(), frozenset(Role)
TABLE = "report_number,number,text,component\nOIG-26-77,1,We recommend.,CBP-OT\n"
KEEPERS = frozenset(role for role in Role if Action.EDIT in ALLOWED[role])
WATCHERS = frozenset(role for role in Role if Action.SEE_DELIVERIES in ALLOWED[role])
ADMINS = frozenset(role for role in Role if Action.ADMINISTER in ALLOWED[role])


@dataclass(frozen=True)
class Call:
    """A call about the office, and who may: of those who hold their role for CBP. Others get the status beside it."""

    endpoint: str
    method: str
    path: str
    who: frozenset[Role]
    body: dict[str, Any] | None = None
    otherwise: int = 403


NEW = {"number": "9", "text": "Write it down.", "report_number": "OIG-26-01"}
HANDOVER = {"email": "a@x.example", "responsible_official": "B", "responsible_email": "b@x.example"}
RULE = {"after": "weekly", "to": ["official"]}
SCHEDULE = {"every": "month", "readers": ["cbp@x.example"]}
PERSON = {"name": "New", "new_password": "four words make one", "role": "viewer"}

# In this order each of them is made by everybody in turn; {own} and {other} are a number of CBP's and of PLCY's.
OFFICE = (
    Call("list_recommendations", "GET", "/recommendations", EVERYBODY),
    Call("add_recommendation", "POST", "/recommendations", KEEPERS, NEW | {"component": "CBP-OFO"}),
    Call("add_recommendation", "POST", "/recommendations", NOBODY, NEW | {"component": "PLCY"}, 422),
    Call("list_reports", "GET", "/reports", EVERYBODY),
    Call("show_report", "GET", "/reports/OIG-26-01", EVERYBODY),
    Call("show_report", "GET", "/reports/OIG-26-02", NOBODY, otherwise=404),
    Call("add_report", "POST", "/reports", KEEPERS, {"number": "OIG-26-50"}),
    Call("change_report", "PATCH", "/reports/OIG-26-02", NOBODY, {"public": False}, 404),
    Call("change_report", "PATCH", "/reports/OIG-26-01", KEEPERS, {"public": False}),
    Call("show_summary", "GET", "/summary", EVERYBODY),
    Call("show_progress", "GET", "/progress?format=csv", EVERYBODY),
    Call("list_issued_reports", "GET", "/issued-reports", EVERYBODY),
    Call("show_issued_report", "GET", "/issued-reports/PR-2026-001", NOBODY, otherwise=404),
    Call("show_issued_file", "GET", "/issued-reports/PR-2026-001/file", NOBODY, otherwise=404),
    Call("list_deliveries", "GET", "/deliveries", EVERYBODY),
    Call("send_test_mail", "POST", "/deliveries/test", WATCHERS),
    Call("list_refused_addresses", "GET", "/deliveries/addresses", WATCHERS),
    Call("send_to_address_again", "POST", "/deliveries/addresses/again", WATCHERS, {"address": "cbp@x.example"}),
    Call("show_delivery", "GET", "/deliveries/{own}", WATCHERS, otherwise=404),
    Call("show_delivery", "GET", "/deliveries/{other}", NOBODY, otherwise=404),
    Call("send_again", "POST", "/deliveries/{other}/again", NOBODY, otherwise=404),
    Call("send_again", "POST", "/deliveries/{own}/again", WATCHERS, otherwise=404),
    Call("cancel_delivery", "POST", "/deliveries/{other}/cancellation", NOBODY, otherwise=404),
    Call("cancel_delivery", "POST", "/deliveries/{own}/cancellation", WATCHERS, otherwise=404),
    Call("list_imports", "GET", "/imports", KEEPERS),
    Call("list_reconciliations", "GET", "/reconciliations", KEEPERS),
    Call("list_documents", "GET", "/documents", KEEPERS),
    Call("list_work", "GET", "/work", EVERYBODY),
    Call("list_components", "GET", "/components", EVERYBODY),
    Call("add_component", "POST", "/components", ADMINS, {"code": "CBP-X", "name": "X", "parent": "CBP"}),
    Call("add_component", "POST", "/components", NOBODY, {"code": "PLCY-X", "name": "X", "parent": "PLCY"}),
    Call("change_component", "PATCH", "/components/CBP", ADMINS, {"name": "Borders"}),
    Call("change_component", "PATCH", "/components/PLCY", NOBODY, {"name": "Mine"}, 404),
    Call("list_people", "GET", "/people", ADMINS),
    Call("show_person", "GET", "/people/{own}", ADMINS),
    Call("add_person", "POST", "/people", ADMINS, PERSON | {"email": "new@cbp.example", "component": "CBP-OT"}),
    Call("add_person", "POST", "/people", NOBODY, PERSON | {"email": "new@plcy.example", "component": "PLCY"}),
    Call("grant_role", "POST", "/people/{own}/roles", ADMINS, {"role": "liaison", "component": "CBP-OT"}),
    Call("grant_role", "POST", "/people/{own}/roles", NOBODY, {"role": "liaison", "component": "PLCY"}),
    Call("grant_role", "POST", "/people/{own}/roles", NOBODY, {"role": "admin"}),
    Call("revoke_role", "POST", "/people/{own}/roles/removal", ADMINS, {"role": "liaison", "component": "CBP-OT"}),
    Call("change_person", "PATCH", "/people/{own}", NOBODY, {"active": False}),
    Call("issue_report", "POST", "/issued-reports", KEEPERS, {"component": "CBP", "format": "csv"}),
    Call("issue_report", "POST", "/issued-reports", NOBODY, {"format": "csv"}),
    Call("issue_report", "POST", "/issued-reports", NOBODY, {"component": "PLCY", "format": "csv"}, 422),
    Call("list_schedules", "GET", "/schedules", KEEPERS),
    Call("add_schedule", "POST", "/schedules", KEEPERS, SCHEDULE | {"component": "CBP"}),
    Call("add_schedule", "POST", "/schedules", NOBODY, SCHEDULE),
    Call("remove_schedule", "POST", "/schedules/{whole}/removal", NOBODY, otherwise=404),
    Call("remove_schedule", "POST", "/schedules/{part}/removal", KEEPERS, otherwise=404),
    Call("list_aliases", "GET", "/aliases", KEEPERS),
    Call("add_alias", "POST", "/aliases", KEEPERS, {"alias": "Borders Office", "component": "CBP"}),
    Call("remove_alias", "POST", "/aliases/{ours}/removal", KEEPERS),
    Call("list_reminder_rules", "GET", "/reminder-rules", NOBODY),
    Call("show_reminder_rule", "GET", "/reminder-rules/due-date", NOBODY),
    Call("preview_reminder_rule", "POST", "/reminder-rules/due-date/preview", NOBODY, RULE),
    Call("set_reminder_rule", "PUT", "/reminder-rules/due-date", NOBODY, RULE),
    Call("show_reminder_limits", "GET", "/reminder-limits", NOBODY),
    Call("change_reminder_limits", "PATCH", "/reminder-limits", NOBODY, {"weekly": False}),
    Call("show_office_rules", "GET", "/office-rules", NOBODY),
    Call("change_office_rules", "PATCH", "/office-rules", NOBODY, {"extension_limit": 1}),
    Call("show_account", "GET", "/account", EVERYBODY),
    Call("change_account", "PATCH", "/account", EVERYBODY, {"rhythm": "monday"}),
    Call("list_sessions", "GET", "/account/sessions", EVERYBODY),
    Call("end_session", "POST", "/account/sessions/1/ending", NOBODY, otherwise=404),
    Call("list_tokens", "GET", "/account/tokens", EVERYBODY),
    Call("revoke_token", "POST", "/account/tokens/0/revocation", NOBODY, otherwise=404),
    Call("revoke_calendar", "POST", "/account/calendar/revocation", EVERYBODY),
    Call("list_person_tokens", "GET", "/people/{own}/tokens", NOBODY),
    Call("revoke_person_token", "POST", "/people/{own}/tokens/1/revocation", NOBODY),
    Call("remove_second_factors", "POST", "/people/{own}/second-factors/removal", NOBODY),
    Call("list_holdings", "GET", "/holdings?email=a@x.example", ADMINS),
    Call("hand_over", "POST", "/holdings/handover", ADMINS, HANDOVER),
    Call("list_views", "GET", "/views", EVERYBODY),
    Call("add_view", "POST", "/views", EVERYBODY, {"name": "Ours", "component": "CBP"}),
    Call("add_view", "POST", "/views", NOBODY, {"name": "Theirs", "component": "PLCY"}, 422),
    Call("show_view", "GET", "/views/{shared}", EVERYBODY),
    Call("show_view", "GET", "/views/{foreign}", NOBODY, otherwise=404),
    Call("change_view", "PATCH", "/views/{shared}", NOBODY, {"name": "Mine", "version": 1}),
    Call("change_view", "PATCH", "/views/{foreign}", NOBODY, {"name": "Mine", "version": 1}, 404),
    Call("replace_view", "PUT", "/views/{shared}/filters", NOBODY, {"filters": {}, "version": 1}),
    Call("replace_view", "PUT", "/views/{foreign}/filters", NOBODY, {"filters": {}, "version": 1}, 404),
    Call("subscribe_to_view", "POST", "/views/{shared}/subscription", EVERYBODY, {"rhythm": "weekly"}),
    Call("subscribe_to_view", "POST", "/views/{foreign}/subscription", NOBODY, {"rhythm": "weekly"}, 404),
    Call("remove_view", "POST", "/views/{foreign}/removal", NOBODY, {"version": 1}, 404),
    Call("remove_view", "POST", "/views/{shared}/removal", ADMINS, {"version": 1}),
    Call("list_webhooks", "GET", "/webhooks", NOBODY),
    Call("add_webhook", "POST", "/webhooks", NOBODY, {"address": "https://receiver.example/hook"}),
    Call("show_webhook", "GET", "/webhooks/1", NOBODY),
    Call("switch_webhook", "PATCH", "/webhooks/1", NOBODY, {"active": False}),
    Call("test_webhook", "POST", "/webhooks/1/test", NOBODY),
    Call("list_webhook_deliveries", "GET", "/webhooks/1/deliveries", NOBODY),
    Call("remove_webhook", "POST", "/webhooks/1/removal", NOBODY),
)  # fmt: skip
BY_FORM = {
    "add_import", "show_import", "accept_import", "undo_import", "add_document", "show_document", "correct_proposal",
    "read_document_again", "check_import", "add_reconciliation", "show_reconciliation", "check_reconciliation",
    "accept_document", "read_memo_for_report", "record_memo", "show_work", "show_work_file", "cancel_work",
}  # fmt: skip
"""Files are sent and followed by tests of their own: tables below, documents with their work and lists beside."""


def test_every_call_is_in_one_of_the_tables(app):
    there = {name.removeprefix("api.") for name in app.view_functions if name.startswith("api.")}
    told = {call.endpoint for call in OFFICE} | {endpoint for endpoint, *_rest in CALLS}
    assert there == told | set(READS.values()) | BESIDE | BY_FORM


@pytest.fixture
def numbers(database, office):
    """Two components' records, a person and a message of each."""
    with database.transaction() as session:
        found = {}
        held = {"responsible_email": HANDOVER["email"]}
        for whose, component in (("own", "CBP"), ("other", "PLCY")):
            record = a_recommendation(session, office, f"OIG-26-{len(found) + 1:02}", component=component, **held)
            a_person(session, office, Role.VIEWER, component, email=f"{component}@x.example".lower())
            message = Message(
                key=component, kind="digest", recipient=f"{component}@x.example", planned_for=TODAY, planned_at=NOW,
                not_before=NOW + timedelta(hours=1), rfc_message_id=f"<{component}@x>", subject="1", text="", html="",
                state=MessageState.FAILED,
            )  # fmt: skip
            session.add(message)
            session.flush()
            told = {"recipient": message.recipient, "event": "due", "due_on": TODAY, "step": 7}
            session.add(Reminder(recommendation_id=record, message_id=message.id, **told))
            refused_addresses.mark(session, message.recipient, "No such mailbox.", now=NOW)
            found[whose] = record
        desk = Life(session, office, component="PLCY").desk()
        keeper = session.exec(select(Person.id).where(Person.email == "plcy@x.example")).one()
        found["outsider"] = keeper
        theirs = replace(desk, by=replace(desk.by, person_id=keeper))
        for name, component in (("shared", "CBP"), ("foreign", "PLCY")):
            found[name] = views.save(theirs, name, Filter(), component)
        known = aliases.AliasInput(alias="Border Office", component="CBP")
        found["ours"] = aliases.confirm(session, known, tree=desk.tree, by=desk.by, today=TODAY, now=NOW)
        for name, component in (("whole", ""), ("part", "CBP")):
            found[name] = schedules.add(desk, Kind.PROGRESS, component, Every.MONTH, "cbp@x.example")
        return found


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_is_its_own_in_the_office(a_caller, numbers, role):
    caller = a_caller(role, "CBP")

    for call in OFFICE:
        path = call.path.format(**numbers)
        options = {} if call.body is None else {"json": call.body}
        answer = caller.app.test_client().open(
            f"/api/v1{path}", method=call.method, headers=caller.headers, buffered=True, **options
        )
        expected = {200, 201} if role in call.who else {call.otherwise}
        if call.endpoint == "add_recommendation" and role not in KEEPERS and call.otherwise == 422:
            expected = {422}  # a component that is not theirs to see is none
        assert answer.status_code in expected, (call.method, path, call.body, answer.text)


@pytest.mark.parametrize("role", ROLES)
def test_lists_hold_what_is_ones_own_and_nothing_else(a_caller, numbers, role):
    caller = a_caller(role, "CBP")
    assert [item["component"] for item in caller.read("/recommendations")["items"]] == ["CBP"]
    assert [item["number"] for item in caller.read("/reports")["items"]] == ["OIG-26-01"]
    assert caller.read("/summary")["open"] == 1
    assert len(caller.read("/deliveries")["items"]) == (role in WATCHERS)
    if role in WATCHERS:
        assert [item["address"] for item in caller.read("/deliveries/addresses")["items"]] == ["cbp@x.example"]
        theirs = {"address": "plcy@x.example"}
        assert caller.post("/deliveries/addresses/again", json=theirs).status_code == 404
    assert {item["code"] for item in caller.read("/components")["items"]} == {"CBP", "CBP-OT", "CBP-OFO"}
    if role in ADMINS:
        assert "plcy@x.example" not in {person["email"] for person in caller.read("/people")["items"]}
        assert caller.get(f"/people/{numbers['outsider']}").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_what_is_above_one_s_component_is_not_there(a_caller, database, office, role):
    with database.transaction() as session:
        above = Life(session, office, component="CBP").brought_to(Status.OPEN_RESOLVED).id
    caller = a_caller(role, "CBP-OT")
    assert caller.get(f"/recommendations/{above}").status_code == 404
    for _endpoint, _action, method, rest, body in CALLS:
        sent = {"json": body | ({} if rest.endswith("decision") else {"version": 1})}
        answer = (caller.patch if method == "PATCH" else caller.post)(f"/recommendations/{above}{rest}", **sent)
        assert answer.status_code in ({404, 422} if None in body.values() else {404}), rest


@pytest.mark.parametrize("role", ROLES)
def test_a_table_is_handed_in_followed_accepted_and_undone_by_who_keeps_records(a_caller, stranger, role):
    caller = a_caller(role, "CBP")
    sent = caller.send("/imports", {"file": (io.BytesIO(TABLE.encode()), "t.csv")})
    if role not in KEEPERS:
        assert sent.status_code == 403
        assert [caller.get("/imports/1").status_code, caller.post("/imports/1/acceptance").status_code] == [403, 403]
        assert caller.post("/imports/1/undoing").status_code == 403
        assert caller.post("/imports/1/check", json={}).status_code == 403
        return
    path = f"/imports/{sent.json['id']}"
    assert stranger.post(f"{path}/check", json={}).status_code == 404
    assert caller.post(f"{path}/check", json={}).json["new"] == 1
    for other in (path, f"{path}/acceptance", f"{path}/undoing"):
        answer = stranger.get(other) if other == path else stranger.post(other)
        assert answer.status_code == 404
    assert [item["id"] for item in caller.read("/imports")["items"]] == [sent.json["id"]]
    assert stranger.read("/imports")["items"] == []
    assert caller.post(f"{path}/acceptance").json["state"] == "accepted"
    first, again = (caller.post(f"{path}/undoing", "key") for _ in range(2))
    assert (first.json["state"], again.json["state"]) == ("undone", "undone")
    assert caller.read("/recommendations")["total"] == 0


def test_who_asked_for_more_time_does_not_decide_it(liaison: Caller, departmental: Caller, brought):
    at = brought(Status.OPEN_RESOLVED)
    liaison.move(f"{at}/extensions", proposed_due_on="2027-06-01", reason="The vendor is late.")
    refused = liaison.post(f"{at}/extensions/1/decision", json={"approve": True})
    assert refused.status_code == 403
    assert departmental.post(f"{at}/extensions/1/decision", json={"approve": True}).status_code == 200
