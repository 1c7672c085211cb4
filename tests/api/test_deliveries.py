from datetime import timedelta

import pytest

from ipr_compliance.database import Database
from ipr_compliance.models import Message, MessageState, Reminder
from tests.api.conftest import Caller
from tests.factories import NOW, TODAY, Office, a_recommendation

SENT_TO = ("trade@cbp.example", "policy@plcy.example", "audits@cbp.example")


@pytest.fixture(autouse=True)
def _messages(database: Database, office: Office) -> None:
    """Three messages, each about one recommendation: CBP's, PLCY's, CBP's; the last one failed."""
    with database.transaction() as session:
        for number, (recipient, component) in enumerate(zip(SENT_TO, ("CBP-OT", "PLCY", "CBP"), strict=True), 1):
            message = Message(
                key=str(number), kind="digest", recipient=recipient, planned_for=TODAY, planned_at=NOW,
                not_before=NOW + timedelta(hours=1), rfc_message_id=f"<{number}@tests.example>", subject="1 overdue",
                text="", html="", state=MessageState.FAILED if number == 3 else MessageState.PLANNED,
            )  # fmt: skip
            session.add(message)
            session.flush()
            recommendation_id = a_recommendation(session, office, component=component)
            session.add(
                Reminder(
                    recipient=recipient,
                    recommendation_id=recommendation_id,
                    event="due",
                    due_on=TODAY,
                    step=7,
                    message_id=message.id,
                )
            )


def test_a_liaison_sees_what_went_out_about_the_records_they_keep(liaison: Caller) -> None:
    answer = liaison.read("/deliveries")

    assert [item["recipient"] for item in answer["items"]] == [SENT_TO[2], SENT_TO[0]]
    assert (answer["total"], answer["next"]) == (2, None)
    assert answer["items"][0] | {"id": 0} == {
        "id": 0, "kind": "digest", "recipient": "audits@cbp.example", "subject": "1 overdue", "state": "failed",
        "reason": None, "attempts": 0, "planned_for": "2026-11-24", "planned_at": "2026-11-24T14:00:00+00:00",
        "not_before": "2026-11-24T15:00:00+00:00", "settled_at": None, "server_words": None,
    }  # fmt: skip


def test_a_viewer_sees_no_messages(viewer: Caller) -> None:
    assert viewer.read("/deliveries") == {"items": [], "total": 0, "next": None}


def test_messages_are_found_by_state_and_person(liaison: Caller) -> None:
    assert [item["recipient"] for item in liaison.read("/deliveries", state="planned")["items"]] == [SENT_TO[0]]
    assert [item["recipient"] for item in liaison.read("/deliveries", person="AUDITS@")["items"]] == [SENT_TO[2]]
    assert liaison.get("/deliveries", state="lost").json["field"] == "state"


def test_messages_are_found_by_what_they_tell_of_and_when_they_were_settled(liaison: Caller) -> None:
    [cbp] = [item["recipient"] for item in liaison.read("/deliveries", item="1")["items"]]
    assert cbp == SENT_TO[0]
    assert len(liaison.read("/deliveries", item="OIG-26-01")["items"]) == 2
    assert liaison.read("/deliveries", since="2026-11-24")["items"] == []
    assert liaison.get("/deliveries", since="soon").json["field"] == "since"


def test_messages_come_in_pages(liaison: Caller) -> None:
    first = liaison.read("/deliveries", limit=1)
    second = liaison.read("/deliveries", limit=1, cursor=first["next"])

    assert [page["items"][0]["recipient"] for page in (first, second)] == [SENT_TO[2], SENT_TO[0]]
    assert liaison.get("/deliveries", cursor="x").json["field"] == "cursor"
