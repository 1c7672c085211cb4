"""Recommendation numbers are text ("2", "2.1", "25-E-05-040.01") that people expect in counting order."""

import re


def counting_order(number: str) -> str:
    """A key by which "2" comes before "10" and "1.2" before "1.10"."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(8), number.casefold())


def report_number(text: str) -> str:
    """The number of a report. Refuses with ValueError one that no page's address can hold.

    It is part of its page's address, where browsers take "." and ".." between slashes for steps.
    """
    if {".", ".."} & set(text.split("/")):
        raise ValueError(f"“{text}” cannot be the number of a report.")
    return text
