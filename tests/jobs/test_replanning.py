"""What is planned and then overtaken by a change is told as things stand, on the same day, without anybody's doing."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.overtaken import REASONS, Overtaken
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver
from ipr_compliance.jobs.appointments import REMIND, keep
from ipr_compliance.models import EvidenceKind, Message, MessageState, RefusedAddress, Reminder
from ipr_compliance.queries import people, recommendations
from ipr_compliance.services import (
    closures,
    components,
    decisions,
    evidence,
    extensions,
    milestones,
    responses,
    updates,
)
from ipr_compliance.services import people as staff
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.components import ComponentChangeInput
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import (
    ClosureInput,
    DecisionInput,
    EditInput,
    EvidenceInput,
    ExtensionDecisionInput,
    ExtensionInput,
    MilestoneChangeInput,
    MilestoneInput,
    ResponseInput,
    UpdateInput,
)
from tests.factories import OFFICE, TODAY, Office, a_person, a_recommendation, a_report, an_office

HEAD, MAILBOX = "head@plcy.example", "policy@plcy.example"


class Story:
    """One recommendation of PLCY while the minutes pass: what people do to it, and what the scheduler makes of it."""

    def __init__(self, program, clock):
        self.program, self.clock = program, clock
        with program.database.transaction() as session:
            office = an_office(session)
            a_report(session, office, issued_on=TODAY - timedelta(days=97))
            self.id = a_recommendation(session, office, component="PLCY", due_on=TODAY, responsible_email=HEAD)
        given = {"agreement": "concur", "plan": "Write it.", "due_on": TODAY, "responsible_official": "Head"}
        received_on = TODAY - timedelta(days=90)
        self.do(responses.record, ResponseInput, **given, responsible_email=HEAD, received_on=received_on)
        self.do(decisions.record, DecisionInput, status="open-resolved", decided_on=TODAY - timedelta(days=60))
        self.do(milestones.add, MilestoneInput, title="Write the manual", due_on=TODAY)
        self.do(milestones.add, MilestoneInput, title="Teach it", due_on=TODAY)

    def do(self, move, kind, *arguments, **facts):
        """Somebody's move, a minute later."""
        self.clock.at += timedelta(minutes=1)
        with self.program.database.transaction() as session:
            tree = people.tree(session.connection())
            desk = Desk(session, the_system("tests", tree), tree, self.clock.today(), self.clock.now(), OFFICE)
            version = recommendations.one(session.connection(), desk.by, self.id).version
            if "version" in kind.model_fields:
                facts["version"] = version
            return move(desk, self.id, *arguments, kind.read(facts))

    def a_minute(self):
        """What the scheduler does in a minute."""
        self.clock.at += timedelta(minutes=1)
        keep(self.program, REMIND)
        deliver.run(self.program)

    def messages(self, state):
        with self.program.database.reading() as connection:
            rows = connection.execute(sa.select(Message.__table__).where(Message.state == state).order_by(Message.id))
            return {row.recipient: row for row in rows}


@pytest.fixture
def story(program, clock):
    """Its reminders of the morning are planned and not sent yet."""
    story = Story(program, clock)
    keep(program, REMIND)
    assert list(story.messages(MessageState.PLANNED)) == [HEAD, MAILBOX]
    return story


def updated(story):
    story.do(updates.record, UpdateInput, note="The draft went to counsel.")


def one_step_done(story):
    story.do(milestones.change, MilestoneChangeInput, 1, done_on=TODAY)


def step_put_off(story):
    story.do(milestones.change, MilestoneChangeInput, 1, due_on=TODAY + timedelta(days=20), note="Later.")


def handed_on(story):
    story.do(keeping.edit, EditInput, responsible_email="successor@plcy.example")


def moved(story):
    story.do(keeping.edit, EditInput, due_on=TODAY + timedelta(days=14), note="As agreed.")


def extended(story):
    story.do(extensions.ask, ExtensionInput, proposed_due_on=TODAY + timedelta(days=60), reason="More time.")
    story.do(extensions.decide, ExtensionDecisionInput, 1, approve=True)


def closure_asked_for(story):
    with story.program.database.transaction() as session:
        tree = people.tree(session.connection())
        desk = Desk(session, the_system("tests", tree), tree, TODAY, story.clock.now(), OFFICE)
        evidence.attach(
            desk, story.id, "manual.pdf", io.BytesIO(b"%PDF-1.7"), EvidenceInput(kind=EvidenceKind.EVIDENCE)
        )
    story.do(closures.request, ClosureInput, note="Done.", implemented_on=TODAY)


