"""How wrong passwords slow further attempts down, what a new password must be, and how long a link for one is good."""

from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from ipr_compliance.domain.refusal import Invalid, Refused

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)

FROM_EVERYWHERE = 10
"""Wrong passwords for an account from all addresses together slow it down when there are so many times as many: who
guesses from one address must not lock the account's owner out at another."""

SHORTEST, LONGEST = 8, 1000
"""Characters of a password; the shortest is that of NIST SP 800-63B."""


LINK_GOOD_FOR = timedelta(minutes=30)
"""How long after its sending a link for a new password works."""


class Attempt(StrEnum):
    """What is counted, each by itself."""

    PASSWORD = "password"  # noqa: S105 - the word itself
    RECOVERY = "recovery"
    CODE = "code"


_TOO_MANY = {
    Attempt.PASSWORD: "wrong passwords",
    Attempt.RECOVERY: "requests for a new password",
    Attempt.CODE: "wrong codes",
}


class SlowDown(Refused):
    """Too many wrong passwords, or other attempts: the next one has to wait (pages: 429)."""

    def __init__(self, seconds: int, attempt: Attempt = Attempt.PASSWORD) -> None:
        count, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
        wait = f"a {unit}" if count == 1 else f"{count} {unit}s"
        super().__init__(f"There were too many {_TOO_MANY[attempt]}. Wait {wait}, then try again.")
        self.seconds = seconds


def wait_after(failures: int) -> timedelta:
    """How long the next attempt waits: nothing at first, then twice as long with each wrong password, to a limit."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(failures - FREE_ATTEMPTS, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def check_attempt(
    failures: int, last_failed_at: datetime | None, now: datetime, attempt: Attempt = Attempt.PASSWORD
) -> None:
    """Refuse with SlowDown an attempt that comes too soon after that many failures. Instants are aware."""
    if last_failed_at is None:
        return
    left = last_failed_at + wait_after(failures) - now
    if left > timedelta(0):
        raise SlowDown(-(-left // timedelta(seconds=1)), attempt)


def one_place(address: str) -> str:
    """What an address is counted as: of IPv6 the whole /64 network, since one machine may use all of it."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)


def check_new_password(new: str, *, email: str) -> None:
    """Refuse with Invalid a password that is easily guessed. Length is what makes it strong; no kinds of characters."""
    if len(new) < SHORTEST:
        raise Invalid(f"The new password needs at least {SHORTEST} characters.", field="new_password")
    if len(new) > LONGEST:
        raise Invalid(f"The new password can have at most {LONGEST} characters.", field="new_password")
    if new.strip().casefold() == email.casefold():
        raise Invalid("The new password cannot be the e-mail address.", field="new_password")
    if len(set(new.casefold())) < 5:
        raise Invalid(
            "The new password repeats too few characters; use at least five different ones.", field="new_password"
        )
