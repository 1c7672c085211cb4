"""What counts as an e-mail address that a message can be sent to."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*", re.ASCII)


def is_address(text: str) -> bool:
    """Whether it is one address of the plain kind every mail server takes, also one inside the office's network."""
    return len(text) <= 254 and len(text.partition("@")[0]) <= 64 and _ADDRESS.fullmatch(text) is not None


def normal(text: str) -> str:
    """The address as it is compared: nobody has two mailboxes that differ in upper and lower case."""
    return text.strip().casefold()
