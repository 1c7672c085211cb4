"""Every figure of the summary against an independent, naive count over random standings and days."""

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.measures import AGREEMENT, MEASURES, asks
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.summary import AGES
from ipr_compliance.domain.words import Agreement, Role, Status
from ipr_compliance.models import Recommendation, Report, Standing
from ipr_compliance.queries import recommendations, summary
from ipr_compliance.queries.filters import Filter
from tests.factories import TODAY, a_report, an_asker, an_office, an_update
from tests.lives import Life

CODES = ("PLCY", "CBP", "CBP-OT", "CBP-OFO")
DAYS = [TODAY - timedelta(days=days) for days in (0, 1, 45, 150, 299, 300, 400)]


def forty(session):
    """Forty recommendations of reports of all ages, each brought to a status and to all other facts by chance."""
    chance = random.Random(1)  # noqa: S311  # chance that can be repeated, no secret
    office = an_office(session)
    for number, age in enumerate((300, 320, 800, 2000)):
        a_report(session, office, f"R-{number}", issued_on=TODAY - timedelta(days=age))
    for _ in range(40):
        due_on = chance.choice([None, TODAY + timedelta(days=chance.randint(-200, 200))])
        component, report = chance.choice(CODES), f"R-{chance.randint(0, 3)}"
        life = Life(session, office, report=report, component=component, due_on=due_on)
        life.brought_to(chance.choice(list(Status)))
        session.execute(sa.update(Standing).where(Standing.recommendation_id == life.id).values(**some_facts(chance)))
    session.execute(sa.update(Report).where(Report.number == "R-2").values(issued_on=None))
    return office


pytestmark = pytest.mark.beginning(recorded=forty)


@pytest.fixture
def office(begun):
    return begun


def some_facts(chance):
    money = {name: chance.choice([None, Decimal(chance.randint(0, 10**7)).scaleb(-2)]) for name in (
        "questioned_cost", "funds_put_to_better_use")}  # fmt: skip
    return money | {
        "due_on": chance.choice([None, TODAY + timedelta(days=chance.randint(-250, 250))]),
        "original_due_on": chance.choice([None, TODAY - timedelta(days=chance.randint(-200, 300))]),
        "decided_on": chance.choice([None, TODAY - timedelta(days=chance.randint(100, 500))]),
        "extensions": chance.randint(0, 3), "priority": chance.random() < 0.3,
        "agreement": chance.choice(list(Agreement)),
    }  # fmt: skip


def stood(session, day):
    """How each recommendation stood at the end of that day, one by one, with its report's dates."""
    rows = session.execute(sa.select(Standing, Report.issued_on, Report.complete_by).select_from(
        sa.join(Standing, Recommendation, Standing.recommendation_id == Recommendation.id).join(Report)
    ))  # fmt: skip
    return [row for row in rows if row[0].from_on <= day < row[0].until_on]


def counted(stood, day, ids, since=None):
    """The figures of those components, counted by hand, one recommendation after the other."""
    figures = Counter()
    parts = {
        "by_status": {status.value: 0 for status in Status}, "agreement": {word.value: 0 for word in Agreement},
        "whose_move": {"component": 0, "liaison": 0, "oig": 0}, "age": dict.fromkeys((*AGES, "unknown"), 0),
    }  # fmt: skip
    dollars, late, to_come = Counter(), Counter(), []
    for row, issued_on, complete_by in (one for one in stood if one[0].component_id in ids):
        figures["total"] += 1
        parts["by_status"][row.status.value] += 1
        kind = "open" if row.status.is_open else "closed"
        dollars[f"questioned_{kind}"] += row.questioned_cost or 0
        dollars[f"better_use_{kind}"] += row.funds_put_to_better_use or 0
        if not row.status.is_open:
            on_time = bool(row.due_on and row.closed_on <= row.due_on)
            late_ = bool(row.due_on and row.closed_on > row.due_on)
            figures.update({"ever_on_time": on_time, "ever_late": late_})
            if row.closed_on > (since or day):
                figures["closed"] += 1
                figures.update({"closed_on_time": on_time, "closed_late": late_})
            continue
        figures["open"] += 1
        parts["agreement"][row.agreement.value] += 1
        parts["whose_move"][row.whose_move.value] += 1
        parts["age"][age(issued_on, day)] += 1
        slip = (row.due_on - row.original_due_on).days if row.due_on and row.original_due_on else 0
        figures.update({
            "no_date": row.due_on is None, "slipped": slip > 0, "days_slipped": max(slip, 0),
            "extended": row.extensions > 0, "extensions": row.extensions, "priority": row.priority,
            "beyond_window": bool(row.due_on and complete_by and row.due_on > complete_by),
            "unresolved": bool(not row.decided_on and issued_on and add_months(issued_on, 6) < day),
            "no_final_action": bool(row.decided_on and add_months(row.decided_on, 12) < day),
        })  # fmt: skip
        if row.due_on and row.due_on < day:
            late[(day - row.due_on).days] += 1
            figures.update({"overdue": 1, "priority_overdue": row.priority, "became_overdue": bool(
                since and not row.due_on < since)})  # fmt: skip
        elif row.due_on:
            to_come.append(row.due_on)
            figures.update({f"due_{days}": (row.due_on - day).days <= days for days in (30, 60, 90)})
    return figures, parts, dollars, late, min(to_come, default=None)


