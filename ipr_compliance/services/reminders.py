"""Planning reminders into the outbox: one digest for each address and day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain import reminders as rules
from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.digests import Digest, Item, Owed, Pile, place
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.recipients import AddressBook, Told
from ipr_compliance.domain.reminder_rules import Event, Rule, Rules, pause_reason
from ipr_compliance.domain.reminders import Day, Plan, Sent, Step, Watched
from ipr_compliance.domain.watching import Dates, cutoffs, watched
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.queries import history, office, people, reminder_rules, reminders
from ipr_compliance.services import deliveries


@dataclass(frozen=True)
class Draft:
    """A digest ready to be planned: what it says, and the steps that it settles."""

    digest: Digest
    plan: Plan
    letter: letters.Letter
    known: int
    """The last entry of the history when its facts were read."""


def drafts(connection: Connection, *, by: Asker, today: date, base_url: str) -> Iterator[Draft]:
    """What is due to be told on that day and has not been planned, as things stand now, by address.

    Reads and writes letters only, one after the other: `plan` puts them into the outbox. Whoever has had the day's
    digest planned already waits until the next day; since steps are windows, nothing is lost by that. Raises Invalid
    where the office's rules cannot be read.
    """
    known = history.head(connection).seq
    standings = _Standings(connection, by, _day(connection, today, reminder_rules.rules(connection)))
    plans = rules.plan(standings.parts(), standings.day)
    told_already = reminders.told_on(connection, today)
    for recipient in sorted(plans.keys() - told_already):
        digest = standings.digest(recipient)
        yield Draft(digest, plans.pop(recipient), letters.write("digest", digest=digest, base_url=base_url), known)


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
    on = WorkingDays(federal(tomorrow)).from_on(tomorrow)
    held = reminder_rules.rules(connection)
    before, after = (
        rules.plan(_Standings(connection, by, day).parts(), day)
        for day in (_day(connection, on, held), _day(connection, on, {**held, rule.event: rule}))
    )
    return Preview(on, sorted(after), sum(len(plan.due) for plan in after.values()), len(before))


def _day(connection: Connection, today: date, by_event: Rules) -> Day:
    rhythms, limits = reminders.rhythms(connection), reminder_rules.limits(connection)
    return Day(today, by_event, WorkingDays(federal(today)), rhythms, limits)


@dataclass
class _Standings:
    """The open recommendations as they are read, in parts; what each address would be told of them is kept aside."""

    connection: Connection
    by: Asker
    day: Day
    lengths: Lengths = field(init=False)
    tree: Tree = field(init=False)
    book: AddressBook = field(init=False)
    piles: dict[str, Pile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        connection = self.connection
        self.lengths, self.tree = office.rules(connection).lengths, people.tree(connection)
        refused, disabled = reminders.refused(connection), reminders.disabled(connection)
        self.book = AddressBook(self.tree, reminders.liaisons(connection), refused, disabled)

    def parts(self) -> Iterator[tuple[list[Watched], Sent]]:
        """The dates that are near or past, with the steps told before of the same recommendations."""
        until = cutoffs(self.day.today, self.day.rules, self.lengths)
        for rows in reminders.parts(self.connection, self.by, until):
            first, last = rows[0].id, rows[-1].id
            steps = reminders.milestones(self.connection, first, last, until.milestone_on)
            found: list[Watched] = []
            for row in rows:
                found += self._watched(row, steps.get(row[0], {}))
            yield found, reminders.last_steps(self.connection, first, last)

    def digest(self, recipient: str) -> Digest:
        """What one address is told of; it is asked for once."""
        rhythm = self.day.rhythms.get(recipient) if self.day.limits.weekly else None
        return self.piles.pop(recipient).digest(recipient, self.day.today, rhythm)

    def _watched(self, row: Any, steps: Mapping[date, tuple[str, ...]]) -> list[Watched]:
        number, report_number, own_number, text, component_id, move, priority, official, title = row[:9]
        dates, day = Dates(*row[9:]), self.day
        paused, overdue = pause_reason(move) is not None, dates.due_on is not None and dates.due_on < day.today
        found, owed, readers = [], [], []
        for event, due_on in watched(dates, self.lengths, steps):
            near = day.near(event, due_on)
            if near is None:
                continue
            told_to = near.told_in_pause if paused else near.told_of_priority if priority else near.told
            told = self.book.told(component_id, official, title, told_to)
            owed.append(Owed(event, due_on, steps[due_on] if event is Event.MILESTONE else ()))
            readers.append(told)
            found.append(Watched(number, event, due_on, told.addresses, paused, overdue))
        if owed:
            code = self.tree.by_id[component_id].code
            self._keep(
                Item(number, report_number, own_number, text, code, dates.status, move, dates.due_on, tuple(owed)),
                readers,
            )
        return found

    def _keep(self, item: Item, readers: Sequence[Told]) -> None:
        placed = place(item, self.day.today)
        for reader in {address for told in readers for address in told.addresses}:
            pile = self.piles.get(reader)
            if pile is None:
                pile = self.piles[reader] = Pile()
            whose = dict.fromkeys(name for told in readers for name in told.instead_of.get(reader, ()))
            pile.add(placed._replace(item=item._replace(instead_of=tuple(whose))) if whose else placed)


def plan(session: Session, ready: Iterable[Draft], *, today: date, now: datetime, zone: ZoneInfo, sender: str) -> int:
    """Put digests into the outbox, with the steps each one settles; answers how many were planned.

    They may be sent from the beginning of `today` in the office's zone. One that another process has planned in the
    meantime is left alone, with its steps. What was recorded after the drafts were read overtakes them.
    """
    planned = 0
    for draft in ready:
        message_id = deliveries.plan(
            session, draft.letter, key=f"{reminders.DIGEST}:{draft.digest.recipient}:{today.isoformat()}",
            kind=reminders.DIGEST, recipient=draft.digest.recipient, planned_for=today, now=now,
            not_before=datetime.combine(today, time(), zone), sender=sender, known=draft.known,
        )  # fmt: skip
        if message_id is None:
            continue
        planned += 1
        # A step without a message is one that went by while nobody was reminding: skipped.
        deliveries.note_steps(session, [_row(step, message_id) for step in draft.plan.due])
        deliveries.note_steps(session, [_row(step, None) for step in draft.plan.skipped])
        deliveries.note_steps(session, _listed(draft, message_id))
    return planned


def _listed(draft: Draft, message_id: int) -> list[dict[str, Any]]:
    """What stands in the message besides, such as what rests: who may read the message depends on it too."""
    settled = {step.recommendation_id for step in draft.plan.due}
    return [
        {
            "recipient": draft.digest.recipient, "recommendation_id": item.recommendation_id,
            "event": reminders.LISTED, "due_on": item.dates[0].on, "step": 0, "message_id": message_id,
        }
        for item in draft.digest.items
        if item.recommendation_id not in settled
    ]  # fmt: skip


def _row(step: Step, message_id: int | None) -> dict[str, Any]:
    return {**step._asdict(), "message_id": message_id}
