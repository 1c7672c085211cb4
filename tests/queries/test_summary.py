import random
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise, product

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.words import Role, Status, WhoseMove
from ipr_compliance.models import Recommendation, Report, Standing
from ipr_compliance.queries import summary
from tests.factories import TODAY, a_report, an_asker, an_office
from tests.lives import Life

CODES = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")
DAYS = [TODAY - timedelta(days=days) for days in (0, 1, 45, 150, 299, 300, 400)]


@pytest.fixture
def office(session):
    """Forty recommendations of reports of all ages, each brought to a status by chance."""
    chance = random.Random(1)  # noqa: S311  # chance that can be repeated, no secret
    office = an_office(session)
    for number, age in enumerate((300, 320, 800, 2000)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for _ in range(40):
        due_on = chance.choice([None, TODAY + timedelta(days=chance.randint(-200, 200))])
        component, report = chance.choice(CODES), f"R-{chance.randint(0, 3)}"
        life = Life(session, office, report=report, component=component, due_on=due_on)
        life.brought_to(chance.choice(list(Status)))
    return office


def stood(session, day):
    """How each recommendation stood at the end of that day, one by one."""
    rows = session.execute(sa.select(Standing, Report.issued_on).select_from(
        sa.join(Standing, Recommendation, Standing.recommendation_id == Recommendation.id).join(Report)
    ))  # fmt: skip
    return [(row, issued_on) for row, issued_on in rows if row.from_on <= day < row.until_on]


def counted(stood, day, ids):
    """The figures of those components, counted by hand."""
    mine = [(row, issued) for row, issued in stood if row.component_id in ids]
    living = [(row, issued) for row, issued in mine if row.status.is_open]
    left = [(row.due_on - day).days for row, _issued in living if row.due_on]
    near = {f"due_{days}": sum(0 <= one <= days for one in left) for days in (30, 60, 90)}
    limits = [add_months(day, -months) for months in (0, 6, 12, 36)]
    younger = [sum(issued > limit for _row, issued in living) for limit in limits[1:]] + [len(living)]
    return near | {
        "total": len(mine), "open": len(living), "overdue": sum(one < 0 for one in left),
        "worst_days_late": -min([0, *left]), "no_date": len(living) - len(left),
        "next_due_on": min((day + timedelta(days=one) for one in left if one >= 0), default=None),
        "waiting_for_oig": sum(row.whose_move is WhoseMove.OIG for row, _issued in living),
        "by_status": {status.value: sum(row.status is status for row, _issued in mine) for status in Status},
        "age": dict(zip(
            ("under_6_months", "6_to_12_months", "1_to_3_years", "over_3_years"),
            (after - before for before, after in pairwise([0, *younger])), strict=True,
        )),
    }  # fmt: skip


def test_the_summary_is_what_counting_by_hand_gives_on_every_day_to_everybody(session, office):
    some = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT", "PLCY")
    for day, asker in product(DAYS, (office.keeper, some)):
        found = summary.summary(session.connection(), asker, office.tree, day, TODAY)
        records, seen = stood(session, day), asker.components[Action.READ]
        assert asdict(found.whole) == counted(records, day, seen), day
        for code, figures in found.by_component.items():
            assert asdict(figures) == counted(records, day, below(office, code)), (day, code)
        assert set(found.by_component) == ({office.tree.by_id[one].code for one in seen} if records else set())


def test_one_component_is_counted_with_those_below_it(session, office):
    found = summary.summary(session.connection(), office.keeper, office.tree, TODAY, TODAY, "cbp")
    assert asdict(found.whole) == counted(stood(session, TODAY), TODAY, below(office, "CBP"))
    assert set(found.by_component) == {"CBP", "CBP-OT", "CBP-OFO"}
    some = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT")
    assert summary.summary(session.connection(), some, office.tree, TODAY, TODAY, "PLCY").whole.total == 0


def below(office, code):
    return office.tree.below(office.tree.by_code[code].id)
