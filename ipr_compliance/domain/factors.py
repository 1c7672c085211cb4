"""Second factors: codes of an authenticator app, recovery codes, and whose role asks for one."""

import re
from collections.abc import Collection

CODE_DIGITS = 6
STEP_SECONDS = 30
STEPS_AROUND = 1
"""RFC 6238: a code holds for 30 seconds; one step before and after are taken, for clocks that differ."""

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that look alike in print."""

CODE_LENGTH = 16
"""79 bits: what is kept of a code, a fast hash, cannot be turned back by trying."""

WRONG_CODE = "This code is not right, or was used before. Wait for the next one, or use another factor."
LAST_FACTOR = "Your role asks for a second factor. Add another one before you remove this one."


def tidy(code: str) -> str:
    """A code as it is compared: people write spaces and dashes into it, and capitals."""
    return re.sub(r"[\s-]", "", code).lower()


def is_app_code(code: str) -> bool:
    """Whether a tidy code looks like one of an authenticator app."""
    return len(code) == CODE_DIGITS and code.isascii() and code.isdecimal()


def recovery_code(numbers: Collection[int]) -> str:
    """A recovery code from random numbers, one for each letter, in groups of four."""
    letters = "".join(_LETTERS[number % len(_LETTERS)] for number in numbers)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def letters_to_draw() -> int:
    """How many letters a number is drawn from."""
    return len(_LETTERS)


def is_required(roles: Collection[str], required: Collection[str]) -> bool:
    """Whether one of the roles held asks for a second factor."""
    return not set(roles).isdisjoint(required)