DUE = "Due November 24, 2026, today."
ONE_STEP = "Step of the corrective action due November 24, 2026, today: Teach it."


@pytest.mark.parametrize(
    ("change", "told", "said", "unsaid"),
    [
        (updated, [HEAD, MAILBOX], DUE, "Status update due"),
        (one_step_done, [HEAD, MAILBOX], ONE_STEP, "manual"),
        (step_put_off, [HEAD, MAILBOX], ONE_STEP, "today: Write"),
        (handed_on, [MAILBOX, "successor@plcy.example"], DUE, HEAD),
        (moved, [HEAD, MAILBOX], "Due December 8, 2026, in 14 days.", DUE),
        (extended, [HEAD, MAILBOX], "Due January 23, 2027, in 60 days.", DUE),
        (closure_asked_for, [HEAD, MAILBOX], "Status update due November 17, 2026, 7 days overdue.", "#extension"),
    ],
)  # fmt: skip
def test_a_change_cancels_what_is_planned_and_what_is_due_is_told_that_day(story, change, told, said, unsaid):
    change(story)
    deliver.run(story.program)
    cancelled = story.messages(MessageState.CANCELLED)
    assert {row.reason for row in cancelled.values()} == {REASONS[Overtaken.RECORD]}
    for _minute in range(3):
        story.a_minute()
    sent = story.messages(MessageState.SENT)
    assert sorted(sent) == told
    for row in sent.values():
        assert row.planned_for == TODAY
        assert said in row.text
        assert unsaid not in row.text
    assert story.messages(MessageState.PLANNED) == {}


def test_what_was_closed_is_told_to_nobody(story):
    with story.program.database.transaction() as session:
        session.connection().execute(
            sa.text("UPDATE recommendation SET status = 'closed-implemented', is_open = false")
        )
    for _minute in range(3):
        story.a_minute()
    assert list(story.messages(MessageState.CANCELLED)) == [HEAD, MAILBOX]
    assert story.messages(MessageState.SENT) == {}


def test_steps_that_were_told_again_stand_in_the_ledger_once(story):
    moved(story)
    for _minute in range(3):
        story.a_minute()
    with story.program.database.reading() as connection:
        known = sa.select(Reminder.recipient, Reminder.event, Reminder.step).where(Reminder.event.in_(tuple(Event)))
        rows = connection.execute(known.order_by(Reminder.recipient, Reminder.event)).all()
    assert [(row.event, row.step) for row in rows if row.recipient == HEAD] == [
        (Event.DUE_DATE, 14), (Event.MILESTONE, 0), (Event.STATUS_UPDATE, -7),
    ]  # fmt: skip


def test_where_nothing_changed_the_day_is_planned_once(story, statements):
    story.a_minute()
    statements.clear()
    story.a_minute()
    assert not [one for one in statements if "FROM recommendation JOIN report" in one]


def test_what_is_refused_is_read_by_somebody_else_on_the_same_day(story):
    refusal = {"address": HEAD, "since": story.clock.now(), "words": "550 no such user"}
    with story.program.database.transaction() as session:
        tree = people.tree(session.connection())
        plcy = tree.by_code["PLCY"]
        told = {"name": plcy.name, "mailbox": plcy.mailbox, "head_email": "chief@plcy.example"}
        components.change(
            session, plcy.id, ComponentChangeInput.read({name: value for name, value in told.items() if value}),
            tree=tree, by=the_system("tests", tree), today=story.program.today(), now=story.clock.now(),
        )  # fmt: skip
        session.connection().execute(sa.insert(RefusedAddress), refusal)
    story.a_minute()
    assert "For Head, whose address refuses mail." in story.messages(MessageState.SENT)["chief@plcy.example"].text


def test_what_somebody_shut_out_would_have_been_told_is_read_by_somebody_else_on_the_same_day(program, clock):
    story = Story(program, clock)
    when = {"today": TODAY, "now": clock.now()}
    with program.database.transaction() as session:
        tree = people.tree(session.connection())
        office = Office(tree, the_system("tests", tree))
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=HEAD)
        a_person(session, office, Role.LIAISON, email="liaison@dhs.example")
    keep(program, REMIND)
    with program.database.transaction() as session:
        staff.disable(session, HEAD, tree=tree, by=office.keeper, **when)
    story.a_minute()
    assert story.messages(MessageState.CANCELLED)[HEAD].reason == REASONS[Overtaken.READER]
    for _minute in range(2):
        story.a_minute()
    sent = story.messages(MessageState.SENT)
    assert sorted(sent) == ["liaison@dhs.example", MAILBOX]
    assert "For Head, whose account is disabled." in sent["liaison@dhs.example"].text
