"""Counts wrong passwords and the like, for the account and for the address they come from."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.database import ATTEMPTS_TURN
from ipr_compliance.domain.logins import FORGOTTEN_AFTER, Attempt, check_attempt, one_place
from ipr_compliance.models import LoginFailure
from ipr_compliance.queries import accounts

_failure = LoginFailure.__table__  # type: ignore[attr-defined]


def as_kept(email: str) -> str:
    """An address as accounts keep it: without regard to case, and short and clean enough for every database."""
    return "".join(filter(str.isprintable, email)).strip().casefold()[:254]


def admit(session: Session, email: str, address: str, *, now: datetime, attempt: Attempt = Attempt.PASSWORD) -> None:
    """Let an attempt go on, counted as failed until `forgive` says otherwise.

    Refuses with SlowDown where too many failed before, for the account or from the address, whether or not the
    account exists. `now` is an aware instant; failures of more than a day ago are forgotten.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Guesses that are sent at once are counted in turn.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ATTEMPTS_TURN})")
    since = now - FORGOTTEN_AFTER
    connection.execute(sa.delete(_failure).where(_failure.c.failed_at <= since))
    counted = {"email": as_kept(email), "address": one_place(address)}
    for what, value in counted.items():
        check_attempt(*accounts.failures(connection, what, value, since, attempt), now, attempt)
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
