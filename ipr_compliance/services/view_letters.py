"""Tells the readers of saved views what is in them, where there is news."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.columns import excerpt
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.views import IN_WORDS, is_due, is_news
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.models import Person, ViewSubscription
from ipr_compliance.queries import history, people, recommendations, views
from ipr_compliance.services import deliveries

MAIL_KIND = "view"

FIRST_ROWS = 10
"""How many rows a message shows; the link leads to all of them."""

_subscription, _person = ViewSubscription.__table__, Person.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Draft:
    """What became of one subscription's turn: the letter, where there is news, and what it is remembered by."""

    subscription_id: int
    view_id: int
    email: str
    digest: str | None
    letter: Letter | None
    known: int | None = None
    """The last entry of the history when it was written."""


def due(connection: Connection, day: date) -> list[Row[Any]]:
    """The subscriptions that have a turn on that day."""
    calendar = WorkingDays(federal(day))
    return [one for one in views.subscriptions(connection) if is_due(one.rhythm, day, one.looked_on, calendar)]


def draft(connection: Connection, subscription: Row[Any], day: date, base_url: str) -> Draft:
    """The letter of one subscription, with what its reader may see at this moment.

    There is none where the list is empty or what was told last, or where the view is no longer theirs to see.
    """
    found = people.by_email(connection, subscription.email)
    nothing = Draft(subscription.id, subscription.view_id, subscription.email, None, None)
    if found is None:
        return nothing
    asker, tree = found
    try:
        view = views.one(connection, asker, subscription.view_id)
        wanted = view.wanted
    except Refused:
        return nothing
    page = recommendations.page(connection, asker, tree, wanted, day, limit=FIRST_ROWS)
    digest = recommendations.fingerprint(connection, asker, tree, wanted, day) if page.total else None
    letter = None
    if digest and is_news(page.total, digest, subscription.told_digest):
        letter = letters.write(
            "view", view=view, total=page.total, rows=page.rows, day=day, rhythm=IN_WORDS[subscription.rhythm],
            excerpt=excerpt, base_url=base_url, address=f"{base_url}{view.address}",
            settings=f"{base_url}/views/{view.id}",
        )  # fmt: skip
    known = history.head(connection).seq
    return Draft(subscription.id, view.id, subscription.email, digest, letter, known)


def plan(session: Session, draft: Draft, *, day: date, now: datetime, sender: str) -> bool:
    """Put the letter into the outbox, to go out at once, and remember the turn; answers whether one was put there.

    A person gets one letter about one view on one day, however often this is called.
    """
    taken = sa.update(_subscription).where(_subscription.c.id == draft.subscription_id)
    session.connection().execute(taken.values(looked_on=day, told_digest=draft.digest))
    if draft.letter is None:
        return False
    planned = deliveries.plan(
        session, draft.letter, key=f"{MAIL_KIND}:{draft.view_id}:{draft.email}:{day}", kind=MAIL_KIND,
        recipient=draft.email, planned_for=day, now=now, not_before=now, sender=sender, known=draft.known,
    )  # fmt: skip
    return planned is not None


def untold(session: Session, key: str) -> None:
    """A letter with that key was cancelled before it was sent: its subscription has its turn again, and its news."""
    _kind, view_id, rest = key.split(":", 2)
    reader = sa.select(_person.c.id).where(_person.c.email == rest.rpartition(":")[0])
    theirs = sa.update(_subscription).where(
        _subscription.c.view_id == int(view_id), _subscription.c.person_id == reader.scalar_subquery()
    )
    session.connection().execute(theirs.values(looked_on=None, told_digest=None))
