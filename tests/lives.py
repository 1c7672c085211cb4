"""A recommendation whose life a test can tell in short sentences."""

import io
from datetime import timedelta

from ipr_compliance.domain.words import Status
from ipr_compliance.models import EvidenceKind
from ipr_compliance.queries import recommendations
from ipr_compliance.services import closures, decisions, evidence, responses
from ipr_compliance.services.inputs import ClosureInput, DecisionInput, EvidenceInput, ResponseInput
from tests.factories import TODAY, a_desk, a_recommendation

ISSUED = TODAY - timedelta(days=300)
S = Status


class Life:
    """One recommendation, moved by the shortest sentence a test can say."""

    def __init__(self, session, office, **facts):
        self.session, self.office = session, office
        self.id = a_recommendation(session, office, **facts)

    @classmethod
    def of(cls, session, office, number):
        """The life of one that is recorded already."""
        life = cls.__new__(cls)
        life.session, life.office, life.id = session, office, number
        return life

    @property
    def record(self):
        return recommendations.one(self.session.connection(), self.office.keeper, self.id)

    def desk(self, by=None):
        return a_desk(self.session, self.office, by)

    def respond(self, by=None, day=60, **facts):
        given = {
            "agreement": "concur", "plan": "Write it.", "due_on": TODAY + timedelta(days=90),
            "responsible_official": "Director", "received_on": ISSUED + timedelta(days=day),
            "version": self.record.version,
        } | facts  # fmt: skip
        return responses.record(self.desk(by), self.id, ResponseInput.read(given))

    def attach(self, kind="evidence", by=None, data=b"%PDF-1.7 a letter"):
        given = EvidenceInput(kind=EvidenceKind(kind))
        return evidence.attach(self.desk(by), self.id, f"{kind}.pdf", io.BytesIO(data), given)

    def decide(self, status, by=None, day=100, letter=True, **facts):
        facts = {"status": status, "decided_on": ISSUED + timedelta(days=day)} | facts
        if letter:
            facts["letter"] = self.attach("letter") if letter is True else letter
        given = DecisionInput.read(facts | {"version": self.record.version})
        return decisions.record(self.desk(by), self.id, given)

    def ask_closure(self, by=None, day=200, **facts):
        given = {"note": "Done.", "implemented_on": ISSUED + timedelta(days=day), "version": self.record.version}
        return closures.request(self.desk(by), self.id, ClosureInput.read(given | facts))

    def brought_to(self, status):
        """Moved on the straight way to that status."""
        if status is not S.RESPONSE_DUE:
            self.respond()
        if status in {S.OPEN_RESOLVED, S.CLOSURE_REQUESTED, S.CLOSED_IMPLEMENTED}:
            self.decide(S.OPEN_RESOLVED)
            self.attach()
        if status in {S.CLOSURE_REQUESTED, S.CLOSED_IMPLEMENTED}:
            self.ask_closure()
        if status is S.CLOSED_IMPLEMENTED:
            self.decide(status, day=230)
        if status in {S.CLOSED_NOT_IMPLEMENTED, S.CLOSED_SUPERSEDED}:
            self.decide(status)
        assert self.record.status is status
        return self
