"""Records with sensible defaults, so that a test names only the facts it is about."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker, covered, the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Report
from ipr_compliance.queries import people, recommendations
from ipr_compliance.services import components, passwords, updates
from ipr_compliance.services import people as staff
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import RecommendationInput, ReportInput, UpdateInput

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
OFFICE = ZoneInfo("America/New_York")
PASSWORD = "four words make one"

COMPONENTS = (
    ("DHS", None, None),
    ("PLCY", "DHS", "policy@plcy.example"),
    ("CBP", "DHS", "audits@cbp.example"),
    ("CBP-OT", "CBP", "trade@cbp.example"),
    ("CBP-OFO", "CBP", None),
)


@dataclass
class Office:
    """The office of the tests: its components, and somebody who may do everything."""

    tree: Tree
    keeper: Asker
    numbers: list[int] = field(default_factory=list)


def an_office(session: Session) -> Office:
    """DHS with PLCY and CBP, CBP with CBP-OT and CBP-OFO."""
    for code, parent, mailbox in COMPONENTS:
        tree = people.tree(session.connection())
        components.add(
            session, code, f"Office {code}", tree=tree, by=the_system("tests", tree), today=TODAY, now=NOW,
            parent=parent, mailbox=mailbox,
        )  # fmt: skip
    tree = people.tree(session.connection())
    return Office(tree, the_system("tests", tree))


def an_asker(office: Office, role: Role, *codes: str) -> Asker:
    """Somebody with a role for the named components, not a person of the database."""
    grants = [(role, office.tree.by_code[code].id) for code in codes]
    return Asker(f"{role} of {', '.join(codes)}", f"{role}@dhs.example", None, covered(grants, office.tree))


def a_desk(
    session: Session, office: Office, by: Asker | None = None, *, today: date = TODAY, write_key: str | None = None
) -> Desk:
    """Where somebody, unless named the keeper of everything, makes a change, today unless said otherwise."""
    return Desk(session, by or office.keeper, office.tree, today, NOW, OFFICE, write_key)


def a_report(session: Session, office: Office, number: str = "OIG-26-01", **facts: Any) -> str:
    """A report, issued 300 days ago unless said otherwise; answers its number."""
    values = {"number": number, "title": f"About {number}", "issued_on": TODAY - timedelta(days=300)} | facts
    given = ReportInput.read({name: value for name, value in values.items() if value is not None})
    keeping.add_report(a_desk(session, office), given)
    return number


def a_recommendation(session: Session, office: Office, report: str = "OIG-26-01", **facts: Any) -> int:
    """A recommendation of that report, which is recorded first where it is not yet; answers its id."""
    connection = session.connection()
    if not connection.execute(sa.select(Report.id).where(Report.number == report)).first():
        a_report(session, office, report)
    office.numbers.append(len(office.numbers) + 1)
    values = {
        "report_number": report, "number": str(office.numbers[-1]), "component": "CBP-OT",
        "text": "We recommend that the office write its procedures down.",
    } | facts  # fmt: skip
    given = RecommendationInput.read({name: str(value) for name, value in values.items() if value is not None})
    return keeping.add(a_desk(session, office), given)


def an_update(session: Session, office: Office, recommendation_id: int, **facts: Any) -> int:
    """A status update recorded today; answers its number in history."""
    version = recommendations.one(session.connection(), office.keeper, recommendation_id).version
    given = UpdateInput.read({"note": "The draft went to counsel.", "version": version} | facts)
    return updates.record(a_desk(session, office), recommendation_id, given).seq


def a_person(
    session: Session, office: Office, role: Role, *codes: str, email: str = "", password: str = PASSWORD
) -> str:
    """Somebody who can log in, with a role for the named components or for all; answers their address."""
    email = email or f"{role}@dhs.example"
    given = staff.PersonInput(email=email, name=f"The {role.replace('-', ' ')}")
    staff.enter(session, given, _hashed(password), by=office.keeper, today=TODAY, now=NOW)
    staff.grant(session, email, role, codes, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    return email


_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hash says itself what it costs to check. Those that the program makes cost in tests what they cost elsewhere."""


@cache
def _hashed(password: str) -> str:
    return _CHEAP.hash(passwords._bytes(password))
