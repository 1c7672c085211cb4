"""Second factors of a person: an authenticator app, security keys, recovery codes; added, shown at a login, removed.

Every change is entered in the history, without secrets, and told to the person by mail.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.adapters import one_time_codes
from ipr_compliance.adapters.sealing import Seal
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.factors import (
    CODE_LENGTH,
    LAST_FACTOR,
    RECOVERY_CODES,
    WRONG_CODE,
    is_app_code,
    letters_to_draw,
    recovery_code,
    tidy,
)
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.models import AuthenticatorApp, RecoveryCode, SecurityKey
from ipr_compliance.queries import factors
from ipr_compliance.services import history, notices, people, sessions
from ipr_compliance.services.history import Change
from ipr_compliance.services.notices import Stamp

_app, _key = AuthenticatorApp.__table__, SecurityKey.__table__  # type: ignore[attr-defined]
_code = RecoveryCode.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Made:
    """A person's change to their own factors: who, in which session, and when."""

    by: Asker
    session_id: int
    stamp: Stamp
    today: date
    now: datetime

    @property
    def person_id(self) -> int:
        """Whose factors they are."""
        return self.by.person_id or 0


def begin_app(session: Session, seal: Seal, made: Made) -> None:
    """Make a secret for an app, which counts once `confirm_app` has seen a code of it.

    Refuses with Conflict where there is one that counts.
    """
    connection = session.connection()
    if factors.of(connection, made.person_id).app_added_at:
        raise Conflict("You have an authenticator app already; remove it before you add another.")
    connection.execute(sa.delete(_app).where(_app.c.person_id == made.person_id))
    secret = seal.close(one_time_codes.new_secret())
    row = {"person_id": made.person_id, "sealed_secret": secret, "added_at": made.now, "confirmed": False}
    connection.execute(sa.insert(_app).values(**row, last_step=0))


def confirm_app(session: Session, code: str, seal: Seal, made: Made) -> list[str]:
    """Let the app count, for somebody whose app shows the right code; answers new recovery codes where there were none.

    Refuses a wrong code with Invalid.
    """
    if not _is_shown_by_app(session, made.person_id, tidy(code), seal, made.now, confirmed=False):
        raise Invalid(WRONG_CODE, field="code")
    session.connection().execute(sa.update(_app).where(_app.c.person_id == made.person_id).values(confirmed=True))
    return added(session, Proof.APP, "An authenticator app was added", made)


def added(session: Session, proof: Proof, what: str, made: Made) -> list[str]:
    """Enter that a factor was added; answers new recovery codes, to be shown once, where it is the first one.

    The session at hand has just shown the factor; with the first one, all others end, since they never did.
    """
    codes: list[str] = []
    if not factors.of(session.connection(), made.person_id).codes:
        sessions.end_all(session, made.person_id, but=made.session_id)
        codes = _new_codes(session, made.person_id)
    sessions.prove(session, made.session_id, proof)
    _tell(session, "factor-added", {"factor": (None, proof.value)}, f"{what} to your account.", made)
    return codes


def new_codes(session: Session, made: Made) -> list[str]:
    """New recovery codes, to be shown once; the old ones are worth nothing. Refuses who has no factor (Conflict)."""
    if not factors.any_of(session.connection(), made.person_id):
        raise Conflict("Recovery codes take the place of a second factor; add one first.")
    codes = _new_codes(session, made.person_id)
    _tell(session, "recovery-codes-made", {}, "New recovery codes of your account were made.", made)
    return codes


def show_code(session: Session, person_id: int, code: str, seal: Seal, *, now: datetime) -> Proof:
    """Take a code of the person's app, or one of their recovery codes; each is taken once, however often it is sent.

    Refuses any other with Invalid.
    """
    code = tidy(code)
    if is_app_code(code):
        if _is_shown_by_app(session, person_id, code, seal, now, confirmed=True):
            return Proof.APP
        raise Invalid(WRONG_CODE, field="code")
    used = sa.delete(_code).where(_code.c.person_id == person_id, _code.c.digest == digest_of(code))
    if session.connection().execute(used).rowcount != 1:
        raise Invalid(WRONG_CODE, field="code")
    return Proof.RECOVERY_CODE