def age(issued_on, day):
    if issued_on is None:
        return "unknown"
    return AGES[sum(issued_on <= add_months(day, -months) for months in (6, 12, 36))]


def same(figures, expected):
    numbers, parts, dollars, late, next_due_on = expected
    found = vars(figures).copy()
    assert (found.pop("days_late"), found.pop("next_due_on")) == (late, next_due_on)
    assert {name: found.pop(name) for name in parts} == parts
    assert {name: number for name, number in found.items() if number} == {
        name: number for name, number in (numbers | dollars).items() if number
    }


def test_the_summary_is_what_counting_by_hand_gives_on_every_day_to_everybody(session, office):
    some = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT", "PLCY")
    for day, asker, back in product(DAYS, (office.keeper, some), (None, 30)):
        since = day - timedelta(days=back) if back else None
        found = summary.summary(session.connection(), asker, office.tree, day, since=since)
        records, seen = stood(session, day), asker.components[Action.READ]
        same(found.whole, counted(records, day, seen, since))
        for code, figures in found.by_component.items():
            same(figures, counted(records, day, below(office, code), since))
        assert set(found.by_component) == ({office.tree.by_id[one].code for one in seen} if records else set())


def test_the_day_compared_with_has_the_figures_of_that_day(session, office):
    for since in DAYS[1:]:
        found = summary.summary(session.connection(), office.keeper, office.tree, TODAY, since=since)
        alone = summary.summary(session.connection(), office.keeper, office.tree, since)
        assert (found.since, found.previous.by_component) == (since, alone.by_component)
        same(found.before(), counted(stood(session, since), since, set(office.tree.by_id)))


@pytest.mark.parametrize("measure", [*MEASURES, *AGREEMENT], ids=lambda one: one.name)
def test_every_figure_is_the_length_of_the_list_it_leads_to(session, office, measure):
    for day in DAYS[1:4]:
        found = summary.summary(session.connection(), office.keeper, office.tree, day, since=day - timedelta(days=60))
        asked = {**asks(measure, found), "as_of": day.isoformat()}
        listed = recommendations.page(
            session.connection(), office.keeper, office.tree, Filter.read(asked), TODAY, limit=1
        )
        figures = found.whole
        number = figures.agreement[measure.name] if measure in AGREEMENT else getattr(figures, measure.name)
        assert listed.total == number, (day, asked)


def test_one_component_is_counted_with_those_below_it(session, office):
    found = summary.summary(session.connection(), office.keeper, office.tree, TODAY, "cbp")
    same(found.whole, counted(stood(session, TODAY), TODAY, below(office, "CBP")))
    assert set(found.by_component) == {"CBP", "CBP-OT", "CBP-OFO"}
    some = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT")
    assert summary.summary(session.connection(), some, office.tree, TODAY, "PLCY").whole.total == 0


def test_what_is_written_is_counted_at_once(session, office):
    before = summary.summary(session.connection(), office.keeper, office.tree, TODAY).whole
    life = Life(session, office, report="R-0", component="PLCY")
    an_update(session, office, life.id)
    after = summary.summary(session.connection(), office.keeper, office.tree, TODAY).whole
    assert (after.total, after.open) == (before.total + 1, before.open + 1)


def below(office, code):
    return office.tree.below(office.tree.by_code[code].id)
