"""What is counted anew of a part is what would be counted of the whole, whatever was recorded in between."""

import copy
import random
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries import accounts, counts, history, pictures, pulse, signals, summary
from ipr_compliance.queries import people as staff
from ipr_compliance.queries.counts import Counts
from ipr_compliance.queries.evidence import of as evidence_of
from ipr_compliance.services import components, corrections, evidence, people, refused_addresses, standings
from ipr_compliance.services import history as writing
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import CorrectionInput, EditInput, VoidInput
from tests.factories import NOW, OFFICE, TODAY, a_person, a_recommendation, a_report, an_office, an_update
from tests.lives import Life

CODES = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")
OFFICIAL = "official@dhs.example"


def three_reports(session):
    office = an_office(session)
    for number, age in enumerate((300, 500, 800)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for code in CODES:
        Life(session, office, report="R-0", component=code, responsible_email=OFFICIAL, due_on=TODAY)
    return office


pytestmark = pytest.mark.beginning(recorded=three_reports)


@pytest.fixture
def office(begun):
    return begun


class Deeds:
    """What people record, one deed after the other by chance; what is refused is passed over."""

    def __init__(self, database, office, seed):
        self.database, self.office = database, office
        self.chance = random.Random(seed)  # noqa: S311  # chance that can be repeated

    def next(self):
        often = [self.enter, self.edit, self.edit, self.move, self.correct]
        deed = self.chance.choice(
            [*often, *often, self.update, self.void, self.date_the_report, self.name_an_official, self.switch_off_or_on,
             self.refuse, self.accept, self.attach, self.withdraw, self.add_a_component]
        )  # fmt: skip
        with suppress(Refused), self.database.transaction() as session:
            deed(session)

    def stamp(self):
        return {"tree": self.office.tree, "by": self.office.keeper, "today": TODAY, "now": NOW}

    def one(self, session):
        numbers = session.execute(sa.text("SELECT id FROM recommendation WHERE NOT voided ORDER BY id")).scalars()
        return Life.of(session, self.office, self.chance.choice(list(numbers)))

    def enter(self, session):
        report = f"R-{self.chance.randint(0, 2)}"
        facts = {
            "component": self.chance.choice(list(self.office.tree.by_code)),
            "due_on": TODAY + timedelta(self.chance.randint(-90, 90)),
        }
        a_recommendation(session, self.office, report=report, **facts)

    def update(self, session):
        an_update(session, self.office, self.one(session).id)

    def edit(self, session):
        life = self.one(session)
        facts = self.chance.choice([
            {"component": self.chance.choice(list(self.office.tree.by_code))},
            {"priority": True}, {"questioned_cost": "1000.00"},
            {"due_on": (TODAY + timedelta(self.chance.randint(-90, 90))).isoformat()},
        ])  # fmt: skip
        keeping.edit(life.desk(), life.id, EditInput.read({**facts, "version": life.record.version}))

    def move(self, session):
        life = self.one(session)
        if life.record.status is Status.RESPONSE_DUE:
            life.respond(day=self.chance.randint(30, 200))
        else:
            life.decide(self.chance.choice(list(Status)), day=self.chance.randint(60, 290))

    def correct(self, session):
        life = self.one(session)
        told = history.timeline(session.connection(), "recommendation", life.id)
        wrong = self.chance.choice([entry.seq for entry in told])
        corrections.correct(
            life.desk(), life.id, CorrectionInput(seq=wrong, note="Wrong.", version=life.record.version)
        )

    def void(self, session):
        life = self.one(session)
        corrections.void(life.desk(), life.id, VoidInput(note="Twice.", version=life.record.version))

    def date_the_report(self, session):
        """As an import does."""
        number, issued_on = self.chance.randint(1, 3), TODAY - timedelta(self.chance.choice([100, 200, 900]))
        session.execute(sa.update(Report).where(Report.id == number).values(issued_on=issued_on, complete_by=TODAY))
        change = Change("report", number, "edited", TODAY, {"issued_on": (None, issued_on)})
        writing.append(session, [change], by=self.office.keeper, at=NOW)
        ids = session.execute(sa.select(Recommendation.id).where(Recommendation.report_id == number)).scalars()
        standings.rebuild_all(session, list(ids), self.office.tree, OFFICE)

    def name_an_official(self, session):
        if not accounts.account(session.connection(), OFFICIAL):
            a_person(session, self.office, Role.VIEWER, email=OFFICIAL)

    def switch_off_or_on(self, session):
        self.chance.choice([people.disable, people.enable])(session, OFFICIAL, **self.stamp())

    def refuse(self, session):
        refused_addresses.mark(session, OFFICIAL, "No such address.", now=NOW)

    def accept(self, session):
        refused_addresses.end(session, OFFICIAL)

    def attach(self, session):
        self.one(session).attach(data=b"%PDF-1.7 " + self.chance.randbytes(8))

    def withdraw(self, session):
        life = self.one(session)
        for file in evidence_of(session.connection(), life.id):
            evidence.withdraw(life.desk(), life.id, file.id, "By mistake.", life.record.version)

    def add_a_component(self, session):
        code = f"CBP-{len(self.office.tree.by_id)}"
        components.add(session, code, "Another office", parent="CBP", **self.stamp())
        self.office.tree = staff.tree(session.connection())
        self.office.keeper = the_system("tests", self.office.tree)


def counted(connection, office):
    """Everything that is counted, as a reader is told."""
    of = connection, office.keeper, office.tree
    found = []
    for day in (TODAY, TODAY - timedelta(days=120)):
        told = summary.summary(*of, day, since=day - timedelta(days=60))
        found += [told, *(picture.rows for picture in pictures.every(*of, told))]
    return *found, signals.counts(connection, set(office.tree.by_id), TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_a_reader_is_told_what_counting_everything_tells(database, office, seed):
    deeds = Deeds(database, office, seed)
    for _step in range(50):
        with database.reading() as earlier:
            pulse.state(earlier)  # from here on it reads this state
            before = copy.copy(office)
            for _deed in range(deeds.chance.randint(0, 3)):
                deeds.next()
            if deeds.chance.random() < 0.3:
                counted(earlier, before)
        with database.reading() as reading:
            kept = counted(reading, office)
        with database.transaction() as writing_session:
            assert kept == counted(writing_session.connection(), office)


class Asked:
    """Counts the entries of each component's records, and remembers which were asked for."""

    def __init__(self, database, office, **options):
        self.counts, self.database, self.office, self.asked = Counts(2, **options), database, office, []

    def get(self, question="how many"):
        """The components that were counted anew."""
        self.asked.clear()

        def count(components):
            self.asked.append(sorted(self.office.tree.by_id[one].code for one in components))
            return dict.fromkeys(components, question)

        with self.database.reading() as connection:
            assert set(self.counts.get(connection, question, count)) == set(self.office.tree.by_id)
        return self.asked[0] if self.asked else []


ALL = ["CBP", "CBP-OFO", "CBP-OT", "DHS", "PLCY"]


def write(database, office, subject, subject_id, count=1):
    changes = [Change(subject, subject_id, "edited", TODAY, {}) for _time in range(count)]
    with database.transaction() as session:
        writing.append(session, changes, by=office.keeper, at=NOW)


def test_only_what_something_was_recorded_of_is_counted_anew(database, office):
    asked = Asked(database, office)
    assert [asked.get(), asked.get()] == [ALL, []]
    with database.transaction() as session:
        an_update(session, office, 3)
    assert [asked.get(), asked.get(), asked.get("another")] == [["CBP-OT"], [], ALL]
    write(database, office, "person", 1)
    assert asked.get() == []
    write(database, office, "report", 1)
    assert asked.get() == ["CBP", "CBP-OFO", "CBP-OT", "PLCY"]


def test_a_move_is_counted_where_it_left_and_where_it_came(database, office):
    asked = Asked(database, office)
    asked.get()
    with database.transaction() as session:
        life = Life.of(session, office, 1)
        keeping.edit(life.desk(), 1, EditInput.read({"component": "CBP-OFO", "version": life.record.version}))
    assert asked.get() == ["CBP-OFO", "PLCY"]


def test_what_else_is_followed_has_all_counted_anew(database, office):
    asked = Asked(database, office, follow={"person"})
    asked.get()
    write(database, office, "person", 1)
    assert asked.get() == ALL


def test_after_very_many_entries_all_is_counted_anew(database, office):
    asked = Asked(database, office)
    asked.get()
    write(database, office, "view", 1, counts.MOST_ENTRIES)
    assert asked.get() == []
    write(database, office, "view", 1, counts.MOST_ENTRIES + 1)
    assert asked.get() == ALL


def test_in_another_history_all_is_counted_anew(database, office):
    asked = Asked(database, office)
    asked.get()
    with database.transaction() as session:
        last = session.execute(sa.text("SELECT max(seq) FROM history")).scalar_one()
    write(database, office, "view", 1)
    key = next(iter(asked.counts._answers._values))
    was = asked.counts._answers._values[key]
    asked.counts._answers._values[key] = counts._Answer(history.Head(last, "f" * 64), was.parts)
    assert asked.get() == ALL


def test_the_questions_asked_last_are_kept(database, office):
    asked = Asked(database, office)
    for question in ("today", "another day", "today", "a third day"):
        asked.get(question)
    assert [asked.get("today"), asked.get("another day")] == [[], ALL]


def test_what_is_counted_knows_of_a_component_that_the_asker_does_not_know_yet(database, office):
    """Between the door and the count of a call somebody may add one."""
    before, old = office.tree, office.keeper
    with database.transaction() as session:
        Deeds(database, office, 0).add_a_component(session)
        a_recommendation(session, office, component="CBP-5")
    with database.reading() as connection:
        told = summary.summary(connection, old, before, TODAY).whole.total
        assert summary.summary(connection, office.keeper, office.tree, TODAY).whole.total == told + 1


def test_a_reader_of_an_older_state_leaves_what_was_counted_in_a_newer_one(database, office):
    asked = Asked(database, office)
    with database.reading() as earlier:
        pulse.state(earlier)
        write(database, office, "recommendation", 1)
        asked.get()
        asked.counts.get(earlier, "how many", lambda components: dict.fromkeys(components, "before"))
    assert asked.get() == []
