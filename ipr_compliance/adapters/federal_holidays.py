"""The federal holidays of the United States, on the days on which they are observed."""

from datetime import date

from holidays import country_holidays


def federal(today: date) -> frozenset[date]:
    """Those from a year before a day to a year after it: reminders look no further."""
    return frozenset(country_holidays("US", years=range(today.year - 1, today.year + 2)))
