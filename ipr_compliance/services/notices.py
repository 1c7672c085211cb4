"""Messages that tell a person what was done to their own account, so that they notice what they have not done."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.queries.deliveries import NOTICE
from ipr_compliance.services import deliveries


@dataclass(frozen=True)
class Stamp:
    """What every message of the office carries: its sender, and the address of the tracker."""

    sender: str
    base_url: str


def plan(session: Session, email: str, what: str, *, stamp: Stamp, today: date, now: datetime) -> None:
    """Tell the person of that address what has happened, in a sentence without any secret; it goes out at once."""
    letter = letters.write(NOTICE, what=what, base_url=stamp.base_url)
    deliveries.plan(
        session, letter, key=f"{NOTICE}:{secrets.token_hex(16)}", kind=NOTICE, recipient=email, planned_for=today,
        now=now, not_before=now, sender=stamp.sender,
    )  # fmt: skip
