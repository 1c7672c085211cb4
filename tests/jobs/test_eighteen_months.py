"""Eighteen months of a small office, day by day, on the real database: what each reader heard of each open item.

People respond, report, ask for more time, hand on and close; the scheduler is down now and then, for up to a fortnight;
one official is reminded weekly, and the mail server refuses another one's address for a while. Beside
tests/domain/test_eighteen_months.py, which follows the rules alone.
"""

import io
import random
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.recipients import AddressBook
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, pause_reason
from ipr_compliance.domain.reminders import step_on
from ipr_compliance.domain.rhythms import week
from ipr_compliance.domain.watching import Dates, watched
from ipr_compliance.domain.words import Rhythm, Role, Status
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.jobs import deliver
from ipr_compliance.jobs.appointments import REMIND, keep
from ipr_compliance.models import (
    EvidenceKind,
    Message,
    MessageState,
    Milestone,
    Recommendation,
    RefusedAddress,
    Reminder,
    Report,
)
from ipr_compliance.queries import people, recommendations, reminders
from ipr_compliance.services import closures, decisions, evidence, extensions, milestones, responses, rhythms, updates
from ipr_compliance.services import inputs as given
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.desk import Desk
from tests.factories import OFFICE, TODAY, a_person, an_office

DAYS = 548
WORKING = WorkingDays(federal(TODAY) | federal(TODAY + timedelta(days=DAYS)))
MOVED = 4
"""A weekend with a holiday beside it, in days."""

WEEKLY, REFUSED = "head@plcy.example", "director@cbp.example"
OFFICIALS = {"PLCY": (WEEKLY, "deputy@plcy.example"), "CBP-OT": (REFUSED, "trade.chief@cbp.example")}

_rec, _message, _reminder = Recommendation.__table__, Message.__table__, Reminder.__table__


