"""Webhooks: added, switched on and off, removed; their deliveries planned, checked before they are sent, and counted.

Every change by a person is entered in the history, and a hook that is switched off by itself too; no secret is.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.adapters.sealing import Seal
from ipr_compliance.domain import webhooks as rules
from ipr_compliance.domain.attempts import Outcome
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.models import Message, MessageState, Webhook
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import people, webhooks
from ipr_compliance.queries.deliveries import WEBHOOK
from ipr_compliance.queries.webhooks import News
from ipr_compliance.services import deliveries, history, notices
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import WebhookInput
from ipr_compliance.services.notices import Stamp

SUBJECT = "webhook"
SECRET_BYTES = 32

_hook, _message = Webhook.__table__, Message.__table__  # type: ignore[attr-defined]


def seal(secret_key: str) -> Seal:
    """What seals the secrets, by a key that is made from the program's own secret key."""
    return Seal(secret_key, "webhooks")


def add(desk: Desk, given: WebhookInput, sealing: Seal, *, private: bool) -> tuple[int, str]:
    """Add a hook, which is told what changes from now on; answers its number and its secret, which is shown once.

    Refuses with NotAllowed who does not administer the whole department, with Invalid an address that may not be
    called, an owner without an active account and a component that there is not, and with Conflict the same address
    for the same owner and component a second time.
    """
    check_may(desk)
    address = rules.checked_address(given.address, private=private)
    owner = people.by_email(desk.connection, given.owner or desk.by.email)
    if owner is None:
        raise Invalid("Name somebody with an active account, whose rights bound what is told.", field="owner")
    component = desk.tree.find(given.component) if given.component else None
    if given.component and component is None:
        raise Invalid(f"There is no component {given.component}.", field="component")
    secret = rules.new_secret(secrets.token_bytes(SECRET_BYTES))
    hook = Webhook(
        person_id=owner[0].person_id or 0, address=address, component_id=component.id if component else None,
        sealed_secret=sealing.close(secret), created_at=desk.now, told_seq=0,
    )  # fmt: skip
    _refuse_twin(desk, hook)
    desk.session.add(hook)
    desk.session.flush()
    told = {"address": address, "owner": owner[0].email, "component": component.code if component else None}
    hook.told_seq = _tell(desk, hook.id or 0, "added", {name: (None, value) for name, value in told.items()})
    desk.session.flush()
    return hook.id or 0, secret


def remove(desk: Desk, hook_id: int) -> str:
    """Remove a hook with its secret, and cancel what waits for it; answers its address. Refuses as `switch` does."""
    hook = _mine(desk, hook_id)
    values = {"removed_at": desk.now, "active": False, "sealed_secret": ""}
    desk.connection.execute(sa.update(_hook).where(_hook.c.id == hook_id).values(values))
    _cancel_waiting(desk.session, hook_id, desk.now)
    _tell(desk, hook_id, "removed", {"address": (hook.address, None)})
    return str(hook.address)


def switch(desk: Desk, hook_id: int, *, on: bool) -> None:
    """Switch a hook on, to be told what changes from then on, or off, which cancels what waits for it.

    Refuses with NotAllowed who does not administer the whole department, with NotFound one that there is not, and with
    Conflict one that is so already.
    """
    hook = _mine(desk, hook_id)
    if hook.active is on:
        raise Conflict(f"This webhook is switched {'on' if on else 'off'} already.")
    seq = _tell(desk, hook_id, f"switched-{'on' if on else 'off'}", {"active": (hook.active, on)})
    fresh = {"failures": 0, "gone": False, "told_seq": seq} if on else {}
    desk.connection.execute(sa.update(_hook).where(_hook.c.id == hook_id).values(active=on, **fresh))
    if not on:
        _cancel_waiting(desk.session, hook_id, desk.now)


def test(desk: Desk, hook_id: int, sender: str) -> int:
    """Plan a call that tells of nothing; answers its number in the outbox, which is the same for the same write key.

    Refuses as `switch` does, and with Conflict a hook that is switched off.
    """
    hook = _mine(desk, hook_id)
    if not hook.active:
        raise Conflict("This webhook is switched off; switch it on before you test it.")
    body = Letter("A test", rules.trial(at=desk.now), "")
    what = f"test:{desk.write_key or secrets.token_hex(8)}"
    _plan(desk.session, hook, what, body, sender, desk.today, desk.now)
    return webhooks.delivery(desk.connection, hook_id, what)


