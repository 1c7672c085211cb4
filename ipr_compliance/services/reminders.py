"""Planning reminders into the outbox: one digest for each address and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.domain import reminders as rules
from ipr_compliance.domain.addresses import normal
from ipr_compliance.domain.digests import Digest, Item, digest
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.words import Status, WhoseMove
from ipr_compliance.queries import reminders
from ipr_compliance.services import deliveries


@dataclass(frozen=True)
class Draft:
    """A digest ready to be planned: what it says, and the steps that it settles."""

    digest: Digest
    plan: rules.Plan
    letter: letters.Letter


def drafts(connection: Connection, *, by: Asker, today: date, base_url: str) -> list[Draft]:
    """What is due to be told on that day and has not been planned, as things stand now.

    Reads and writes letters only: `plan` puts them into the outbox. Whoever has had the day's digest planned
    already waits until the next day; since steps are windows, nothing is lost by that.
    """
    items: dict[int, Item] = {}
    watched = []
    for row in reminders.coming_due(connection, by, today + timedelta(days=rules.FIRST_STEP)):
        items[row.id] = Item(
            row.id, row.report_number, row.number, row.text, row.component, Status(row.status),
            WhoseMove(row.whose_move), row.due_on,
        )  # fmt: skip
        addresses = (normal(address) for address in (row.responsible_email, row.mailbox) if address)
        watched.append(rules.Watched(row.id, row.due_on, tuple(dict.fromkeys(addresses))))
    plans = rules.plan(watched, reminders.last_steps(connection), today)
    for told in reminders.told_on(connection, today):
        plans.pop(told, None)
    return [
        _draft(digest(recipient, theirs, today), plans[recipient], base_url)
        for recipient, theirs in _by_recipient(watched, items, plans).items()
    ]


def _by_recipient(
    watched: Iterable[rules.Watched], items: dict[int, Item], plans: dict[str, rules.Plan]
) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {recipient: [] for recipient in sorted(plans)}
    for one in watched:
        for recipient in one.recipients:
            if recipient in found:
                found[recipient].append(items[one.recommendation_id])
    return found


def _draft(told: Digest, plan: rules.Plan, base_url: str) -> Draft:
    return Draft(told, plan, letters.write("digest", digest=told, base_url=base_url))


def plan(session: Session, ready: Iterable[Draft], *, today: date, now: datetime, zone: ZoneInfo, sender: str) -> int:
    """Put digests into the outbox, with the steps each one settles; answers how many were planned.

    They may be sent from the beginning of `today` in the office's zone. One that another process has planned in the
    meantime is left alone, with its steps.
    """
    planned = 0
    for draft in ready:
        message_id = deliveries.plan(
            session, draft.letter, key=f"{reminders.DIGEST}:{draft.digest.recipient}:{today.isoformat()}",
            kind=reminders.DIGEST, recipient=draft.digest.recipient, planned_for=today, now=now,
            not_before=datetime.combine(today, time(), zone), sender=sender,
        )  # fmt: skip
        if message_id is None:
            continue
        planned += 1
        deliveries.note_steps(session, [_row(step, message_id) for step in draft.plan.due])
        # A step without a message is one that went by while nobody was reminding: skipped.
        deliveries.note_steps(session, [_row(step, None) for step in draft.plan.skipped])
    return planned


def _row(step: rules.Step, message_id: int | None) -> dict[str, Any]:
    return {**step._asdict(), "event": rules.EVENT, "message_id": message_id}