def remove_app(session: Session, made: Made, *, required: bool) -> None:
    """Remove the app. Refuses with Conflict the last factor of somebody of whom one is `required`."""
    _remove(session, sa.delete(_app).where(_app.c.person_id == made.person_id, _app.c.confirmed), required, made)
    _tell(session, "factor-removed", {"factor": (Proof.APP.value, None)}, "Your authenticator app was removed.", made)


def remove_key(session: Session, key_id: int, made: Made, *, required: bool) -> None:
    """Remove a security key, as `remove_app` does."""
    _remove(session, sa.delete(_key).where(_key.c.person_id == made.person_id, _key.c.id == key_id), required, made)
    what = "A security key of your account was removed."
    _tell(session, "factor-removed", {"factor": (Proof.SECURITY_KEY.value, None)}, what, made)


def reset(
    session: Session, email: str, *, tree: Tree, by: Asker, stamp: Stamp, today: date, now: datetime
) -> None:  # fmt: skip
    """Take all second factors from somebody who has lost theirs; their sessions end, and they are told by mail.

    Refuses an unknown person (NotFound), one who has none (Conflict), and people who do not administer the whole
    department (NotAllowed).
    """
    person_id = people.administered_person(session, email, tree, by)
    if not factors.any_of(session.connection(), person_id):
        raise Conflict(f"{email} has no second factor.")
    for table in (_app, _key, _code):
        session.connection().execute(sa.delete(table).where(table.c.person_id == person_id))
    sessions.end_all(session, person_id)
    history.append(session, [Change(people.SUBJECT, person_id, "factors-reset", today, {})], by=by, at=now)
    what = "An administrator removed the second factors of your account. You are logged out everywhere."
    notices.plan(session, email, what, stamp=stamp, today=today, now=now)


def _is_shown_by_app(
    session: Session, person_id: int, code: str, seal: Seal, now: datetime, *, confirmed: bool
) -> bool:  # fmt: skip
    connection = session.connection()
    theirs = _app.c.person_id == person_id, _app.c.confirmed.is_(confirmed)
    sealed = connection.execute(sa.select(_app.c.sealed_secret).where(*theirs)).scalar()
    secret = seal.open(sealed) if sealed else None
    step = one_time_codes.step_of(secret, code, now) if secret else None
    if step is None:
        return False
    # In one statement, so that of two who send the same code at once one is refused.
    taken = sa.update(_app).where(*theirs, _app.c.last_step < step).values(last_step=step)
    return connection.execute(taken).rowcount == 1


def _new_codes(session: Session, person_id: int) -> list[str]:
    codes = [
        recovery_code([secrets.randbelow(letters_to_draw()) for _ in range(CODE_LENGTH)]) for _ in range(RECOVERY_CODES)
    ]
    connection = session.connection()
    connection.execute(sa.delete(_code).where(_code.c.person_id == person_id))
    rows = [{"person_id": person_id, "digest": digest_of(tidy(code))} for code in codes]
    connection.execute(sa.insert(_code), rows)
    return codes


def _remove(session: Session, removed: sa.Delete, required: bool, made: Made) -> None:  # noqa: FBT001 - of this module
    connection = session.connection()
    if connection.execute(removed).rowcount != 1:
        raise Conflict("This factor is removed already.")
    if factors.any_of(connection, made.person_id):
        return
    if required:
        raise Conflict(LAST_FACTOR)
    connection.execute(sa.delete(_code).where(_code.c.person_id == made.person_id))
    sessions.unprove(session, made.person_id)


def _tell(
    session: Session, kind: str, fields: dict[str, tuple[str | None, str | None]], what: str, made: Made
) -> None:  # fmt: skip
    change = Change(people.SUBJECT, made.person_id, kind, made.today, fields)
    history.append(session, [change], by=made.by, at=made.now)
    notices.plan(session, made.by.email, what, stamp=made.stamp, today=made.today, now=made.now)
