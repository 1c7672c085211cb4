"""A new password by mail.

The link's secret exists in the message that is sent and nowhere else: it is made when a sender takes the message into
hand, so neither the outbox, which is the ledger too, nor a log ever holds it.
"""

import secrets
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.logins import LINK_GOOD_FOR, check_new_password
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.models import Message, MessageState, PasswordRecovery, Person
from ipr_compliance.queries import people, recoveries
from ipr_compliance.queries.deliveries import RECOVERY
from ipr_compliance.services import deliveries, history, notices, passwords, sessions, tokens
from ipr_compliance.services.history import Change
from ipr_compliance.services.logins import as_kept
from ipr_compliance.services.notices import Stamp
from ipr_compliance.services.people import SUBJECT

PATH = "/login/new-password/"
NOT_KEPT = "only-in-the-message-that-was-sent"
"""Stands in the ledger where the message has its secret."""

NO_ROW = 0
"""No person and no message has this number."""

NO_LONGER_GOOD = "This link is not good any more. Ask for a new one."
TOLD = (
    "Your password was replaced with a link that was sent to this address. You are logged out everywhere, and your "
    "tokens for programs do not work any more."
)
REPLACED = "A newer link was asked for, or a password has been set with it."

_message, _recovery = Message.__table__, PasswordRecovery.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]


def ask(session: Session, email: str, *, stamp: Stamp, today: date, now: datetime) -> None:
    """Plan a message with a link for a new password, in place of one asked for before.

    Where there is no active account of that address nothing comes of it, and the caller is not told. The same
    statements are sent then, to one that is nobody's: how long the answer takes must not tell who has an account.
    """
    known = select(Person).where(Person.email == as_kept(email), Person.active)
    person = session.exec(known.with_for_update()).first()  # two who ask at once take turns
    person_id = (person.id or NO_ROW) if person is not None else NO_ROW
    _replace(session, person_id, now)
    letter = letters.write(
        RECOVERY, link=f"{stamp.base_url}{PATH}{NOT_KEPT}", minutes=LINK_GOOD_FOR.seconds // 60, base_url=stamp.base_url
    )
    message_id = deliveries.plan(
        session, letter, key=f"{RECOVERY}:{secrets.token_hex(16)}", kind=RECOVERY,
        recipient=person.email if person is not None else stamp.sender, planned_for=today, now=now, not_before=now,
        sender=stamp.sender,
    )  # fmt: skip
    connection = session.connection()
    theirs = sa.select(_person.c.id, sa.literal(message_id)).where(_person.c.id == person_id)
    connection.execute(sa.insert(_recovery).from_select(["person_id", "message_id"], theirs))
    is_somebodys = sa.exists().where(_recovery.c.message_id == _message.c.id)
    connection.execute(sa.delete(_message).where(_message.c.id == message_id, ~is_somebodys))


def with_link(session: Session, message_id: int, letter: Letter, *, now: datetime) -> Letter | None:
    """The letter as it is sent, with a secret made now, which is good from now on; None where it was replaced."""
    token = secrets.token_urlsafe(32)
    taken = sa.update(_recovery).where(_recovery.c.message_id == message_id)
    if session.connection().execute(taken.values(digest=digest_of(token), sent_at=now)).rowcount != 1:
        return None
    return replace(letter, text=letter.text.replace(NOT_KEPT, token), html=letter.html.replace(NOT_KEPT, token))


def redeem(session: Session, token: str, new: str, *, stamp: Stamp, today: date, now: datetime) -> str:
    """Set a new password with the link's secret, once; answers whose. All sessions and tokens end; the person is told.

    Refuses with Invalid a link that is not good any more, and a weak password, which leaves the link good.
    """
    connection = session.connection()
    email = recoveries.owner(connection, digest_of(token), now)
    found = people.by_email(connection, email) if email else None
    if email is None or found is None:
        raise Invalid(NO_LONGER_GOOD)
    check_new_password(new, email=email)
    used = sa.delete(_recovery).where(_recovery.c.digest == digest_of(token))
    if connection.execute(used).rowcount != 1:
        raise Invalid(NO_LONGER_GOOD)
    person = session.exec(select(Person).where(Person.email == email)).one()
    person.password_hash, person.password_given = passwords.hashed(new), False
    session.flush()
    sessions.end_all(session, person.id or 0)
    tokens.revoke_all(session, person.id or 0, by=found[0], today=today, now=now)
    history.append(session, [Change(SUBJECT, person.id or 0, "password-recovered", today, {})], by=found[0], at=now)
    notices.plan(session, email, TOLD, stamp=stamp, today=today, now=now)
    return email


def _replace(session: Session, person_id: int, now: datetime) -> None:
    before = sa.delete(_recovery).where(_recovery.c.person_id == person_id).returning(_recovery.c.message_id)
    message_id = session.connection().execute(before).scalar() or NO_ROW
    waiting = _message.c.id == message_id, _message.c.state == MessageState.PLANNED
    values = {"state": MessageState.CANCELLED, "settled_at": now, "reason": REPLACED}
    session.connection().execute(sa.update(_message).where(*waiting).values(values))
