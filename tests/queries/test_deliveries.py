from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.attempts import Outcome, Result
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Component, MessageState, Recommendation
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.deliveries import Wanted
from ipr_compliance.services import deliveries as outbox
from ipr_compliance.services import reminders, sending
from tests.factories import NOW, OFFICE, TODAY, a_recommendation, a_report, an_asker, an_office

SENDER = "oig-tracker@dhs.example"


@pytest.fixture
def office(session):
    """A digest each to PLCY's and CBP-OT's mailbox, one to an official of both, and a message about nothing in it."""
    office = an_office(session)
    a_report(session, office, issued_on=TODAY - timedelta(days=10))
    for code in ("PLCY", "CBP-OT"):
        a_recommendation(session, office, component=code, due_on=TODAY, responsible_email="both_of@dhs.example")
    ready = reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url="https://tracker.example")
    reminders.plan(session, ready, today=TODAY, now=NOW, zone=OFFICE, sender=SENDER)
    outbox.plan(
        session, Letter("The month", "Text", "<p>Text</p>"), key="progress:1", kind="progress",
        recipient="not an address", planned_for=TODAY, now=NOW, not_before=NOW, sender=SENDER,
    )  # fmt: skip
    return office


@pytest.fixture
def ask(session, office):
    def ask(role=Role.LIAISON, *codes, limit=10, after="", **wanted):
        asker = an_asker(office, role, *(codes or ("DHS",)))
        return deliveries.page(session.connection(), asker, office.tree, Wanted(**wanted), limit=limit, after=after)

    return ask


def recipients(page):
    return [row.recipient for row in page.rows]


EVERYBODY = ["not an address", "trade@cbp.example", "policy@plcy.example", "both_of@dhs.example"]


def test_whoever_keeps_everything_sees_every_message_newest_first(ask):
    page = ask()
    assert (recipients(page), page.total, page.next) == (EVERYBODY, 4, None)


def test_whoever_keeps_some_components_sees_what_is_about_theirs_alone(ask):
    assert recipients(ask(Role.LIAISON, "PLCY")) == ["policy@plcy.example"]
    assert recipients(ask(Role.LIAISON, "CBP")) == ["trade@cbp.example"]
    assert recipients(ask(Role.LIAISON, "CBP", "PLCY")) == EVERYBODY[1:]


def test_what_an_address_was_told_before_counts_since_a_digest_lists_it_again(session, office, ask):
    later = TODAY + timedelta(days=1)
    a_recommendation(session, office, component="PLCY", due_on=later, responsible_email="both_of@dhs.example")
    ready = reminders.drafts(session.connection(), by=office.keeper, today=later, base_url="https://tracker.example")
    assert "(CBP-OT)" in next(draft.letter.text for draft in ready if draft.digest.recipient == "both_of@dhs.example")
    reminders.plan(session, ready, today=later, now=NOW, zone=OFFICE, sender=SENDER)
    assert recipients(ask(Role.LIAISON, "PLCY")) == ["policy@plcy.example"] * 2


def test_a_message_that_is_no_reminder_is_for_whoever_keeps_everything(session, ask):
    outbox.plan(
        session, Letter("The month", "Text", "<p>Text</p>"), key="progress:2", kind="progress",
        recipient="policy@plcy.example", planned_for=TODAY, now=NOW, not_before=NOW, sender=SENDER,
    )  # fmt: skip
    assert ask(person="policy").total == 2
    assert ask(Role.LIAISON, "PLCY", person="policy").total == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAM_MANAGER])
def test_readers_and_managers_see_none(ask, role):
    assert ask(role).total == 0


def test_pages_follow_one_another_without_gap(ask):
    first = ask(limit=3)
    second = ask(limit=3, after=first.next)
    assert recipients(first) + recipients(second) == EVERYBODY
    assert (first.total, second.total, second.next) == (4, 4, None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "skipped"}, ["not an address"]),
        ({"state": "failed"}, []),
        ({"person": "PLCY.example"}, ["policy@plcy.example"]),
        ({"person": "h_of@"}, ["both_of@dhs.example"]),
        ({"person": "%"}, []),
        ({"person": "\\"}, []),
        ({"person": "policy\0"}, ["policy@plcy.example"]),
        ({"person": "example", "state": "skipped"}, []),
    ],
)
def test_messages_are_found_by_state_and_by_part_of_an_address(ask, wanted, found):
    assert recipients(ask(**wanted)) == found


