"""Leadership's weekly briefing: the deadline summary, and how it has changed since the week before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.domain.attention import Line, in_order_of_attention
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.measures import FIRST_FIGURES
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.summary import Summary
from ipr_compliance.domain.summary_words import change_in_words, opening_sentence
from ipr_compliance.queries import recommendations, summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import deliveries

KIND = "briefing"

WEEK = timedelta(days=7)

WORST = 5
"""How many of the longest overdue are named."""


@dataclass(frozen=True)
class Briefing:
    """What a week's letter says to those who see the same."""

    summary: Summary
    lines: Sequence[Line]
    worst: Sequence[Any]


def brief(connection: Connection, asker: Asker, tree: Tree, day: date, today: date) -> Briefing | None:
    """How things stand on that day and stood a week before; None where there is no recommendation that they may see."""
    found = summary.summary(connection, asker, tree, day, since=day - WEEK)
    if not found.whole.total:
        return None
    overdue = Filter(overdue=True, as_of=day)
    worst = recommendations.page(connection, asker, tree, overdue, today, limit=WORST).rows
    return Briefing(found, in_order_of_attention(found.by_component, tree), worst)


def mail(
    session: Session, email: str, made: Briefing, *, planned_for: date, sender: str, base_url: str, now: datetime
) -> bool:
    """Plan the briefing into the outbox, to go out at once; answers whether it was not there yet.

    One person gets one briefing for one week, however often this is called.
    """
    found = made.summary
    letter = letters.write(
        KIND,
        opening=opening_sentence(found),
        summary=found,
        figures=[(one.label, getattr(found.whole, one.name), _change(found, one.name)) for one in FIRST_FIGURES],
        lines=made.lines,
        worst=made.worst,
        base_url=base_url,
        address=f"{base_url}/?as_of={found.as_of}&compare_with={found.since}",
    )
    monday = planned_for - timedelta(days=planned_for.weekday())
    planned = deliveries.plan(
        session, letter, key=f"{KIND}:{email}:{monday}", kind=KIND, recipient=email, planned_for=planned_for, now=now,
        not_before=now, sender=sender,
    )  # fmt: skip
    return planned is not None


def _change(found: Summary, name: str) -> str:
    return change_in_words(getattr(found.whole, name), getattr(found.before(), name))
