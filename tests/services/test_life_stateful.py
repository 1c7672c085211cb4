"""Thousands of random moves, dated at random: never an illegal state, and never another standing than history's."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.standing import BLANK, Kind, whose_move
from ipr_compliance.domain.standing import MOVES as KINDS
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import MOVES
from ipr_compliance.models import Recommendation, Standing
from ipr_compliance.queries import history, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import corrections, extensions, standings
from ipr_compliance.services.inputs import CorrectionInput, EditInput, ExtensionDecisionInput, ExtensionInput
from ipr_compliance.services.recommendations import edit
from tests.factories import OFFICE, TODAY, an_office, an_update
from tests.lives import ISSUED, Life

LATER = st.sampled_from([0, 0, 1, 3, 10, 40, -1, -30, 400])
"""Days after the last move: mostly possible, sometimes before it or in the future."""

STRAIGHT_ON = {
    Status.RESPONSE_DUE: lambda life, day: life.respond(day=day),
    Status.OPEN_UNRESOLVED: lambda life, day: life.decide(Status.OPEN_RESOLVED, day=day),
    Status.OPEN_RESOLVED: lambda life, day: (life.attach(), life.ask_closure(day=day)),
    Status.CLOSURE_REQUESTED: lambda life, day: life.decide(Status.CLOSED_IMPLEMENTED, day=day),
}
LEGAL = {(move.source, move.target) for move in MOVES} | {(status, status) for status in Status}


class Lives(RuleBasedStateMachine):
    """One recommendation, to which people try to do things on any day and in any order."""

    def __init__(self, database):
        super().__init__()
        self.closing = ExitStack()
        self.session = self.closing.enter_context(database.transaction())
        self.life = Life(self.session, an_office(self.session))
        self.status = Status.RESPONSE_DUE
        self.corrected = False

    def teardown(self):
        assert history.first_break(self.session.connection()) is None
        self.session.rollback()
        self.closing.close()

    def try_to(self, do):
        before = history.head(self.session.connection())
        try:
            do()
        except Refused:
            assert history.head(self.session.connection()) == before, "a refusal left a trace"

    def day(self, later):
        """So many days after the last move, counted from the issue."""
        entries = history.timeline(self.session.connection(), standings.SUBJECT, self.life.id)
        moved = [(entry.on - ISSUED).days for entry in history.that_count(entries) if entry.kind in KINDS]
        return max(moved, default=0) + later

    @rule(later=st.sampled_from([0, 1, 5]))
    def go_straight_on(self, later):
        if self.life.record.status.is_open:
            self.try_to(lambda: STRAIGHT_ON[self.life.record.status](self.life, self.day(later)))

    @rule(later=LATER, agreement=st.sampled_from(["concur", "partially-concur", "non-concur", "none"]))
    def respond(self, later, agreement):
        due_on = TODAY + timedelta(days=later)
        self.try_to(lambda: self.life.respond(day=self.day(later), agreement=agreement, due_on=due_on))

    @rule(status=st.sampled_from(Status), later=LATER, letter=st.booleans())
    def decide(self, status, later, letter):
        number = self.life.attach("letter") if letter else False
        self.try_to(lambda: self.life.decide(status, day=self.day(later), letter=number, note="As the letter says."))

    @rule()
    def attach(self):
        self.try_to(self.life.attach)

    @rule(later=LATER)
    def ask_closure(self, later):
        self.try_to(lambda: self.life.ask_closure(day=self.day(later)))

    @rule(days=st.integers(-10, 400))
    def ask_extension(self, days):
        given = {
            "proposed_due_on": TODAY + timedelta(days=days),
            "reason": "Later.",
            "version": self.life.record.version,
        }
        self.try_to(lambda: extensions.ask(self.life.desk(), self.life.id, ExtensionInput.read(given)))

    @rule(n=st.integers(1, 3), approve=st.booleans())
    def decide_extension(self, n, approve):
        given = ExtensionDecisionInput(approve=approve)
        self.try_to(lambda: extensions.decide(self.life.desk(), self.life.id, n, given))

    @rule()
    def report(self):
        self.try_to(lambda: an_update(self.session, self.life.office, self.life.id))

    @rule(priority=st.booleans(), component=st.sampled_from(["CBP-OT", "CBP-OFO"]))
    def edit(self, priority, component):
        given = EditInput(priority=priority, component=component, version=self.life.record.version)
        self.try_to(lambda: edit(self.life.desk(), self.life.id, given))

    @precondition(lambda self: not self.life.record.status.is_open)
    @rule()
    def correct_the_closing(self):
        entries = history.timeline(self.session.connection(), standings.SUBJECT, self.life.id)
        last = max((one for one in history.that_count(entries) if one.kind in KINDS), key=lambda one: (one.on, one.seq))
        given = CorrectionInput(seq=last.seq, note="Wrong.", version=self.life.record.version)
        self.corrected = True
        self.try_to(lambda: corrections.correct(self.life.desk(), self.life.id, given))

    @rule(data=st.data())
    def correct(self, data):
        entries = history.timeline(self.session.connection(), standings.SUBJECT, self.life.id)
        seq = data.draw(st.sampled_from([entry.seq for entry in entries]))
        given = CorrectionInput(seq=seq, note="Wrong.", version=self.life.record.version)
        self.corrected = True
        self.try_to(lambda: corrections.correct(self.life.desk(), self.life.id, given))

    @invariant()
    def every_step_is_one_of_the_handbook(self):
        status = self.life.record.status
        assert self.corrected or (self.status, status) in LEGAL
        self.status, self.corrected = status, False
        REACHED.add(status)

    @invariant()
    def what_is_stored_is_what_history_says(self):
        before = self.stored()
        standings.rebuild(self.session, self.life.id, self.life.office.tree, OFFICE)
        assert self.stored() == before

    @invariant()
    def every_day_stands_as_a_naive_retelling_says(self):
        for days in (-1, 0, 7, 60, 150, 299, 300):
            day = ISSUED + timedelta(days=days)
            told = retold(history.timeline(self.session.connection(), standings.SUBJECT, self.life.id), day)
            rows = recommendations.page(
                self.session.connection(), self.life.office.keeper, self.life.office.tree,
                Filter(as_of=None if day == TODAY else day), TODAY, limit=2,
            ).rows  # fmt: skip
            assert [(row.status, row.due_on, row.whose_move, row.component) for row in rows] == told

    def stored(self):
        tables = (Recommendation.__table__, Standing.__table__)
        return [sorted(map(str, self.session.connection().execute(sa.select(table)))) for table in tables]


def retold(entries, day):
    """The standing of a day, told the slow way from the entries that nobody declared wrong."""
    wrong = {entry.changes["corrects"]["to"] for entry in entries if entry.kind == Kind.CORRECTION}
    past = sorted(
        (entry for entry in entries if entry.on <= day and entry.seq not in wrong), key=lambda one: (one.on, one.seq)
    )
    if not past:
        return []
    facts = dict(BLANK)
    for entry in past:
        facts |= {name: standings.typed(name, change["to"]) for name, change in entry.changes.items()}
    move = whose_move(facts["status"], facts["last_word"], extension_pending=facts["extension_pending"])
    return [(facts["status"], facts["due_on"], move, facts["component"])]


REACHED: set[Status] = set()


def live(database, examples, steps):
    REACHED.clear()
    run_state_machine_as_test(
        lambda: Lives(database),
        settings=settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck)),
    )


def test_whatever_people_try_a_life_stays_legal_and_history_tells_it(database):
    live(database, examples=25, steps=30)
    assert len(REACHED) >= 5, "most of a life should have been lived"


@pytest.mark.soak
def test_the_same_for_thousands_of_moves(database):
    live(database, examples=400, steps=50)


def test_the_handbook_has_a_move_for_each_action_it_names():
    assert {move.action for move in MOVES} == {Action.RESPOND, Action.REQUEST_CLOSURE, Action.RECORD_DECISION}