def test_a_state_that_is_none_is_refused():
    with pytest.raises(Invalid, match="not a state of a message") as refusal:
        Wanted(state="lost")
    assert refusal.value.field == "state"


@pytest.mark.parametrize("after", ["x", "-1", "٣", "9" * 40])
def test_a_marker_made_up_by_somebody_is_refused(ask, after):
    with pytest.raises(Invalid):
        ask(after=after)


def test_one_message_is_shown_to_those_who_may_see_it(session, office, ask):
    [row] = ask(person="policy").rows
    connection = session.connection()
    found = deliveries.one(connection, an_asker(office, Role.LIAISON, "PLCY"), office.tree, row.id)
    assert (found.state, found.text.startswith("DUE TODAY")) == (MessageState.PLANNED, True)
    with pytest.raises(NotFound):
        deliveries.one(connection, an_asker(office, Role.LIAISON, "CBP"), office.tree, row.id)


@pytest.mark.usefixtures("office")
def test_what_is_due_comes_in_the_order_of_planning(session):
    due = deliveries.due(session.connection(), NOW)
    assert (len(due), due) == (3, sorted(due))
    assert deliveries.due(session.connection(), NOW, TODAY - timedelta(days=1)) == []


def refuse(session, message_id, words="550 Gone", *, address_refused=True):
    claimed = sending.claim(session, message_id, now=NOW, as_of=TODAY)
    never = Outcome(Result.NEVER, "The mail server refused it for good.", words, address_refused=address_refused)
    sending.record(session, claimed, never, now=NOW)


def refusing(session, office, *codes):
    found = deliveries.refusing_addresses(session.connection(), an_asker(office, Role.LIAISON, *codes))
    return [(row.address, row.failed, row.since, row.words) for row in found]


def test_an_address_that_refuses_mail_is_told_to_those_who_see_the_message(session, office, ask):
    refuse(session, ask(person="policy").rows[0].id)
    expected = [("policy@plcy.example", 1, NOW, "550 Gone")]
    assert refusing(session, office, "DHS") == refusing(session, office, "PLCY") == expected
    assert refusing(session, office, "CBP") == []


def test_whoever_keeps_nothing_is_told_of_no_address(session, office, ask):
    refuse(session, ask(person="policy").rows[0].id)
    viewer = an_asker(office, Role.VIEWER, "DHS")
    assert deliveries.refusing_addresses(session.connection(), viewer) == []


def test_a_refusal_of_something_else_says_nothing_about_the_address(session, office, ask):
    refuse(session, ask(person="policy").rows[0].id, "554 Spam", address_refused=False)
    assert refusing(session, office, "DHS") == []


def test_a_mark_on_an_address_that_was_corrected_is_found(session, ask):
    refuse(session, ask(person="policy").rows[0].id)
    assert deliveries.unused_marks(session.connection()) == []
    session.connection().execute(sa.update(Component).values(mailbox="new@plcy.example"))
    assert deliveries.unused_marks(session.connection()) == ["policy@plcy.example"]


def test_messages_are_found_by_the_day_since_when_they_are_settled(session, ask):
    refuse(session, ask(person="policy").rows[0].id)
    assert recipients(ask(since="2026-11-24", state="failed", zone=OFFICE)) == ["policy@plcy.example"]
    assert recipients(ask(since="2026-11-25", zone=OFFICE)) == []
    with pytest.raises(Invalid) as refusal:
        Wanted(since="some day")
    assert refusal.value.field == "since"


def test_a_digest_that_lists_something_foreign_without_reminding_of_it_is_hidden(session, office, ask):
    a_recommendation(session, office, component="CBP-OT", due_on=TODAY, responsible_email="two_of@dhs.example")
    theirs = {"due_on": TODAY + timedelta(days=5), "responsible_email": "two_of@dhs.example"}
    resting = a_recommendation(session, office, component="PLCY", **theirs)
    at_the_oig = sa.update(Recommendation).values(whose_move="oig")
    session.connection().execute(at_the_oig.where(Recommendation.id == resting))
    ready = reminders.drafts(session.connection(), by=office.keeper, today=TODAY, base_url="https://tracker.example")
    reminders.plan(session, ready, today=TODAY, now=NOW, zone=OFFICE, sender=SENDER)
    assert "two_of@dhs.example" in recipients(ask())
    assert recipients(ask(Role.LIAISON, "CBP")) == ["trade@cbp.example"]