def plan(session: Session, hook: Row[Any], news: News, *, stamp: Stamp, today: date, now: datetime) -> bool:
    """Plan a call with the news, and note them as planned for: both or neither; answers whether it was done here.

    Safe from any number of processes: who comes second finds them planned for.
    """
    mine = _hook.c.id == hook.id, _hook.c.told_seq == hook.told_seq, _hook.c.active
    if session.connection().execute(sa.update(_hook).where(*mine).values(told_seq=news.up_to)).rowcount != 1:
        return False
    if news.entries:
        first, last = news.entries[0].seq, news.entries[-1].seq
        subject = f"Changes {first} to {last}" if len(news.entries) > 1 else f"Change {first}"
        letter = Letter(subject, rules.changed(news.entries, at=now, base_url=stamp.base_url), "")
        _plan(session, hook, f"{first}-{last}", letter, stamp.sender, today, now)
    return True


def still_told(session: Session, key: str, letter: Letter) -> Letter | str:
    """What is sent of a planned call now: without what its owner may not read any more; or why nothing is."""
    hook = webhooks.switched_on(session.connection(), webhooks.hook_of(key))
    if hook is None:
        return rules.OFF
    readable = webhooks.readable(session.connection(), hook, rules.told_in(letter.text))
    body = rules.without_others(letter.text, readable)
    return rules.NOTHING_LEFT if body is None else Letter(letter.subject, body, letter.html)


def count(session: Session, key: str, outcome: Outcome, state: MessageState) -> None:
    """Note on its hook what became of a delivery: one that arrived ends the row of those that failed."""
    if state is MessageState.PLANNED:
        return
    failures = 0 if state is MessageState.SENT else _hook.c.failures + 1
    values = {"failures": failures, "gone": outcome.address_refused}
    session.connection().execute(sa.update(_hook).where(_hook.c.id == webhooks.hook_of(key)).values(values))


def switch_off_failing(desk: Desk, stamp: Stamp) -> int:
    """Switch off the hooks whose deliveries fail, and tell their owners by mail; answers how many."""
    hooks = webhooks.failing(desk.connection)
    for hook in hooks:
        why = rules.GONE if hook.gone else rules.FAILING
        desk.connection.execute(sa.update(_hook).where(_hook.c.id == hook.id).values(active=False))
        _cancel_waiting(desk.session, hook.id, desk.now)
        _tell(desk, hook.id, "switched-off", {"active": (True, False)}, why)
        owner = webhooks.one(desk.connection, hook.id).owner
        what = f"The webhook to {hook.address} was switched off. {why} An administrator can switch it on again."
        notices.plan(desk.session, owner, what, stamp=stamp, today=desk.today, now=desk.now)
    return len(hooks)


def check_may(desk: Desk) -> None:
    """Refuse with NotAllowed who does not administer the whole department."""
    if not desk.by.may_everywhere(Action.ADMINISTER, desk.tree):
        raise NotAllowed(refusal(Action.ADMINISTER))


def _mine(desk: Desk, hook_id: int) -> Row[Any]:
    check_may(desk)
    return webhooks.one(desk.connection, hook_id)


def _refuse_twin(desk: Desk, hook: Webhook) -> None:
    same = sa.select(_hook.c.id).where(
        _hook.c.removed_at.is_(None), _hook.c.person_id == hook.person_id, _hook.c.address == hook.address,
        _hook.c.component_id.is_not_distinct_from(hook.component_id),
    )  # fmt: skip
    if desk.connection.execute(same).first():
        raise Conflict("There is a webhook to this address already.", field="address")


def _plan(session: Session, hook: Row[Any], what: str, letter: Letter, sender: str, today: date, now: datetime) -> None:
    deliveries.plan(
        session, letter, key=webhooks.key(hook.id, what), kind=WEBHOOK, recipient=hook.address,
        planned_for=today, now=now, not_before=now, sender=sender, known=entries.head(session.connection()).seq,
    )  # fmt: skip


def _cancel_waiting(session: Session, hook_id: int, now: datetime) -> None:
    # One in a sender's hand is left to it: it is cancelled when it would be tried again.
    waiting = _message.c.state == MessageState.PLANNED, _message.c.leased_until.is_(None)
    values = {"state": MessageState.CANCELLED, "reason": rules.OFF, "settled_at": now}
    session.connection().execute(sa.update(_message).where(*webhooks.to(hook_id), *waiting).values(values))


def _tell(
    desk: Desk, hook_id: int, kind: str, fields: Mapping[str, tuple[Any, Any]], note: str | None = None
) -> int:  # fmt: skip
    change = Change(SUBJECT, hook_id, kind, desk.today, fields, note)
    return history.append(desk.session, [change], by=desk.by, at=desk.now)
