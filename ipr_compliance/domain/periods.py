"""Days that figures are compared with: ends of months and of quarters of the federal fiscal year.

The fiscal year begins on October 1, so its quarters end with December, March, June and September.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.refusal import Invalid

QUARTER_MONTHS = (3, 6, 9, 12)


def month_ends(day: date, count: int) -> list[date]:
    """The last days of the months that ended before that day, the newest first."""
    return list(islice(_month_ends(day), count))


def quarter_ends(day: date, count: int) -> list[date]:
    """The last days of the fiscal quarters that ended before that day, the newest first."""
    return list(islice((end for end in _month_ends(day) if end.month in QUARTER_MONTHS), count))


def compared_day(text: str, as_of: date) -> date | None:
    """The day to compare with, as it was typed; None where nothing was.

    Refuses with Invalid what is no date, and a day that does not come before the as-of date.
    """
    if not text.strip():
        return None
    try:
        day = read_date(text)
    except ValueError as problem:
        raise Invalid(str(problem), field="compare_with") from problem
    if day >= as_of:
        raise Invalid("The day to compare with has to come before the day that is shown.", field="compare_with")
    return day


def _month_ends(day: date) -> Iterator[date]:
    while True:
        day = day.replace(day=1) - timedelta(days=1)
        yield day
