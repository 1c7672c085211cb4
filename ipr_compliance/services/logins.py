"""Counts wrong passwords and the like, for the account and for the address they come from."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.database import ATTEMPTS_TURN
from ipr_compliance.domain.logins import FORGOTTEN_AFTER, FROM_EVERYWHERE, Attempt, check_attempt, one_place
from ipr_compliance.models import LoginFailure
from ipr_compliance.queries import accounts

_FROM_ANYWHERE: Mapping[tuple[str, ...], int] = {("email",): 1, ("address",): 1}
_LIMITS = {
    Attempt.PASSWORD: {("email", "address"): 1, ("email",): FROM_EVERYWHERE, ("address",): 1},
    Attempt.RECOVERY: _FROM_ANYWHERE,
    Attempt.CODE: _FROM_ANYWHERE,
}
"""What is counted together of each kind of attempt, and how many of them count as one."""

_failure = LoginFailure.__table__  # type: ignore[attr-defined]


def as_kept(email: str) -> str:
    """An address as accounts keep it: without regard to case, and short and clean enough for every database."""
    return "".join(filter(str.isprintable, email)).strip().casefold()[:254]


def admit(session: Session, email: str, address: str, *, now: datetime, attempt: Attempt = Attempt.PASSWORD) -> None:
    """Let an attempt go on, counted as failed until `forgive` says otherwise.

    Refuses with SlowDown where too many failed before, whether or not the account exists: from the address for any
    account, or for the account. Wrong passwords from elsewhere count a tenth there; codes and requests for mail count
    in full, since who guesses codes knows the password, and mail comes to the owner wherever it is asked for.
    `now` is an aware instant; failures of more than a day ago are forgotten.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Guesses that are sent at once are counted in turn.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ATTEMPTS_TURN})")
    since = now - FORGOTTEN_AFTER
    connection.execute(sa.delete(_failure).where(_failure.c.failed_at <= since))
    counted = {"email": as_kept(email), "address": one_place(address)}
    for what, patience in _LIMITS[attempt].items():
        count, last = accounts.failures(connection, {name: counted[name] for name in what}, since, attempt)
        check_attempt(count // patience, last, now, attempt)
    connection.execute(sa.insert(_failure).values(**counted, attempt=attempt, failed_at=now))


def forgive(session: Session, email: str, address: str, *, attempt: Attempt = Attempt.PASSWORD) -> None:
    """Forget this account's failures from this address, after the right password or code.

    Those from elsewhere stay: they are somebody else's guesses.
    """
    session.connection().execute(
        sa.delete(_failure).where(
            _failure.c.email == as_kept(email), _failure.c.address == one_place(address), _failure.c.attempt == attempt
        )
    )
