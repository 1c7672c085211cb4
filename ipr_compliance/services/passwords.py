"""Passwords are kept as Argon2id hashes and never anywhere else."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's recommendation: 19 MiB, so that all web threads together stay small while many log in."""


NONE = ""
"""Kept for somebody who has no password: nothing that is typed matches it."""


def hashed(password: str) -> str:
    """The hash to keep, with its own salt."""
    return _HASHER.hash(_bytes(password))


def match(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Without an account or a password the answer takes as long and is no."""
    try:
        _HASHER.verify(password_hash or _nobodys(), _bytes(password))
    except VerifyMismatchError:
        return False
    return bool(password_hash)


def _bytes(password: str) -> bytes:
    # The same letter typed on two keyboards may come composed or not. Half a character cannot be typed, only sent.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return hashed("no account has this hash")
