"""Planning reminders into the outbox: one digest for each address and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain import reminders as rules
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.digests import Digest, Item, Owed, digest
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.recipients import AddressBook
from ipr_compliance.domain.reminder_rules import Rule, Rules, pause_reason
from ipr_compliance.domain.watching import Dates, watched
from ipr_compliance.domain.words import Status, WhoseMove
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.queries import office, people, reminder_rules, reminders
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
    already waits until the next day; since steps are windows, nothing is lost by that. Raises Invalid where the
    office's rules cannot be read.
    """
    standings, items, plans = _planned(connection, by, today, reminder_rules.rules(connection))
    for told in reminders.told_on(connection, today):
        plans.pop(told, None)
    return [
        _draft(digest(recipient, theirs, today), plans[recipient], base_url)
        for recipient, theirs in _by_recipient(standings, items, plans).items()
    ]


@dataclass(frozen=True)
class Preview:
    """What a day's plan would send under changed rules, and how many messages it sends under those that hold."""

    day: date
    recipients: Sequence[str]
    dates: int
    now: int

    @property
    def sentence(self) -> str:
        """In one sentence, for somebody who is about to save a rule."""
        people, dates = len(self.recipients), self.dates
        return (
            f"On {written_out(self.day)} this would send {people} message{'' if people == 1 else 's'}, one to each "
            f"address, because of {dates} date{'' if dates == 1 else 's'} that came near or passed; under the rules as "
            f"they are, {self.now}."
        )


def preview(connection: Connection, *, by: Asker, today: date, rule: Rule) -> Preview:
    """What the next working day's plan would send if this rule held, worked out by the plan itself; changes nothing."""
    tomorrow = today + timedelta(days=1)
    day = WorkingDays(federal(tomorrow)).from_on(tomorrow)
    held = reminder_rules.rules(connection)
    _, _, before = _planned(connection, by, day, held)
    _, _, after = _planned(connection, by, day, {**held, rule.event: rule})
    return Preview(day, sorted(after), sum(len(plan.due) for plan in after.values()), len(before))


def _planned(
    connection: Connection, by: Asker, today: date, by_event: Rules
) -> tuple[list[rules.Watched], dict[int, Item], dict[str, rules.Plan]]:
    standings, items = _standings(connection, by, today, by_event)
    last = reminders.last_steps(connection)
    return standings, items, rules.plan(standings, last, today, by_event, WorkingDays(federal(today)))


def _standings(
    connection: Connection, by: Asker, today: date, by_event: Rules
) -> tuple[list[rules.Watched], dict[int, Item]]:
    """The dates that are near or past, and the recommendations that they are about."""
    lengths = office.rules(connection).lengths
    tree = people.tree(connection)
    book = AddressBook(tree, reminders.liaisons(connection))
    steps = reminders.milestones(connection, today + timedelta(days=rules.FIRST_STEP))
    items: dict[int, Item] = {}
    found: list[rules.Watched] = []
    for row in reminders.still_open(connection, by):
        status, move = Status(row.status), WhoseMove(row.whose_move)
        dates = Dates(
            status, row.issued_on, row.due_on, row.complete_by, row.decided_on, row.implemented_on,
            row.last_update_on, row.next_update_on,
        )  # fmt: skip
        paused = pause_reason(move) is not None
        near = []
        for event, due_on in watched(dates, lengths, steps.get(row.id, ())):
            rule = by_event[event]
            if (due_on - today).days > rule.horizon:
                continue
            near.append(Owed(event, due_on))
            told = rule.recipients(due_on, today, priority=row.priority, paused=paused)
            addresses = book.addresses(row.component_id, row.responsible_email, told)
            found.append(rules.Watched(row.id, event, due_on, addresses, paused))
        if near:
            items[row.id] = Item(
                row.id, row.report_number, row.number, row.text, tree.by_id[row.component_id].code, status, move,
                row.due_on, tuple(near),
            )  # fmt: skip
    return found, items


def _by_recipient(
    found: Iterable[rules.Watched], items: dict[int, Item], plans: dict[str, rules.Plan]
) -> dict[str, list[Item]]:
    theirs: dict[str, dict[int, Item]] = {recipient: {} for recipient in sorted(plans)}
    for one in found:
        for recipient in one.recipients:
            if recipient in theirs:
                theirs[recipient][one.recommendation_id] = items[one.recommendation_id]
    return {recipient: list(by_id.values()) for recipient, by_id in theirs.items()}


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
    return {**step._asdict(), "message_id": message_id}
