"""A recommendation's whole life, told by the programs of the people who live it."""

from ipr_compliance.database import Database
from tests.api.conftest import Caller
from tests.factories import Office, a_report

NEW = {"report_number": "OIG-26-01", "number": "7", "component": "CBP-OT", "text": "Write it down."}
PLAN = {
    "agreement": "partially-concur", "plan": "We write it down.", "due_on": "2026-12-31", "received_on": "2026-03-20",
    "responsible_official": "Director, Trade", "responsible_email": "director@cbp.example",
}  # fmt: skip


def done(answer, status=201):
    assert answer.status_code == status, answer.text
    return answer.json


def test_from_the_issue_to_the_closing(
    database: Database, office: Office, manager: Caller, liaison: Caller, departmental: Caller
) -> None:
    with database.transaction() as session:
        a_report(session, office)

    at = issued_and_answered(manager, liaison)
    extended(manager, liaison, departmental, at)
    planned(manager, at)
    closed(manager, liaison, at)

    kinds = [entry["kind"] for entry in sorted(manager.read(f"{at}/history")["items"], key=lambda entry: entry["seq"])]
    assert kinds == [
        "entered", "response", "evidence", "decision", "extension-asked", "extension-refused", "extension-asked",
        "extension-granted", "extension-asked", "extension-granted", "extension-asked", "extension-granted",
        "milestone", "milestone", "milestone", "evidence", "closure", "evidence", "decision", "closure", "evidence",
        "decision",
    ]  # fmt: skip


def issued_and_answered(manager, liaison):
    at = f"/recommendations/{done(liaison.post('/recommendations', json=NEW))['id']}"
    stand(manager, at, "response-due", "component", version=1)

    done(manager.move(f"{at}/responses", **PLAN))
    stand(manager, at, "open-unresolved", "oig", version=2, plan="We write it down.", original_due_on="2026-12-31")
    letter = done(liaison.attach(at, kind="letter", dated_on="2026-05-04"))["id"]
    done(liaison.move(f"{at}/decisions", status="open-resolved", decided_on="2026-05-04", letter=letter))
    stand(manager, at, "open-resolved", "component", decided_on="2026-05-04")
    return at


def extended(manager, liaison, departmental, at):
    more_time(manager, liaison, at, "2027-02-28", approve=False)
    more_time(manager, liaison, at, "2027-01-31", approve=True)
    more_time(manager, liaison, at, "2027-02-28", approve=True)
    asked = done(manager.move(f"{at}/extensions", proposed_due_on="2027-03-31", reason="The vendor failed."))["n"]
    assert liaison.post(f"{at}/extensions/{asked}/decision", json={"approve": True}).status_code == 403
    done(departmental.post(f"{at}/extensions/{asked}/decision", json={"approve": True}), 200)
    stand(manager, at, "open-resolved", "component", due_on="2027-03-31", original_due_on="2026-12-31", extensions=3)


def planned(manager, at):
    step = done(manager.move(f"{at}/milestones", title="Draft", due_on="2026-12-01", owner="Trade"))["n"]
    done(manager.patch(f"{at}/milestones/{step}", json={"due_on": "2026-12-05", "note": "Counsel was away."}), 200)
    done(manager.patch(f"{at}/milestones/{step}", json={"done_on": "2026-11-20"}), 200)
    told = {"title": "Draft", "owner": "Trade", "due_on": "2026-12-05", "done_on": "2026-11-20"}
    assert manager.read(f"{at}/milestones")["items"][0].items() >= told.items()


def closed(manager, liaison, at):
    done(manager.attach(at))
    done(manager.move(f"{at}/closures", note="It is written.", implemented_on="2026-11-20"))
    stand(manager, at, "closure-requested", "oig", implemented_on="2026-11-20")
    letter = done(liaison.attach(at, b"%PDF-1.7 no", kind="letter"))["id"]
    returned = {"status": "open-resolved", "decided_on": "2026-11-22", "letter": letter, "note": "No signature."}
    done(liaison.move(f"{at}/decisions", **returned))
    stand(manager, at, "open-resolved", "component", implemented_on=None)
    done(manager.move(f"{at}/closures", note="It is signed.", implemented_on="2026-11-23"))
    letter = done(liaison.attach(at, b"%PDF-1.7 yes", kind="letter"))["id"]
    done(liaison.move(f"{at}/decisions", status="closed-implemented", decided_on="2026-11-24", letter=letter))

    stand(manager, at, "closed-implemented", "nobody", closed_on="2026-11-24", next_update_due_on=None)


def stand(caller, at, status, whose_move, **facts):
    record = caller.read(at)
    assert record.items() >= ({"status": status, "whose_move": whose_move} | facts).items()


def more_time(manager, liaison, at, until, *, approve):
    due_on = manager.read(at)["due_on"]
    asked = done(manager.move(f"{at}/extensions", proposed_due_on=until, reason="The vendor is late."))
    assert manager.read(at)["extension_pending"]
    answer = done(liaison.post(f"{at}/extensions/{asked['n']}/decision", json={"approve": approve}), 200)

    assert (answer["n"], answer["version"]) == (asked["n"], asked["version"] + 1)
    record = manager.read(at)
    assert (record["due_on"], record["extension_pending"]) == (until if approve else due_on, False)
    again = liaison.post(f"{at}/extensions/{asked['n']}/decision", json={"approve": approve})
    assert again.status_code == 409
