"""Recommendation numbers are text ("2", "2.1", "25-E-05-040.01") that people expect in counting order."""

import re


def counting_order(number: str) -> str:
    """A key by which "2" comes before "10" and "1.2" before "1.10"."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(8), number.casefold())
