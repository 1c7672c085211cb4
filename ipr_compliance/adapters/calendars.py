"""Writes calendars as RFC 5545 has them; the library folds the lines and escapes what has a meaning in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//OIG recommendation compliance tracker//EN"

# Calendar text may hold no control character but tab and line feed, and some programs end a line at each of these.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Entry:
    """Something to be done by a day. The `uid` stays the same for ever, `sequence` grows with each change."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime


def write(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar of that name with an all-day event for each entry: the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # the first day that no longer belongs to it
    event.add("summary", _plain(entry.summary))
    event.add("description", _plain(entry.description))
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # a deadline does not make its day a busy one
    return event


def _plain(text: str) -> str:
    return _NOT_IN_TEXT.sub("", _LINE_END.sub("\n", text))
