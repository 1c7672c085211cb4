"""How long a session lasts, how somebody has shown who they are, and how a session is told apart from others."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(minutes=60)
"""At least as strict as NIST SP 800-63B-4 for AAL2, which asks for at most 24 hours and one hour without activity; the
12 hours are those of its third revision. An hour, since a long text is written without a request."""

NOTED_AFTER = timedelta(minutes=5)
"""How exact the time of the last request is: not every request is noted."""

SECOND_FACTOR_WITHIN = timedelta(minutes=10)
"""How long a login may wait for its second factor."""


class Proof(StrEnum):
    """What somebody has shown to be who they are."""

    PASSWORD = "password"  # noqa: S105 - the word itself
    AGENCY = "agency"
    APP = "app"
    SECURITY_KEY = "security-key"
    RECOVERY_CODE = "recovery-code"


PROOFS = {
    Proof.PASSWORD: "password",
    Proof.AGENCY: "agency account",
    Proof.APP: "authenticator app",
    Proof.SECURITY_KEY: "security key",
    Proof.RECOVERY_CODE: "recovery code",
}


_TWO_FACTORS = frozenset({"mfa", "sc"})
"""Authentication by several factors, or by a smart card, which a PIN opens; other words tell of one factor only."""


def vouches_for_two(means: Collection[str]) -> bool:
    """Whether these ways of authentication (RFC 8176), as a provider states them, amount to two factors."""
    return not _TWO_FACTORS.isdisjoint(means)


def limits(now: datetime) -> tuple[datetime, datetime]:
    """A session lasts if it was begun at the first of these instants or later, and used at the second or later."""
    return now - LONGEST, now - LONGEST_IDLE


def is_to_be_noted(seen_at: datetime, now: datetime) -> bool:
    """Whether a request is so long after the last one noted that it is noted itself. Instants are aware."""
    return now - seen_at > NOTED_AFTER


# What others call themselves too stands behind them: Edge says it is Chrome, and Chrome that it is Safari.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_MACHINES = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "CrOS": "ChromeOS",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


def browser_in_short(user_agent: str) -> str:
    """What a browser says of itself, as short as a person needs it to know their own: “Firefox on Windows”."""
    browser, machine = (
        next((name for mark, name in known.items() if mark in user_agent), "") for known in (_BROWSERS, _MACHINES)
    )
    return f"{browser or 'Another browser'} on {machine}" if machine else browser or "Another program"