class Simulation:
    """The office while the days pass, and what is noted of each recommendation."""

    def __init__(self, program, clock, seed, items, days=DAYS):
        self.program, self.clock, self.items, self.days = program, clock, items, days
        self.chance = random.Random(seed)  # noqa: S311 - a simulation, to be repeated by its seed
        begins = [self.chance.randrange(days) for _ in range(days // 45)]
        down = {begin + number for begin in begins for number in range(self.chance.randrange(1, 15))}
        self.down = {TODAY + timedelta(days=number) for number in down}
        self.refusing = sorted(self.chance.sample(range(20, days), 2))
        self.stories = defaultdict(list)
        self.changed = {}
        with self.program.database.transaction() as session:
            office = an_office(session)
            a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=WEEKLY)
            a_person(session, office, Role.LIAISON, "CBP", email="liaison@cbp.example")
            a_person(session, office, Role.LIAISON, "DHS", email="follow.up@dhs.example")
            asker, _tree = people.by_email(session.connection(), WEEKLY)
            rhythms.choose(session, "wednesday", by=asker, today=TODAY, now=clock.now())

    # ------------------------------------------------------------------------------------------------- what people do

    def day(self, today):
        """One day: the scheduler's morning, people's moves, and its next minutes."""
        self.at(today, time(6))
        self.refuse(today)
        up = today not in self.down
        if up:
            keep(self.program, REMIND)
            self.check(today)
            if self.chance.random() < 0.9:
                deliver.run(self.program)
        self.at(today, time(10))
        if WORKING.works(today):
            self.people_work(today)
        for minute in range(3 if up else 0):
            self.at(today, time(11, minute))
            keep(self.program, REMIND)
            deliver.run(self.program)
        self.check_silence(today, up=up)

    def at(self, today, hour):
        self.clock.at = datetime.combine(today, hour, OFFICE)

    def refuse(self, today):
        """The server refuses an address for good, and months later takes mail to it again."""
        begin, end = (TODAY + timedelta(days=number) for number in self.refusing)
        with self.program.database.transaction(recorded=False) as session:
            if today == begin:
                mark = {"address": REFUSED, "since": self.clock.now(), "words": "550 no such user"}
                session.connection().execute(sa.insert(RefusedAddress), mark)
            if today == end:
                session.connection().execute(sa.delete(RefusedAddress))

    def people_work(self, today):
        with self.program.database.reading() as connection:
            rows = connection.execute(sa.select(_rec.c.id, _rec.c.status).where(_rec.c.is_open)).all()
        if len(self.stories) < self.items and self.chance.random() < 0.1:
            self.enter(today)
        for number, status in rows:
            if self.chance.random() < 0.04:
                move = self.chance.choice(MOVES[Status(status)])
                with suppress(Refused):  # not every move is one of the handbook at that moment
                    move(self, number, today)
                    self.stories[number].append(f"{today} {move.__name__.replace('_', ' ')}")
                    self.changed[number] = today

    def enter(self, today):
        """A report comes in, with one recommendation."""
        component, report = self.chance.choice(list(OFFICIALS)), f"OIG-{len(self.stories) + 1}"
        issued_on = today - timedelta(days=self.chance.randrange(120))
        about = {
            "report_number": report, "number": "1", "component": component, "text": "We recommend that it be written.",
            "due_on": issued_on + timedelta(days=self.chance.randrange(60, 500)),
            "responsible_email": self.chance.choice(OFFICIALS[component]), "priority": self.chance.random() < 0.2,
        }  # fmt: skip
        with self.program.database.transaction() as session:
            desk = self.desk(session)
            keeping.add_report(desk, given.ReportInput(number=report, issued_on=issued_on))
            number = keeping.add(desk, given.RecommendationInput.read(about))
        self.stories[number].append(f"{today} entered for {component}")
        self.changed[number] = today

    def do(self, number, move, kind, *arguments, **facts):
        with self.program.database.transaction() as session:
            desk = self.desk(session)
            if "version" in kind.model_fields:
                facts["version"] = recommendations.one(session.connection(), desk.by, number).version
            return move(desk, number, *arguments, kind.read(facts))

    def desk(self, session):
        tree = people.tree(session.connection())
        return Desk(session, the_system("tests", tree), tree, self.clock.today(), self.clock.now(), OFFICE)

    # ------------------------------------------------------------------------------------------------- what is checked

    def check(self, today):
        """Right after a morning's plan, each reader's ladder stands at the step that counts: none is missed."""
        if not WORKING.works(today):
            return
        with self.program.database.reading() as connection:
            tree = people.tree(connection)
            book = AddressBook(tree, reminders.liaisons(connection), reminders.refused(connection))
            rows = connection.execute(sa.select(_rec).where(_rec.c.is_open)).all()
            for row in rows:
                last = {step[:4]: step[4] for step in reminders.last_steps(connection, row.id, row.id)}
                for event, due_on, readers in self.expected(connection, row, book, today):
                    step = step_on(due_on, today, DEFAULTS[event], WORKING)
                    for reader in readers:
                        told = last.get((reader, row.id, event, due_on))
                        waits = reader == WEEKLY and self.may_wait(row, due_on, step, today)
                        assert told == step or waits, self.story(row.id, f"{today}: {reader} {event} {due_on}: {told}")

    def expected(self, connection, row, book, today):
        """The dates of which somebody is to have been told by that day, by whoever is to be told."""
        issue = sa.select(Report.issued_on, Report.complete_by).where(Report.id == row.report_id)
        issued_on, complete_by = connection.execute(issue).one()
        dates = Dates(
            row.status, issued_on, row.due_on, complete_by, row.decided_on, row.implemented_on, row.last_update_on,
            row.next_update_on,
        )  # fmt: skip
        steps = sa.select(Milestone.due_on).where(Milestone.recommendation_id == row.id, Milestone.done_on.is_(None))
        paused = pause_reason(row.whose_move) is not None
        for event, due_on in watched(dates, Lengths(), set(connection.execute(steps).scalars())):
            rule = DEFAULTS[event]
            if step_on(due_on, today, rule, WORKING) is not None and not (paused and today <= due_on):
                to = rule.recipients(due_on, today, priority=row.priority, paused=paused)
                yield event, due_on, book.told(row.component_id, row.responsible_email, None, to).addresses

    def may_wait(self, row, due_on, step, today):
        own = week(Rhythm.WEDNESDAY, today, WORKING)
        overdue = row.due_on is not None and row.due_on < today
        return not overdue and own.waits(due_on, WORKING.moved(due_on - timedelta(days=step), due_on), today)

    def check_silence(self, today, *, up):
        """Note what was sent, and that of what is overdue somebody heard no longer ago than its rhythm allows."""
        with self.program.database.reading() as connection:
            told = sa.select(_reminder.c.recommendation_id, _message.c.recipient, _reminder.c.event, _reminder.c.step)
            told = told.join(_message, _message.c.id == _reminder.c.message_id)
            since = datetime.combine(today, time(), OFFICE)
            sent = told.where(
                _message.c.state == MessageState.SENT,
                _message.c.settled_at >= since,
                # What a message only lists reminds nobody.
                _reminder.c.event.in_(tuple(Event)),
            )
            # A mark ends when nobody names the address any more; who names it later is told until it refuses again.
            marked = set(connection.execute(sa.select(RefusedAddress.address)).scalars())
            for number, recipient, event, step in connection.execute(sent.order_by(_message.c.id, _reminder.c.id)):
                self.stories[number].append(f"{today} told {recipient}: {event} {step}")
                assert recipient not in marked, self.story(number, "told to who refuses")
                self.changed[number] = today
            open_rows = connection.execute(sa.select(_rec.c.id, _rec.c.due_on).where(_rec.c.is_open)).all()
        for number, due_on in open_rows:
            if not up or not WORKING.works(today) or due_on is None or due_on >= today:
                continue
            heard = max(self.changed[number], due_on)
            missed = sum(heard < day <= today for day in self.down)
            rhythm = 7 if (today - due_on).days <= 91 else 28
            assert (today - heard).days <= rhythm + MOVED + missed, self.story(number, f"silent on {today}")

    def check_ledger(self):
        """Nobody was told a step twice or without one being due, and nobody got two messages a day."""
        with self.program.database.reading() as connection:
            sent = sa.select(_message.c.recipient, _message.c.planned_for).where(_message.c.state == MessageState.SENT)
            messages = connection.execute(sent).all()
            assert len(messages) == len(set(messages))
            assert self.count(_message.c.state == MessageState.PLANNED) == 0
            carried = sa.exists().where(_reminder.c.message_id == _message.c.id)
            assert self.count(~carried) == 0
            ladder = [_reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.event, _reminder.c.due_on]
            by_ladder = defaultdict(list)
            rows = (
                sa.select(*ladder, _reminder.c.step).where(_reminder.c.event.in_(tuple(Event))).order_by(_reminder.c.id)
            )
            for *key, step in connection.execute(rows):
                by_ladder[tuple(key)].append(step)
        for key, steps in by_ladder.items():
            assert len(steps) == len(set(steps)), self.story(key[1], f"{key}: {steps}")

    def count(self, condition):
        with self.program.database.reading() as connection:
            counted = sa.select(sa.func.count()).select_from(_message).where(condition)
            return connection.execute(counted).scalar_one()

    def story(self, number, about=""):
        return "\n  ".join([f"Recommendation {number}. {about}", *self.stories[number]])

    def run(self):
        """Live through it; answers the stories."""
        for number in range(self.days):
            self.day(TODAY + timedelta(days=number))
        self.down.clear()
        self.at(TODAY + timedelta(days=self.days), time(6))
        deliver.run(self.program)  # what was planned goes out
        self.check_ledger()
        return "\n\n".join(self.story(number) for number in sorted(self.stories))


def responded(story, number, today):
    facts = {"agreement": "concur", "plan": "Write it.", "responsible_official": "Director", "received_on": today}
    story.do(number, responses.record, given.ResponseInput, **facts)


def accepted(story, number, today):
    story.do(number, decisions.record, given.DecisionInput, status="open-resolved", decided_on=today)


def reported(story, number, _today):
    story.do(number, updates.record, given.UpdateInput, note="The draft went to counsel.")


def planned_two_steps(story, number, today):
    due_on = today + timedelta(days=story.chance.randrange(1, 60))
    for title in ("Write it", "Teach it"):
        story.do(number, milestones.add, given.MilestoneInput, title=title, due_on=due_on)


def finished_a_step(story, number, today):
    story.do(number, milestones.change, given.MilestoneChangeInput, 1, done_on=today)


def asked_for_more_time(story, number, today):
    later = today + timedelta(days=story.chance.randrange(60, 200))
    story.do(number, extensions.ask, given.ExtensionInput, proposed_due_on=later, reason="The contract was late.")


def decided_on_more_time(story, number, _today):
    for n in range(1, 9):
        with suppress(Refused):
            story.do(number, extensions.decide, given.ExtensionDecisionInput, n, approve=story.chance.random() < 0.5)
            return
    raise Refused("Nobody had asked.")


def handed_on(story, number, _today):
    successor = story.chance.choice([official for both in OFFICIALS.values() for official in both])
    story.do(number, keeping.edit, given.EditInput, responsible_email=successor)


def moved_to_another_office(story, number, _today):
    story.do(number, keeping.edit, given.EditInput, component=story.chance.choice(list(OFFICIALS)))


def asked_for_closure(story, number, today):
    with story.program.database.transaction() as session:
        proof = given.EvidenceInput(kind=EvidenceKind.EVIDENCE)
        evidence.attach(story.desk(session), number, "manual.pdf", io.BytesIO(b"%PDF-1.7 it is done"), proof)
    story.do(number, closures.request, given.ClosureInput, note="Done.", implemented_on=today)


def oig_decided(story, number, today):
    with story.program.database.transaction() as session:
        kind = given.EvidenceInput(kind=EvidenceKind.LETTER)
        letter = evidence.attach(story.desk(session), number, "letter.pdf", io.BytesIO(b"%PDF-1.7 a letter"), kind)
    status = story.chance.choice(["closed-implemented", "open-resolved"])
    facts = {"status": status, "decided_on": today, "letter": letter, "note": "As it stands."}
    story.do(number, decisions.record, given.DecisionInput, **facts)


ANY = [reported, planned_two_steps, finished_a_step, asked_for_more_time, decided_on_more_time, handed_on]
MOVES = {
    Status.RESPONSE_DUE: [responded, responded, *ANY],
    Status.OPEN_UNRESOLVED: [accepted, accepted, *ANY],
    Status.OPEN_RESOLVED: [*ANY, reported, reported, moved_to_another_office, asked_for_closure],
    Status.CLOSURE_REQUESTED: [oig_decided, oig_decided, reported],
}


def test_each_item_s_story_is_whole(program, clock):
    stories = Simulation(program, clock, seed=5, items=6, days=150).run()
    print(stories)  # noqa: T201 - to be read with `-s`, or where it fails
    assert stories.count(" told ") > 50


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6, 10))
def test_so_it_is_in_a_larger_office(program, clock, seed, tmp_path):
    stories = Simulation(program, clock, seed, 60).run()
    written = tmp_path / "stories.txt"
    written.write_text(stories, encoding="utf-8")
    print(f"\n{stories.count(' told ')} reminders of {stories.count('entered for')} items: {written}")  # noqa: T201
