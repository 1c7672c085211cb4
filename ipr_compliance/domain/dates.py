"""Calendar arithmetic and the ways dates are written."""

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1950, 2150
"""Years outside are typing mistakes ("0020"); the oldest audit offices' records start in the 1950s."""

FOREVER = date.max
"""The end of an interval that has not ended."""

READABLE_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")


def add_months(day: date, months: int) -> date:
    """The same day that many months on, or the month's last day where it is shorter (31 August + 18 = 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_start(day: date, months: int) -> date:
    """The latest day from which that many months had run out before the given day."""
    start = add_months(day - timedelta(days=1), -months)
    while add_months(start + timedelta(days=1), months) < day:
        start += timedelta(days=1)
    return start


def read_date(text: str) -> date:
    """A date as people and trackers write it: 2027-03-15, 3/15/2027, Mar 15, 2027, March 15, 2027, 15 March 2027.

    Refuses with ValueError, in a sentence, what is not a date of the calendar or lies outside 1950 to 2150.
    """
    words = _CLOCK.sub("", " ".join(text.replace(".", " ").split() if re.search("[A-Za-z]", text) else text.split()))
    words = words.replace("Sept ", "Sep ").replace(" ,", ",")
    for form in READABLE_FORMS:
        try:
            day = datetime.strptime(words, form).date()  # noqa: DTZ007 - a calendar date has no zone
        except ValueError:
            continue
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(f"“{text}” is outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        return day
    raise ValueError(f"“{text}” is not a date of the calendar. Write it as 2027-03-15 or 3/15/2027.")


def ago(day: date, today: date) -> str:
    """How long ago a day was: "today", "1 day ago", "12 days ago"."""
    days = (today - day).days
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"


def written_out(day: date) -> str:
    """The date as text, for example March 15, 2027."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def on_the_clock(instant: datetime, zone: ZoneInfo) -> str:
    """An aware instant as a clock on the wall shows it there, for example November 24, 2026, 6:00 a.m."""
    local = instant.astimezone(zone)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{written_out(local.date())}, {(local.hour - 1) % 12 + 1}:{local:%M} {half}"
